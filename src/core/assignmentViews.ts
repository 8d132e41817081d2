/** What the board of assignment must know of entries and agents. */
import type { Agent } from './agent';
import type { FreeAgent } from './assignmentAgents';
import type { WaitingEntry } from './assignmentEntries';
import { type Entry, inLine, standing } from './queue';

/** How gladly agents take entries of a queue of which nothing is said. */
export const FULL_LEVEL = 10;

/** An entry that has its place; nothing of one that has left. `at`: the PBX that its call is on. */
export function waitingEntry(entry: Entry, at: string | undefined): WaitingEntry | undefined {
  if (!inLine(entry) || entry.state === 'parked') return undefined;
  const { id, queue, state, skills: wanted = { required: {}, preferred: {} } } = entry;
  const place = { id, queue, ...standing(entry) };
  if (state === 'offering') return { ...place, at: at ?? '', wanted, withheld: 'offered' };
  if (at === undefined) return { ...place, at: '', wanted, withheld: 'held' };
  return { ...place, at, wanted };
}

/** An agent who is free; `reaches`: the PBXs from which its phone can be dialled. */
export function freeAgent(agent: Agent, reaches: readonly string[]): FreeAgent {
  const { id, skills, queues, idleSince = 0, offeredAt } = agent;
  return {
    ...{ id, skills, reaches, idleSince },
    queues: new Map(Object.entries(queues).map(([queue, { level }]) => [queue, level ?? FULL_LEVEL])),
    ...(offeredAt !== undefined && { offeredAt }),
  };
}
