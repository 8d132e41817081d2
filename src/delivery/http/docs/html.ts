/** HTML as text: what is not already HTML is escaped, so that no name in a schema can become markup. */

/** A piece of HTML that is safe to put into another. */
export class Html {
  constructor(readonly text: string) {}
}

/** What a template takes: text is escaped, lists are joined, nothing is left out. */
export type Piece = Html | string | number | undefined | false | readonly Piece[];

/** A template of HTML. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return new Html(parts.reduce((text, part, i) => text + part + (i < pieces.length ? render(pieces[i]) : ''), ''));
}

function render(piece: Piece): string {
  if (piece === undefined || piece === false) return '';
  if (piece instanceof Html) return piece.text;
  if (Array.isArray(piece)) return piece.map(render).join('');
  return escaped(String(piece));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (found) => ENTITIES[found] ?? found);

/** Paragraphs with `code` in them: all that descriptions use. */
export const prose = (text: string | undefined): Html =>
  html`${(text ?? '').split(/\n\n+/).map((paragraph) => paragraph && html`<p>${inline(paragraph)}</p>`)}`;

/** A line with `code` in it. */
export const inline = (text: string): Html =>
  html`${text.split('`').map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part))}`;
