/** The request to a service that sends messages, by what the tenant wrote of it. */
import type { MessageBody } from './messageSettings';
import { fillIn, placesIn } from './template';

/** What there is to fill in. */
export interface MessageParts {
  /** The same each time it is tried. */
  readonly id: string;
  /** In E.164. */
  readonly to: string;
  readonly from: string;
  readonly text: string;
  readonly language: string;
}

export interface FilledRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly contentType: string;
  readonly body: string;
}

interface Template {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: MessageBody;
}

export function messageRequest(
  { headers, body }: Template,
  parts: MessageParts,
  secrets: Readonly<Record<string, string>>,
): FilledRequest {
  const named = Object.entries(secrets).map(([name, secret]) => [secretPlace(name), secret]);
  const values = { ...parts, toDigits: parts.to.slice(1), ...Object.fromEntries(named) };
  const filled = (template: string): string => fillIn(template, values);
  return {
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, filled(value)])),
    ...('json' in body
      ? { contentType: 'application/json', body: JSON.stringify(eachText(body.json, filled)) }
      : { contentType: 'application/x-www-form-urlencoded', body: formOf(body.form, filled) }),
  };
}

const secretPlace = (name: string): string => `secrets.${name}`;

const formOf = (fields: Readonly<Record<string, string>>, filled: (text: string) => string): string =>
  Object.entries(fields)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(filled(value))}`)
    .join('&');

/** The same JSON with every string in it changed; names of fields stay. */
function eachText(json: unknown, change: (text: string) => string): unknown {
  if (typeof json === 'string') return change(json);
  if (Array.isArray(json)) return json.map((item) => eachText(item, change));
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, eachText(value, change)]));
}

/** The places in a body. */
export function placesOfBody(body: MessageBody): string[] {
  const found: string[] = [];
  eachText('json' in body ? body.json : body.form, (text) => {
    found.push(...placesIn(text));
    return text;
  });
  return found;
}

/** What may be filled in where: texts and names have characters that no header takes. */
export const HEADER_PLACES: readonly string[] = ['id', 'to', 'toDigits', 'language'];
export const BODY_PLACES: readonly string[] = [...HEADER_PLACES, 'from', 'text'];
export const placesOfSecrets = (secrets: object): string[] => Object.keys(secrets).map(secretPlace);
