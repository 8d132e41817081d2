/** What an agent did in a quarter of an hour: sums that reports are made of. */
import { z } from 'zod';
import type { Agent, Doing } from './agent';
import { doing } from './agentTimes';
import { type Call, served } from './call';
import { addCounts, intervalFields, QUARTER_MS, quarterOf } from './interval';
import type { Offer } from './offer';
import { outcomeCounts } from './queueInterval';
import type { JournalRecord } from './record';

const count = z.int();

const agentCounts = z.object({
  readyMs: count,
  /** Not ready, by the reason. */
  notReadyMs: z.record(z.string(), count),
  /** Its phone rang for an offer. */
  offeredMs: count,
  /** On calls of queues, and on all others. */
  talkingMs: count,
  otherCallMs: count,
  wrapUpMs: count,
  /** Offers, and what came of them. */
  offered: count,
  accepted: count,
  declined: count,
  expired: count,
  withdrawn: count,
  /** Talks of queues and wrap-ups that came to their end, and how long all of each was. */
  talks: count,
  talkedMs: count,
  wrapUps: count,
  wrappedUpMs: count,
  /** Outcomes recorded of calls that it served; one that was corrected is taken off again. */
  dispositions: z.record(z.string(), count),
});
export type AgentCounts = z.infer<typeof agentCounts>;

export const agentIntervalSchema = z.object({ ...intervalFields, agent: z.string(), ...agentCounts.shape });
export type AgentInterval = z.infer<typeof agentIntervalSchema>;

export const NO_AGENT_COUNTS: AgentCounts = Object.freeze({
  ...{ readyMs: 0, notReadyMs: Object.freeze({}), offeredMs: 0, talkingMs: 0, otherCallMs: 0, wrapUpMs: 0 },
  ...{
    offered: 0,
    accepted: 0,
    declined: 0,
    expired: 0,
    withdrawn: 0,
    talks: 0,
    talkedMs: 0,
    wrapUps: 0,
    wrappedUpMs: 0,
  },
  dispositions: Object.freeze({}),
});

/** What is added to a quarter. */
export interface Part {
  readonly startsAt: number;
  readonly counts: Partial<AgentCounts>;
}

export interface AgentCounted {
  readonly agent: string;
  readonly parts: readonly Part[];
  /** Nothing more is to come for earlier quarters. */
  readonly closes: boolean;
}

/** What a record adds to the counts of an agent. */
export function agentCounted({ type, data, time }: JournalRecord): AgentCounted | undefined {
  if (type.startsWith('agent.')) return told(data as Agent);
  if (type.startsWith('offer.')) return happened((data as Offer).agent, OFFERS[type], time);
  if (type !== 'call.disposition_set') return undefined;
  const { agent } = served(data as Call) ?? {};
  return agent === undefined ? undefined : happened(agent, { dispositions: outcomeCounts(data as Call) }, time);
}

const OFFERS: Readonly<Record<string, Partial<AgentCounts>>> = {
  'offer.created': { offered: 1 },
  'offer.accepted': { accepted: 1 },
  'offer.declined': { declined: 1 },
  'offer.expired': { expired: 1 },
  'offer.withdrawn': { withdrawn: 1 },
};

function happened(agent: string, counts: Partial<AgentCounts> | undefined, time: number): AgentCounted | undefined {
  return counts && { agent, parts: [{ startsAt: quarterOf(time), counts }], closes: false };
}

/** The time since the record before, and what came to its end with it. */
function told(agent: Agent): AgentCounted | undefined {
  const { was, toldAt: time } = agent;
  if (!was || time === undefined) return undefined;
  const parts = spent(was, was.since, time);
  const ended = doing(agent)?.what === was.what ? undefined : was.what;
  const ms = time - was.began;
  const startsAt = quarterOf(time);
  // Nearly always all of it is in the quarter in which it ends.
  const last = parts.at(-1)?.startsAt === startsAt ? parts.pop() : undefined;
  const counts = {
    ...last?.counts,
    ...(ended === 'talking' && { talks: 1, talkedMs: ms }),
    ...(ended === 'wrapUp' && { wrapUps: 1, wrappedUpMs: ms }),
  };
  return { agent: agent.id, parts: [...parts, { startsAt, counts }], closes: true };
}

/** A time of doing something, cut into quarters. */
function spent({ what, reason = '' }: { what: Doing; reason?: string | undefined }, from: number, to: number): Part[] {
  const parts: Part[] = [];
  for (let at = from; at < to; ) {
    const startsAt = quarterOf(at);
    const until = Math.min(startsAt + QUARTER_MS, to);
    const ms = until - at;
    parts.push({ startsAt, counts: what === 'notReady' ? { notReadyMs: { [reason]: ms } } : { [`${what}Ms`]: ms } });
    at = until;
  }
  return parts;
}

/** What an agent has been doing since its last record, as intervals of their own. */
export function running(agent: Agent, now: number): (Part & { readonly counts: AgentCounts })[] {
  const did = doing(agent);
  if (!did || agent.toldAt === undefined) return [];
  return spent(did, agent.toldAt, now).map(({ startsAt, counts }) => ({
    startsAt,
    counts: addCounts<AgentCounts>(NO_AGENT_COUNTS, counts as AgentCounts),
  }));
}
