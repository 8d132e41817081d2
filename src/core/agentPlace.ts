/**
 * What becomes of an agent when something happens on its line (design §6): the voice place follows the parties at its
 * phone, of whatever call they are, so that no agent is busy without somebody on the line, or free with one.
 */
import type { Agent, Place } from './agent';

/** A party at the phone of an agent. */
type Held = Place['parties'][number];

/** What the talk leaves behind. */
export interface Aftermath {
  /** The talk was one from this queue: so long the agent has for what is left to do. */
  readonly wrapUpMs?: number;
}

/** A party is there, or changed; `about` says what the place is about from now on. */
export function held(agent: Agent, party: Held, about: Pick<Place, 'offer' | 'queue'>, now: number): Agent {
  const others = agent.voice.parties.filter((one) => one.party !== party.party);
  const parties = [...others, party];
  const state = parties.every(({ offered }) => offered) ? 'offered' : 'busy';
  const { voice } = agent;
  const same = voice.state === state && voice.parties.length > 0;
  const kept = same ? voice : { ...(voice.until !== undefined && { until: voice.until }) };
  return {
    ...agent,
    voice: { ...kept, ...about, state, since: same ? voice.since : now, call: party.call, parties },
  };
}

/** A party is gone: the last one leaves wrap-up, or an idle agent. */
export function released(agent: Agent, party: string, { wrapUpMs }: Aftermath, now: number): Agent {
  const { voice } = agent;
  const parties = voice.parties.filter((one) => one.party !== party);
  if (parties.length === voice.parties.length) return agent;
  const served = wrapUpMs === undefined ? agent : { ...agent, servedAt: now };
  const until = wrapUpMs === undefined ? voice.until : Math.max(voice.until ?? 0, now + wrapUpMs);
  if (parties.length > 0) {
    const state = parties.every(({ offered }) => offered) ? 'offered' : voice.state;
    return { ...served, voice: { ...voice, state, parties, ...(until !== undefined && { until }) } };
  }
  const queue = voice.queue === undefined ? {} : { queue: voice.queue };
  if (until !== undefined && until > now)
    return { ...served, voice: { state: 'wrapUp', since: now, until, parties, ...queue } };
  return idle(served, now);
}

/** Nothing is asked of it any more: a state that was asked for meanwhile is taken. */
export function idle(agent: Agent, now: number): Agent {
  const { next, ...rest } = agent;
  // An offer that came to nothing through no fault of the agent costs it no place among those who wait longest.
  const idleSince = agent.voice.state === 'offered' ? (agent.idleSince ?? now) : now;
  const free: Agent = { ...rest, idleSince, voice: { state: 'idle', since: now, parties: [] } };
  return next ? turned(free, next, now) : free;
}

/** It takes another state. */
export function turned(agent: Agent, to: { state: Agent['state']; reason?: string | undefined }, now: number): Agent {
  const { reason: _, next: __, workstation, restUntil: ___, ...rest } = agent;
  return {
    ...rest,
    state: to.state,
    since: now,
    ...(to.reason !== undefined && { reason: to.reason }),
    ...(to.state !== 'loggedOff' && workstation !== undefined && { workstation }),
    ...(to.state === 'ready' && { idleSince: now, unanswered: 0 }),
  };
}
