/**
 * How long a callback is pending (design §6): after its promised time, and only while it may be placed. Hours and calling
 * windows are reckoned when it gets its time; closings by hand, which nobody knows before, when it is to be given up: so
 * that no opening and no closing touches all that wait.
 */
import type { Callback } from './callback';
import { type GuardRules, isOpenFor, mayBePlaced, nextOpen } from './guards';
import { afterAllOpen, allOpenMs, type Opening } from './opening';

/** What of the configuration of a queue says how long its callbacks live. */
export interface LifeConfig {
  readonly rules: GuardRules;
  /** Opening hours, whatever was opened or closed by hand. Absent: always open. */
  readonly hours: Opening | undefined;
  /** The calling windows of a customer, in each zone that it may be in. */
  readonly windows: (number: string, zone: string | undefined) => readonly Opening[];
  /** How long in all the queue was closed by hand until now. */
  readonly closedMs: number;
}
export type Customer = Pick<Callback, 'customerNumber' | 'zone'>;
type Life = Pick<Callback, 'expiresAt' | 'closedMs'>;

const ttlMs = ({ rules }: LifeConfig): number => rules.policy.ttlSeconds * 1_000;

/** Hours and calling windows; what is switched by hand is not among them. */
const timesOf = ({ customerNumber, zone }: Customer, { hours, windows }: LifeConfig): readonly Opening[] => [
  ...(hours ? [hours] : []),
  ...windows(customerNumber, zone),
];

/** It is given up so long after that time; without `ms` it is what the queue says. */
export function lifeFrom(from: number, about: Customer, config: LifeConfig, ms = ttlMs(config)): Life {
  const expiresAt = afterAllOpen(timesOf(about, config), from, ms) ?? from + ms;
  return config.closedMs > 0 ? { expiresAt, closedMs: config.closedMs } : { expiresAt };
}

/** What it has left, as time in which it may be placed. */
export function leftMs(callback: Callback, now: number, config: LifeConfig): number {
  const { expiresAt = now } = callback;
  const left = allOpenMs(timesOf(callback, config), now, expiresAt) + owedMs(callback, config);
  return Math.min(left, ttlMs(config));
}

/** How long its queue was closed by hand since its time was reckoned. */
const owedMs = ({ closedMs = 0 }: Callback, config: LifeConfig): number => Math.max(0, config.closedMs - closedMs);

/**
 * Its time is over: until when it is put off all the same; nothing when it is given up. Where nothing may be placed just then
 * (closed by hand, dialling switched off, or other hours since it was reckoned) all of its time begins anew.
 */
export function putOff(callback: Callback, at: number, now: number, config: LifeConfig): Life | undefined {
  const placed = mayBePlaced(config.rules, at - 1) && timesOf(callback, config).every((time) => time.isOpen(at - 1));
  if (!placed) return lifeFrom(now, callback, config);
  const life = lifeFrom(at, callback, config, owedMs(callback, config));
  // After a long time away that may be over, too.
  return (life.expiresAt ?? now) > now ? life : undefined;
}

/** So often hours and windows are looked at in turn. */
const TURNS = 100;

/** The first moment from then on at which it may be called, by hours and windows; undefined when none is to be seen. */
export function firstPlaceable(from: number, about: Customer, { rules, windows }: LifeConfig): number | undefined {
  const { opening, policy } = rules;
  const all = windows(about.customerNumber, about.zone);
  let at: number | undefined = from;
  for (let turn = 0; turn < TURNS && at !== undefined; turn++) {
    const now: number = at;
    const closed = all.find((window) => !window.isOpen(now));
    if (opening && !isOpenFor(opening, now, policy.cutOffSeconds * 1_000)) at = nextOpen(opening, now);
    else if (closed) at = closed.nextChange(now);
    else return now;
  }
  return undefined;
}
