/** What can go wrong between a PBX and a gateway, each with the probability that it does. */

/** Probabilities from 0 (never, the default) to 1, and the delay in ms. They may be changed at any time. */
export interface Faults {
  /** An event comes twice, as with overlapping subscriptions; only those that a connector cannot tell apart. */
  doubled: number;
  /** An event changes places with the one before it, where Asterisk does not promise the order. */
  swapped: number;
  /** An event, and all that follow it, comes up to `lateMs` late. */
  late: number;
  lateMs: number;
  /** A command never reaches the PBX and times out. */
  lostCommand: number;
  /** A command is carried out, but its answer is lost: it times out although done. */
  lostAnswer: number;
}

/** A line on which nothing goes wrong. */
export const noFaults = (): Faults => ({ doubled: 0, swapped: 0, late: 0, lateMs: 0, lostCommand: 0, lostAnswer: 0 });
