/** One text for one content: JSON does not say in which order the keys of a record stand. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON with the keys of every record in order: the same text for the same content. */
export function canonical(value: unknown): string {
  return JSON.stringify(sorted(value)) ?? 'null';
}

/** The same value with the keys of every record in order. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  const entries = Object.keys(value).sort();
  // `__proto__` is a name as any other.
  return Object.fromEntries(entries.map((key) => [key, sorted(value[key])]));
}
