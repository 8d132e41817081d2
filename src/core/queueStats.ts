/** How a queue stands at this moment, and how its day went so far: for whoever watches it. */
import { z } from 'zod';
import type { Agent } from './agent';
import { time } from './fields';
import { estimateFields } from './queue';
import { queueFigures } from './queueReport';

const agents = z.int();
/** By their voice place; of those whose place is idle, who is not ready is `notReady`. */
const agentCounts = z.object({ idle: agents, offered: agents, busy: agents, wrapUp: agents, notReady: agents });
export type AgentCounts = z.infer<typeof agentCounts>;

/** What those agents do; one who is busy is so, whether it is ready or not. */
export function agentCountsOf(all: Iterable<Pick<Agent, 'state' | 'voice'>>): AgentCounts {
  const counts = { idle: 0, offered: 0, busy: 0, wrapUp: 0, notReady: 0 };
  for (const { state, voice } of all)
    counts[voice.state === 'idle' && state !== 'ready' ? 'notReady' : voice.state] += 1;
  return counts;
}

export const queueStats = z.object({
  queue: z.string(),
  /** When this was so. */
  at: time,
  /** Whether it takes calls. */
  open: z.boolean(),
  /** Who has a place. */
  waiting: z.int(),
  /** Of these, whom somebody is being reached for. */
  offering: z.int(),
  longestWaitMs: z.int(),
  /** When who waits longest came. */
  longestWaitSince: time.optional(),
  /** How long somebody would wait who came now, where that is known. */
  estimate: z.object(estimateFields).optional(),
  /** Those who are signed in and take entries of the queue, by what they do. */
  agents: agentCounts,
  /** Since midnight in the zone of the tenant. */
  today: queueFigures,
});
export type QueueStats = z.infer<typeof queueStats>;
