/**
 * What becomes of an agent when something happens on its line (design §6): the voice place follows the parties at its
 * phone, of whatever call they are, so that no agent is busy without somebody on the line, or free with one.
 */
import type { Agent, Place } from './agent';

/** A party at the phone of an agent. */
type Held = Place['parties'][number];

/** What a talk from a queue leaves behind; nothing after any other. */
export interface Aftermath {
  /** So long the agent has for what is left to do. */
  readonly wrapUpMs: number;
  readonly queue: string;
  /** When the agent answered. */
  readonly since: number;
}

/** A party is there, or changed; `about` says what the place is about from now on. */
export function held(agent: Agent, party: Held, about: Pick<Place, 'offer' | 'queue'>, now: number): Agent {
  const others = agent.voice.parties.filter((one) => one.party !== party.party);
  const parties = [...others, party];
  const state = parties.every(({ offered }) => offered) ? 'offered' : 'busy';
  const { voice } = agent;
  const same = voice.state === state && voice.parties.length > 0;
  const { until, taken } = voice;
  const kept = same ? voice : { ...(until !== undefined && { until }), ...(taken && { taken }) };
  return {
    ...agent,
    voice: { ...kept, ...about, state, since: same ? voice.since : now, call: party.call, parties },
  };
}

/** A party is gone: the last one leaves wrap-up, or an idle agent. */
export function released(agent: Agent, party: string, after: Aftermath | undefined, now: number): Agent {
  const parties = agent.voice.parties.filter((one) => one.party !== party);
  if (parties.length === agent.voice.parties.length) return agent;
  const served = after ? servedOne(agent, after, now) : agent;
  const { voice } = served;
  const until = after ? Math.max(voice.until ?? 0, now + after.wrapUpMs) : voice.until;
  if (parties.length > 0) {
    const state = parties.every(({ offered }) => offered) ? 'offered' : voice.state;
    return { ...served, voice: { ...voice, state, parties, ...(until !== undefined && { until }) } };
  }
  const { queue, taken } = voice;
  const about = { ...(queue !== undefined && { queue }), ...(taken && { taken }) };
  if (until !== undefined && until > now)
    return { ...served, voice: { state: 'wrapUp', since: now, until, parties, ...about } };
  return idle(served, now);
}

const servedOne = (agent: Agent, { queue, since }: Aftermath, now: number): Agent => ({
  ...agent,
  servedAt: now,
  voice: { ...agent.voice, taken: agent.voice.taken ?? { queue, at: since } },
});

/** What is to be said of an agent of whom nothing is asked any more: whom it served last it is done with. */
export const done = ({ voice: { taken } }: Agent, now: number): Pick<Agent, 'handled'> =>
  taken ? { handled: { queue: taken.queue, ms: now - taken.at } } : {};

/** Nothing is asked of it any more: a state that was asked for meanwhile is taken. */
export function idle(agent: Agent, now: number): Agent {
  const { next, ...rest } = agent;
  // An offer that came to nothing through no fault of the agent costs it no place among those who wait longest.
  const idleSince = agent.voice.state === 'offered' ? (agent.idleSince ?? now) : now;
  const free: Agent = { ...rest, ...done(agent, now), idleSince, voice: { state: 'idle', since: now, parties: [] } };
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

/** A state for when what it is doing is over; nothing is kept when it is as it is wanted. */
export function later(agent: Agent, to: { state: Agent['state']; reason?: string | undefined }): Agent {
  const { next: _, ...rest } = agent;
  if (to.state === agent.state && to.reason === agent.reason) return rest;
  return { ...rest, next: { state: to.state, ...(to.reason !== undefined && { reason: to.reason }) } };
}
