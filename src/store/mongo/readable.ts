/**
 * States as documents that people can read and query, and back, byte for byte. BSON cannot hold every JSON text: keys
 * with `.` or a leading `$` are operators to many tools, `_bsontype` and `toBSON` command the driver's serialiser, half
 * of a surrogate pair is no UTF-8, levels are limited, `1e3` comes back as `1000`. Where a text would not come back as it
 * was, it is kept beside the fields, and then it is the text that counts.
 */

/** What a document of a collection has of a state. */
export interface Readable {
  /** The fields, with keys that BSON would take for something else percent-encoded; absent where the state is no object. */
  readonly data?: Record<string, unknown>;
  /** The JSON text, where the fields alone would not give it back. */
  readonly text?: string;
}

/** Levels that are kept as fields; the server's limit is 100 and takes the document around them into account. */
const DEEPEST = 60;
const RESERVED: ReadonlySet<string> = new Set(['__proto__', '_bsontype', 'toBSON', 'toJSON', '_id', 'constructor']);
const HALF_PAIR = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
const HALF_PAIRS = new RegExp(HALF_PAIR, 'g');

/** The fields of a state and, where they do not say everything, its text. */
export function toReadable(json: string): Readable {
  const state: unknown = JSON.parse(json);
  if (typeof state !== 'object' || state === null || Array.isArray(state)) return { text: json };
  const seen = { exact: JSON.stringify(state) === json };
  const data = fieldsOf(state, 1, seen) as Record<string, unknown>;
  return seen.exact ? { data } : { data, text: json };
}

/** The text of a state that `toReadable` took apart. */
export function toText({ data, text }: Readable): string {
  return text ?? JSON.stringify(data);
}

function fieldsOf(value: unknown, level: number, seen: { exact: boolean }): unknown {
  if (typeof value === 'string') {
    if (HALF_PAIR.test(value)) seen.exact = false;
    return value;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (level === DEEPEST) {
    seen.exact = false;
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return value.map((item) => fieldsOf(item, level + 1, seen));
  const fields: Record<string, unknown> = {};
  for (const [key, inside] of Object.entries(value)) {
    const name = safeName(key);
    if (name !== key) seen.exact = false;
    fields[name] = fieldsOf(inside, level + 1, seen);
  }
  return fields;
}

function safeName(key: string): string {
  if (RESERVED.has(key) || key === '') return `%${key}`;
  const name = key.replace(/[%.\0]|^\$/g, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return name.replace(HALF_PAIRS, '\uFFFD');
}

/** Text of keys and names as BSON keeps it: half of a surrogate pair is spelled out. */
export function storable(text: string): string {
  return text.replaceAll('\\', '\\\\').replace(HALF_PAIRS, (half) => `\\u${half.charCodeAt(0).toString(16)}`);
}

/** The text that `storable` spelled. */
export function original(stored: string): string {
  return stored.replace(/\\(\\|u([0-9a-f]{4}))/g, (_, kind: string, code: string) =>
    kind === '\\' ? '\\' : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
