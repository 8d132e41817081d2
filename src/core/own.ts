/**
 * Names that come from outside: `constructor` and its like are names as any other and mean nothing here. A single
 * look-up goes through `own`; what is looked up in all the time is made a `bareRecord` once.
 */

/** The value of that very name, if there is one. */
export const own = <T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;

/** The same entries in a record without a prototype; values are shared. */
export function bareRecord<T>(entries: Readonly<Record<string, T>>): Record<string, T> {
  return Object.assign(Object.create(null) as Record<string, T>, entries);
}
