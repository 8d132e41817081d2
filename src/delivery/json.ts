/**
 * JSON from outside, for bodies and frames alike. Beside the syntax it holds the depth: a text of 64 kB can nest deep
 * enough to exhaust the stack of whoever walks it, and nothing in the API needs more than a few levels.
 */
import { isRefusal, type Refusal, refuse } from '../core/errors';

/** The largest body or frame taken, in bytes. */
export const MAX_BYTES = 65_536;
const MAX_DEPTH = 32;

/** The value of a JSON text in UTF-8, or why it is none. */
export function parseJson(bytes: Uint8Array): { readonly value: unknown } | Refusal {
  const text = decode(bytes);
  if (isRefusal(text)) return text;
  if (depthOf(text) > MAX_DEPTH) return refuse('request.malformed', `nested deeper than ${MAX_DEPTH} levels`);
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return refuse('request.malformed', (error as SyntaxError).message.slice(0, 200));
  }
}

function decode(bytes: Uint8Array): string | Refusal {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse('request.malformed', 'the text is not UTF-8');
  }
}

/** Brackets that are open at once, those in strings left out. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (inString && c === '\\') i++;
    else if (c === '"') inString = !inString;
    else if (!inString && (c === '{' || c === '[')) deepest = Math.max(deepest, ++depth);
    else if (!inString && (c === '}' || c === ']')) depth--;
  }
  return deepest;
}
