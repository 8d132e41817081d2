/**
 * What stands between a request for a callback and the telephone network (design §5.3.2): a form that makes a PBX dial what
 * somebody typed is an invitation to toll fraud. What is refused at registration is looked at again just before the dial.
 */
import type { CountryCode } from 'libphonenumber-js/max';
import type { CallbackPolicy, CallbackRules } from './callbackPolicy';
import { isRefusal, type Refusal, refuse } from './errors';
import { readDialable } from './number';
import type { Opening } from './opening';
import { iso } from './time';

/** What holds for a callback: of its queue, its tenant and the installation, in this order. */
export interface GuardRules {
  readonly policy: CallbackPolicy;
  readonly tenant: CallbackRules;
  readonly installation: CallbackRules;
  /** In whose numbering plan a number without + is read. */
  readonly country: string;
  /** Absent: always open. */
  readonly opening: Opening | undefined;
}

/** What there is already. */
export interface GuardCounts {
  /** Callbacks pending in the queue. */
  readonly pending: number;
  /** Requests for the number within a day, of all queues. */
  readonly requested: (number: string) => number;
  /** Dials of the queue, its tenant or the installation to numbers that begin so, since midnight where the queue is. */
  readonly dialled: (prefix: string, level: Level) => number;
}

const LEVELS = ['policy', 'tenant', 'installation'] as const;
export type Level = (typeof LEVELS)[number];
const levels = (rules: GuardRules) => LEVELS.map((level) => rules[level]);

/** The number to call back in E.164, or why it is not called. */
export function callableNumber(written: string, rules: GuardRules): string | Refusal {
  const read = readDialable(written, rules.country);
  if (isRefusal(read)) return read;
  const { number, country } = read;
  const allowed = rules.policy.countries ?? [rules.country as CountryCode];
  if (country === undefined || !allowed.includes(country))
    return refuse('destination.refused', `numbers of ${country ?? 'no country'} are not called from here`);
  return isBlocked(number, rules) ? refuse('callback.blocked') : number;
}

/** On the list of the queue, the tenant or the installation. */
export const isBlocked = (number: string, rules: GuardRules): boolean =>
  levels(rules).some(({ blocked }) => blocked.some((prefix) => number.startsWith(prefix)));

/** Why none is taken now; the number has been looked at. */
export function refusedNow(number: string, rules: GuardRules, counts: GuardCounts): Refusal | undefined {
  const { policy } = rules;
  if (!levels(rules).every(({ accept }) => accept)) return refuse('callback.not_accepted');
  if (counts.pending >= policy.maxPending)
    return refuse('callback.too_many', undefined, { limit: policy.maxPending, retryAfter: 60 });
  if (counts.requested(number) >= policy.maxPerNumberPerDay)
    return refuse('callback.too_often', undefined, { limit: policy.maxPerNumberPerDay, retryAfter: 3_600 });
  return spent(number, rules, counts) ? refuse('callback.budget', undefined, { retryAfter: 3_600 }) : undefined;
}

/** When it opens next, where a callback as soon as possible cannot be placed before closing; nothing where it can. */
function closedFor({ opening, policy }: GuardRules, now: number): { readonly opensAt: number | undefined } | undefined {
  const from = now + policy.minDelaySeconds * 1_000;
  if (!opening || isOpenFor(opening, from, policy.cutOffSeconds * 1_000)) return undefined;
  return { opensAt: nextOpen(opening, from) };
}

/** Why none is taken while it is closed. */
export function closedNow(rules: GuardRules, now: number): Refusal | undefined {
  const closed = rules.policy.nextOpening ? undefined : closedFor(rules, now);
  if (!closed) return undefined;
  return refuse('callback.closed', undefined, { next: closed.opensAt === undefined ? [] : [iso(closed.opensAt)] });
}

/** When it opens, where it is closed and takes callbacks for then. */
export const opensLater = (rules: GuardRules, now: number): number | undefined =>
  rules.policy.nextOpening ? closedFor(rules, now)?.opensAt : undefined;

/** A day’s dials to such numbers are used up. */
export const spent = (number: string, rules: GuardRules, { dialled }: Pick<GuardCounts, 'dialled'>): boolean =>
  LEVELS.some((level) =>
    rules[level].budget.some(({ prefix, perDay }) => number.startsWith(prefix) && dialled(prefix, level) >= perDay),
  );

/** Open, and not about to close. */
export const isOpenFor = (opening: Opening, at: number, ms: number): boolean =>
  opening.isOpen(at) && (opening.nextChange(at) ?? Number.POSITIVE_INFINITY) - at > ms;

/** When it opens next after `at`; at once where it is open and stays so. */
export function nextOpen(opening: Opening, at: number): number | undefined {
  const change = opening.nextChange(at);
  if (change === undefined) return undefined;
  return opening.isOpen(change) ? change : opening.nextChange(change);
}

/** Open by hours and by hand, and dialling is not switched off. */
export const mayBePlaced = (rules: GuardRules, at: number): boolean =>
  levels(rules).every(({ dial }) => dial) && (rules.opening?.isOpen(at) ?? true);

/** What of a callback is asked about before it is dialled. */
export interface Dialable {
  readonly customerNumber: string;
  readonly requestedAt: number;
  readonly promisedAt?: number | undefined;
}

export type DialVerdict =
  | { readonly dial: true }
  /** Not now; looked at again then, or when a switch is turned or a line is there. */
  | {
      readonly dial: false;
      readonly for: 'minDelay' | 'hours' | 'window' | 'switchedOff' | 'budget';
      readonly until?: number;
    }
  /** Not any more. */
  | { readonly dial: false; readonly for: 'blocked' };

/** Whether a callback may be dialled now. `windows`: the calling windows in each zone that the customer may be in. */
export function mayDial(
  callback: Dialable,
  rules: GuardRules,
  at: { readonly now: number; readonly windows: readonly Opening[]; readonly midnight: () => number } & Pick<
    GuardCounts,
    'dialled'
  >,
): DialVerdict {
  const { now } = at;
  const { policy, opening } = rules;
  if (isBlocked(callback.customerNumber, rules)) return { dial: false, for: 'blocked' };
  if (!levels(rules).every(({ dial }) => dial)) return { dial: false, for: 'switchedOff' };
  const earliest = Math.max(callback.requestedAt + policy.minDelaySeconds * 1_000, callback.promisedAt ?? 0);
  if (now < earliest) return { dial: false, for: 'minDelay', until: earliest };
  if (opening && !isOpenFor(opening, now, policy.cutOffSeconds * 1_000))
    return { dial: false, for: 'hours', ...until(nextOpen(opening, now)) };
  const windowAt = inAllWindows(at.windows, now);
  if (windowAt !== now) return { dial: false, for: 'window', ...until(windowAt) };
  if (spent(callback.customerNumber, rules, at)) return { dial: false, for: 'budget', until: at.midnight() };
  return { dial: true };
}

const until = (time: number | undefined) => (time === undefined ? {} : { until: time });

/** So often windows of different zones are looked at in turn. */
const TURNS = 100;

/** The first moment from `now` on at which all windows are open; undefined when there is none to be seen. */
export function inAllWindows(windows: readonly Opening[], now: number): number | undefined {
  let at = now;
  for (let turn = 0; turn < TURNS; turn++) {
    const closed = windows.find((window) => !window.isOpen(at));
    if (!closed) return at;
    const next = closed.nextChange(at);
    if (next === undefined) return undefined;
    at = next;
  }
  return undefined;
}
