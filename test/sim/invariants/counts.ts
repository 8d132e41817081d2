/** What is counted in quarters of an hour is what the whole journal says, recounted naively, through every crash and checkpoint. */
import { isDeepStrictEqual } from 'node:util';
import type { Agent } from '../../../src/core/agent';
import type { AgentInterval } from '../../../src/core/agentInterval';
import type { Call } from '../../../src/core/call';
import type { Entry } from '../../../src/core/queue';
import type { QueueInterval } from '../../../src/core/queueInterval';
import type { JournalRecord } from '../../../src/core/record';
import type { Disk } from '../disk';
import type { Findings } from '../findings';

const QUARTER_MS = 900_000;

/** Looks at the documents of a tenant, once all of it is written. */
export function checkCounts(disk: Disk, tenant: string, findings: Findings): void {
  checkAgents(disk, tenant, findings);
  const kept = disk
    .find(tenant, 'queueInterval', { limit: 200 })
    .documents.map(({ json }) => countsOf(JSON.parse(json) as QueueInterval));
  const told = recounted(disk, tenant);
  for (const id of new Set([...kept.map(([name]) => name), ...told.keys()])) {
    const [a, b] = [kept.find(([name]) => name === id)?.[1], told.get(id)];
    if (!isDeepStrictEqual(a, b))
      findings.found('counts are the journal’s', `${tenant} ${id}: ${JSON.stringify(a)}, not ${JSON.stringify(b)}`);
  }
}

type Count = Record<string, number>;

/** The times of agents by quarter, added up from what each record says that it is from then on. */
function checkAgents(disk: Disk, tenant: string, findings: Findings): void {
  const spent = new Map<string, number>();
  const last = new Map<string, { agent: Agent; time: number }>();
  for (const { subject, data, time } of disk.journal(tenant)) {
    if (!subject.startsWith('agent/')) continue;
    const before = last.get(subject);
    last.set(subject, { agent: data as Agent, time });
    if (before && before.agent.state !== 'loggedOff') cut(spent, before.agent.id, before.time, time);
  }
  const kept = disk.find(tenant, 'agentInterval', { limit: 200 }).documents.map(({ json }) => JSON.parse(json));
  const sums = new Map((kept as AgentInterval[]).map((one) => [one.id, signedInMs(one)]));
  for (const id of new Set([...spent.keys(), ...sums.keys()]))
    if ((spent.get(id) ?? 0) !== (sums.get(id) ?? 0))
      findings.found('times of agents are the journal’s', `${tenant} ${id}: ${sums.get(id)}, not ${spent.get(id)}`);
}

function cut(spent: Map<string, number>, agent: string, from: number, to: number): void {
  for (let at = from; at < to; ) {
    const next = at - (at % QUARTER_MS) + QUARTER_MS;
    const id = `${agent}@${new Date(at - (at % QUARTER_MS)).toISOString()}`;
    spent.set(id, (spent.get(id) ?? 0) + Math.min(next, to) - at);
    at = next;
  }
}

const signedInMs = ({ readyMs, notReadyMs, offeredMs, talkingMs, otherCallMs, wrapUpMs }: AgentInterval): number =>
  [readyMs, ...Object.values(notReadyMs), offeredMs, talkingMs, otherCallMs, wrapUpMs].reduce((a, b) => a + b, 0);

function recounted(disk: Disk, tenant: string): Map<string, Count> {
  const counts = new Map<string, Count>();
  for (const record of disk.journal(tenant)) {
    for (const [queue, what, sign = 1] of whatHappened(record)) {
      const id = `${queue}@${new Date(record.time - (record.time % QUARTER_MS)).toISOString()}`;
      const count = counts.get(id) ?? {};
      counts.set(id, { ...count, [what]: (count[what] ?? 0) + sign });
    }
  }
  for (const [id, count] of counts) counts.set(id, withoutZeros(count));
  return counts;
}

const withoutZeros = (count: Count): Count => Object.fromEntries(Object.entries(count).filter(([, n]) => n !== 0));

/** Which queue counts what by a record; once less with -1. */
type Happened = readonly [queue: string, what: string, sign?: number];

function whatHappened({ type, data }: JournalRecord): readonly Happened[] {
  const { queue, callback } = data as Entry;
  if (type === 'queue.joined') return callback === undefined ? [[queue, 'offered']] : [];
  if (type === 'queue.kept') return [[queue, 'callback']];
  if (type === 'queue.reconnected') return [[queue, 'reconnected']];
  if (type === 'queue.left') return [[(data as Entry).queue, outcome(data as Entry)]];
  if (type === 'call.disposition_set') return dispositions(data as Call);
  const { reason = '', destination = '' } = (type === 'call.route_failed' && (data as Call).failure) || {};
  return destination.startsWith('queue:') && reason !== 'queue.not_found' ? [[destination.slice(6), reason]] : [];
}

function dispositions({ parties, disposition }: Call): readonly Happened[] {
  const [queue] = parties.flatMap((party) => party.queue ?? []).slice(-1);
  if (queue === undefined || !disposition) return [];
  const corrected: Happened[] = disposition.before === undefined ? [] : [[queue, `said ${disposition.before}`, -1]];
  return [[queue, `said ${disposition.value}`], ...corrected];
}

function outcome({ reason = 'cleared', waitMs = 0, shortMs = 5_000, callback }: Entry): string {
  if (callback !== undefined) return `callback ${reason}`;
  if (reason === 'connected') return 'answered';
  return reason === 'abandoned' && waitMs < shortMs ? 'short' : reason;
}

function countsOf(interval: QueueInterval): [string, Count] {
  const { offered, answered, abandoned, shortAbandoned: short, reconnected, overflowed } = interval;
  const turnedAway = Object.entries(interval.turnedAway).map(([reason, count]) => [`queue.${reason}`, count]);
  const said = Object.entries(interval.dispositions ?? {}).map(([value, count]) => [`said ${value}`, count]);
  const callbacks = Object.entries(interval.callbacks).map(([reason, count]) => [`callback ${reason}`, count]);
  const all: Count = {
    offered,
    answered,
    abandoned,
    short,
    reconnected,
    ...overflowed,
    ...Object.fromEntries([...turnedAway, ...said, ...callbacks]),
  };
  return [interval.id, withoutZeros(all)];
}
