/**
 * Time as an argument. Wall time goes into data, monotonic time measures; nothing in core, services
 * or programs asks the machine for either, so a flow runs on a virtual clock exactly as on the real one.
 */
export interface Clock {
  /** Wall time in milliseconds since the epoch. */
  now(): number;
  /** Milliseconds that only grow; for measuring, never for data. */
  monotonic(): number;
  /** Runs `fire` once after `ms` milliseconds (0 = as soon as this turn is over). Calling the result cancels it. */
  after(ms: number, fire: () => void): Cancel;
}

/** Safe to call at any time, also after firing and more than once. */
export type Cancel = () => void;
