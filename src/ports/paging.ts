/**
 * Pages: lists of documents run newest first by (time, id), and a cursor is the place
 * of the last document given. It is opaque to callers but not secret.
 */

/** Where a page of documents ended. */
export interface Place {
  readonly time: number;
  readonly id: string;
}

/** A cursor or a limit that no earlier answer and no rule of the port allows. */
export class BadPage extends Error {
  override readonly name = 'BadPage';
}

/** Characters of JSON after which a page of records ends: parsing them takes the main thread about two milliseconds. */
export const PAGE_CHARS = 128 * 1024;

/** The cursor that continues after `place`. */
export function toCursor(place: Place): string {
  return Buffer.from(JSON.stringify([place.time, place.id])).toString('base64url');
}

/** The place a cursor names; throws `BadPage` for a text that `toCursor` never made. */
export function fromCursor(cursor: string): Place {
  try {
    const [time, id, ...rest]: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (typeof time === 'number' && typeof id === 'string' && rest.length === 0) return { time, id };
  } catch {
    // Not base64url of a JSON list: answered below like any other foreign text.
  }
  throw new BadPage('the cursor is not one of ours');
}

/** Throws `BadPage` unless `limit` is a whole number from 1 to `max`. */
export function checkLimit(limit: number, max: number): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > max) throw new BadPage(`the limit must be 1 to ${max}`);
}
