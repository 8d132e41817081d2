/** Who gets whom (design §2): which of the free agents an entry is offered to, and which entry a free agent. */
import type { Agent } from './agent';
import type { Entry } from './queue';

/** Whom of those who are free and can be reached an entry is offered to; all of them ring. Nobody when it is empty. */
export function agentsFor(_entry: Entry, free: readonly Agent[]): readonly Agent[] {
  let longest: Agent | undefined;
  for (const agent of free) if (!longest || isBefore(agent, longest)) longest = agent;
  return longest ? [longest] : [];
}

const isBefore = (a: Agent, b: Agent): boolean =>
  (a.idleSince ?? 0) === (b.idleSince ?? 0) ? a.id < b.id : (a.idleSince ?? 0) < (b.idleSince ?? 0);

/** Which of the entries at the fronts of its queues an agent is offered: who has waited longest. */
export function entryFor(_agent: Agent, fronts: readonly Entry[]): Entry | undefined {
  let first: Entry | undefined;
  for (const entry of fronts) if (!first || waitsLonger(entry, first)) first = entry;
  return first;
}

const waitsLonger = (a: Entry, b: Entry): boolean => {
  if (a.priority !== b.priority) return a.priority > b.priority;
  return a.arrivedAt === b.arrivedAt ? a.id < b.id : a.arrivedAt < b.arrivedAt;
};
