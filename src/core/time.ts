/** The one place of core that knows the calendar of the machine's `Date`: pure conversions, never the clock. */

/** ISO 8601 in UTC with milliseconds, from wall time in ms. */
export const iso = (ms: number): string => new Date(ms).toISOString();

/** Wall time in ms of an ISO 8601 time with zone that a schema has checked. */
export const msOf = (text: string): number => new Date(text).getTime();

/** `12:34:56` of an ISO 8601 time in UTC, as people read it. */
export const clock = (text: string): string => text.slice(11, 19);
