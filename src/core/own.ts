/**
 * Names that come from outside: `constructor` and its like are names as any other and mean nothing here. A single
 * look-up goes through `own`; what is looked up in all the time is made `bareRecords` once.
 */

/** The value of that very name, if there is one. */
export const own = <T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;

/** The same data in records without a prototype, all the way down. */
export function bareRecords<T>(value: T): T {
  if (Array.isArray(value)) return value.map(bareRecords) as T;
  if (typeof value !== 'object' || value === null) return value;
  const record: Record<string, unknown> = Object.create(null);
  for (const [key, inside] of Object.entries(value)) record[key] = bareRecords(inside);
  return record as T;
}
