/** Hang-up causes: Q.850 numbers of Asterisk to the port's words, and back. */
import type { Cause } from '../../../src/ports/pbx';

const WORDS: ReadonlyMap<number, Cause> = new Map([
  [1, 'invalidNumber'],
  [2, 'unreachable'],
  [3, 'unreachable'],
  [16, 'normal'],
  [17, 'busy'],
  [18, 'unreachable'], // no user responding: SIP 408
  [19, 'noAnswer'],
  [20, 'unreachable'],
  [21, 'declined'],
  [22, 'invalidNumber'],
  [26, 'answeredElsewhere'],
  [27, 'unreachable'],
  [28, 'invalidNumber'],
  [29, 'forbidden'],
  [31, 'normal'],
  [32, 'normal'],
  [34, 'congestion'],
  [38, 'unreachable'],
  [41, 'failed'],
  [42, 'congestion'],
  [44, 'congestion'],
  [50, 'forbidden'],
  [52, 'forbidden'],
  [54, 'forbidden'],
  [57, 'forbidden'],
  [102, 'unreachable'],
]);

/** What reaches the other phone: 17 as 486, 34 as 503, 21 as 403, 26 as `Reason: …completed elsewhere`. */
const CODES: Readonly<Record<Cause, number>> = {
  normal: 16,
  busy: 17,
  noAnswer: 19,
  declined: 21,
  congestion: 34,
  unreachable: 20,
  invalidNumber: 1,
  forbidden: 21,
  answeredElsewhere: 26,
  cancelled: 16,
  timeLimit: 16,
  failed: 38,
  refused: 38,
  lost: 38,
};
/** Asterisk's own number for a CANCEL before the answer. */
const INTERWORKING = 127;

/** The word for a cause; `answered` tells a caller's CANCEL from the end of a talk. */
export function causeOf(code: number | undefined, answered: boolean): Cause {
  if (code === undefined || code === 0 || code === INTERWORKING) return answered ? 'normal' : 'failed';
  return WORDS.get(code) ?? 'failed';
}

/** The `reason_code` that tells the other phone this cause. */
export const codeOf = (cause: Cause): number => CODES[cause];
