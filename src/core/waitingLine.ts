/** Who serves a queue just now, as far as waiting times go (design §7). */
import type { Agent } from './agent';
import { FULL_LEVEL } from './assignmentViews';
import { lacking, type Wanted } from './skills';
import type { WaitingAgent } from './waitingTime';

/** So many busy agents are looked at one by one; of more, every so many-th stands for its neighbours. */
const LOOKED_AT = 100;

/** For how long an agent has been taken, 0: it is free; undefined for one who is not there. */
export function takenFor({ state, voice, next }: Agent, now: number): number | undefined {
  if (state !== 'ready' || (next !== undefined && next.state !== 'ready')) return undefined;
  if (voice.state === 'idle' || voice.state === 'offered') return 0;
  return Math.max(1, now - (voice.taken?.at ?? voice.since));
}

/** Whether it may serve an entry of the queue that asks for that. */
export function mayServe({ skills, queues }: Agent, queue: string, wanted: Wanted | undefined): boolean {
  const place = queues[queue];
  if (!place) return false;
  if (!wanted) return true;
  return (place.level ?? FULL_LEVEL) >= (wanted.minLevel ?? 0) && lacking(skills, wanted.required) === undefined;
}

/** All who are free, and as many of those who are busy as are worth looking at. */
export function lookedAt(agents: readonly WaitingAgent[]): readonly WaitingAgent[] {
  const busy = agents.filter(({ busyForMs }) => busyForMs !== undefined);
  if (busy.length <= LOOKED_AT) return agents;
  const weight = busy.length / LOOKED_AT;
  const some = Array.from({ length: LOOKED_AT }, (_, i) => busy[Math.floor(i * weight)] as WaitingAgent);
  const free = agents.filter(({ busyForMs }) => busyForMs === undefined);
  return [...free, ...some.map((one) => ({ ...one, share: one.share * weight }))];
}
