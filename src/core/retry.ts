/**
 * What a failed attempt costs and when the next one is (design §5.3.7, §6). An agent who does not take a callback costs
 * the customer no attempt, nor does a dial that never left, that is ended by a change while it rings, or by the customer's key; a number that does not exist is not tried again; an attempt of
 * which nobody saw the end counts, and happens once.
 */
import { z } from 'zod';
import type { Cause } from './line';

/** How an attempt can fail. */
export const ATTEMPT_CAUSES = [
  'busy',
  'noAnswer',
  'declined',
  'machine',
  'network',
  'invalidNumber',
  'unconfirmed',
  'shortTalk',
  'agentSide',
  'unsent',
  'lost',
  'withdrawn',
  'postponedByCustomer',
  'cancelledByCustomer',
] as const;
export type AttemptCause = (typeof ATTEMPT_CAUSES)[number];

/** Causes for which a queue may have rules of its own. */
const CUSTOMER_CAUSES = ['busy', 'noAnswer', 'declined', 'machine', 'network', 'unconfirmed', 'shortTalk'] as const;
const delays = z.array(z.int().min(1).max(259_200)).min(1).max(20);

export const retrySettings = z.strictObject({
  /** Dials in all, whatever they fail of. */
  maxAttempts: z.int().min(1).max(20).default(3),
  /** Before the second, the third … attempt, from the end of the one before; the last one goes on. */
  delaysSeconds: delays.default([300, 900, 1_800]),
  /** For one cause: after so many attempts that failed of it there is no other, and delays of its own. */
  causes: z
    .partialRecord(
      z.enum(CUSTOMER_CAUSES),
      z.strictObject({ attempts: z.int().min(1).max(20).optional(), delaysSeconds: delays.optional() }),
    )
    .default({}),
  /** After so many failures of the agents' side somebody is told; the callback goes on. */
  maxAgentFailures: z.int().min(1).max(100).default(5),
  agentDelaySeconds: z.int().min(1).max(86_400).default(60),
});
export type RetrySettings = z.infer<typeof retrySettings>;

/** How a change ended it: of a command while it rings, or by the key of the customer. The change says what follows. */
export const CHANGE_CAUSES = ['withdrawn', 'postponedByCustomer', 'cancelledByCustomer'] as const;

/** Of these, what there is another attempt after. */
export type FailedOf = Exclude<AttemptCause, (typeof CHANGE_CAUSES)[number]>;

/** How often attempts failed so far, by cause. */
export type Failures = Readonly<Partial<Record<AttemptCause, number>>>;

export type Verdict =
  /** There is another one, at that time. */
  | { readonly again: true; readonly at: number; readonly alarm: boolean }
  /** There is none. */
  | { readonly again: false; readonly because: 'attemptsUsed' | 'invalidNumber' | 'lost' };

/** A dial that never left is made again as soon as what kept it is likely to be over. */
const UNSENT_MS = 5_000;

const FREE: readonly AttemptCause[] = ['agentSide', 'unsent', ...CHANGE_CAUSES];

/** Attempts that count against the limit. */
export const attemptsUsed = (failures: Failures): number =>
  Object.entries(failures).reduce((sum, [cause, n]) => sum + (FREE.includes(cause as AttemptCause) ? 0 : n), 0);

/** What follows from a failure; `failures` counts it already. */
export function afterFailure(cause: FailedOf, failures: Failures, settings: RetrySettings, now: number): Verdict {
  const times = failures[cause] ?? 0;
  if (cause === 'unsent') return { again: true, at: now + UNSENT_MS, alarm: false };
  if (cause === 'agentSide') {
    const alarm = times >= settings.maxAgentFailures;
    return { again: true, at: now + settings.agentDelaySeconds * 1_000, alarm };
  }
  if (cause === 'invalidNumber') return { again: false, because: 'invalidNumber' };
  if (cause === 'lost' && times > 1) return { again: false, because: 'lost' };
  const rule = cause === 'lost' ? undefined : settings.causes[cause];
  const used = attemptsUsed(failures);
  if (used >= settings.maxAttempts || times >= (rule?.attempts ?? Number.POSITIVE_INFINITY))
    return { again: false, because: 'attemptsUsed' };
  const seconds = rule?.delaysSeconds ? nth(rule.delaysSeconds, times) : nth(settings.delaysSeconds, used);
  return { again: true, at: now + seconds * 1_000, alarm: false };
}

const nth = (list: readonly number[], n: number): number => list[Math.min(n, list.length) - 1] as number;

/** How a dial failed, by why its party left before it answered. */
export function dialFailure(cause: Cause): FailedOf {
  switch (cause) {
    case 'busy':
    case 'declined':
    case 'lost':
    case 'invalidNumber':
      return cause;
    // A trunk that refuses says nothing of the number.
    case 'forbidden':
    case 'congestion':
    case 'unreachable':
    case 'failed':
    case 'refused':
      return 'network';
    default:
      return 'noAnswer';
  }
}
