/** Whether a callback is proposed to somebody who waits, or is about to: by the rules of the queue, and by what it is like there. */

import type { CallbackConfig } from './callbackConfig';
import type { ProposalRules } from './callbackPolicy';
import { isRefusal, type Refusal, refuse } from './errors';
import { closedNow, opensLater, refusedNow } from './guards';
import type { Entry } from './queue';

/** What it is like in a queue. */
export interface Outlook {
  readonly waiting: number;
  /** Who is signed in and serves it. */
  readonly agents: number;
  /** How long the first who waits has waited. */
  readonly longestMs: number;
  /** How long whoever is asked is expected to wait from now on, half of them shorter; absent when nobody can say. */
  readonly expectedMs?: number;
}

/** What of the configuration of a call says whether callbacks can be proposed. */
export interface Proposing {
  readonly callbacks: (queue: string) => CallbackConfig | Refusal;
  /** For whoever has that place, else for one who would come now. */
  readonly outlook: (queue: string, entry: Entry | undefined) => Outlook;
}

/** Who is asked, with the place that it has already. */
interface Asked {
  readonly queue: string;
  readonly call: string;
  readonly entry: Entry | undefined;
  readonly always?: boolean;
}

/** How a queue takes callbacks; why it takes none, or none is proposed to this call. Its id decides about its share. */
export function proposable(
  { callbacks, outlook }: Proposing,
  { queue, call, entry, always = false }: Asked,
  now: number,
): CallbackConfig | Refusal {
  const config = callbacks(queue);
  if (isRefusal(config)) return config;
  const refused = refusedNow('', config.rules, config.counts) ?? closedNow(config.rules, now);
  if (refused) return refused;
  const here = entry?.queue === queue ? entry : undefined;
  const holds = always || proposes(config.rules.policy.proposal, outlook(queue, here), shareOf(call));
  return holds ? config : refuse('callback.not_accepted');
}

/** `share`: which of a hundred this one is, from 0. */
export function proposes(rules: ProposalRules, outlook: Outlook, share: number): boolean {
  const { waiting, agents, longestMs, expectedMs = longestMs } = outlook;
  // Where nobody can say how long it takes, what the first in line has waited stands for it.
  const seconds = expectedMs / 1_000;
  return (
    share < rules.percent &&
    seconds >= rules.leastWaitSeconds &&
    seconds <= (rules.mostWaitSeconds ?? Number.POSITIVE_INFINITY) &&
    longestMs / 1_000 <= (rules.longestWaitSeconds ?? Number.POSITIVE_INFINITY) &&
    waiting >= rules.leastWaiting &&
    (rules.leastWaitingPerAgent === 0 || waiting >= rules.leastWaitingPerAgent * agents)
  );
}

/** Random digits of an id, as one of a hundred. */
const shareOf = (call: string): number => Number.parseInt(call.slice(-6), 16) % 100;

/** What a proposal says of a queue that is closed and calls back when it opens. */
export function opensOf({ rules, zone }: CallbackConfig, now: number): { opens?: { at: number; zone: string } } {
  const at = opensLater(rules, now);
  return at === undefined ? {} : { opens: { at, zone } };
}
