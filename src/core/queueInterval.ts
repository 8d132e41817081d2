/** What happened in a queue in a quarter of an hour: sums that reports and live numbers are made of. */
import { z } from 'zod';
import { type Call, served } from './call';
import { intervalFields } from './interval';
import type { Entry } from './queue';
import type { JournalRecord } from './record';
import { judge, UNJUDGED } from './waitingAccuracy';

const count = z.int();

const queueCounts = z.object({
  /** Calls that took a place. */
  offered: count,
  /** Were connected, and how many of them within the time that the queue has for it. */
  answered: count,
  answeredInTime: count,
  answeredWaitMs: count,
  answeredWaitMaxMs: count,
  /** Hung up while they waited, and how many of them within that time; not those who hardly waited at all. */
  abandoned: count,
  abandonedInTime: count,
  abandonedWaitMs: count,
  abandonedWaitMaxMs: count,
  shortAbandoned: count,
  /** Called again and had their old place: in no other figure. */
  reconnected: count,
  /** Calls that were to wait here and took no place, by the reason; in no other figure. */
  turnedAway: z.record(z.string(), count),
  /** Calls that left in any other way, by the reason. */
  overflowed: z.record(z.string(), count),
  /** Places of callbacks that came to their end, by the reason: nobody waited on the line, so they count nowhere else. */
  callbacks: z.record(z.string(), count),
  /** Outcomes that were recorded of calls served from here; one that was corrected is taken off again. */
  dispositions: z.record(z.string(), count).optional(),
  /** How well those who were connected were told how long they would wait: sums (waitingAccuracy). */
  accuracy: z.record(z.string(), count),
});
export type QueueCounts = z.infer<typeof queueCounts>;

export const queueIntervalSchema = z.object({ ...intervalFields, queue: z.string(), ...queueCounts.shape });
export type QueueInterval = z.infer<typeof queueIntervalSchema>;

export const NO_QUEUE_COUNTS: QueueCounts = Object.freeze({
  offered: 0,
  answered: 0,
  answeredInTime: 0,
  answeredWaitMs: 0,
  answeredWaitMaxMs: 0,
  abandoned: 0,
  abandonedInTime: 0,
  abandonedWaitMs: 0,
  abandonedWaitMaxMs: 0,
  shortAbandoned: 0,
  reconnected: 0,
  turnedAway: Object.freeze({}),
  overflowed: Object.freeze({}),
  callbacks: Object.freeze({}),
  dispositions: Object.freeze({}),
  accuracy: Object.freeze({}),
});

export interface QueueCounted {
  readonly queue: string;
  readonly counts: Partial<QueueCounts>;
}

/** Of entries that were made before queues had these settings. */
const TARGET_MS = 20_000;
const SHORT_MS = 5_000;

/** What a record adds to the counts of a queue. */
export function queueCounted({ type, data }: JournalRecord): QueueCounted | undefined {
  if (type === 'queue.joined') return joined(data as Entry);
  // Who is called back instead did neither get somebody nor give up.
  if (type === 'queue.kept') return { queue: (data as Entry).queue, counts: { overflowed: { callback: 1 } } };
  if (type === 'call.disposition_set') return outcome(data as Call);
  if (type === 'queue.reconnected') return { queue: (data as Entry).queue, counts: { reconnected: 1 } };
  if (type === 'queue.left') return { queue: (data as Entry).queue, counts: left(data as Entry) };
  return type === 'call.route_failed' ? turnedAway(data as Call) : undefined;
}

function outcome(call: Call): QueueCounted | undefined {
  const queue = served(call)?.queue;
  return queue === undefined ? undefined : { queue, counts: { dispositions: outcomeCounts(call) } };
}

/** What a recorded outcome adds: the correction of another one takes that off, the same again adds nothing. */
export function outcomeCounts({ disposition }: Pick<Call, 'disposition'>): Record<string, number> {
  if (!disposition || disposition.before === disposition.value) return {};
  const { value, before } = disposition;
  return { ...(before !== undefined && { [before]: -1 }), [value]: 1 };
}

/** The place of a callback is no call that was offered. */
const joined = ({ queue, callback }: Entry): QueueCounted | undefined =>
  callback === undefined ? { queue, counts: { offered: 1 } } : undefined;

function turnedAway({ failure }: Call): QueueCounted | undefined {
  const [, queue] = /^queue:(.+)$/.exec(failure?.destination ?? '') ?? [];
  const [, reason] = /^queue\.(.+)$/.exec(failure?.reason ?? '') ?? [];
  // A name that the mapping does not have may be anything.
  if (queue === undefined || reason === undefined || reason === 'not_found') return undefined;
  return { queue, counts: { turnedAway: { [reason]: 1 } } };
}

function left(entry: Entry): Partial<QueueCounts> {
  const { reason = 'cleared', waitMs = 0, targetMs = TARGET_MS, shortMs = SHORT_MS } = entry;
  if (entry.callback !== undefined) return { callbacks: { [reason]: 1 } };
  const inTime = waitMs <= targetMs ? 1 : 0;
  if (reason === 'connected')
    return { answered: 1, answeredInTime: inTime, answeredWaitMs: waitMs, answeredWaitMaxMs: waitMs, ...judged(entry) };
  if (reason !== 'abandoned') return { overflowed: { [reason]: 1 } };
  if (waitMs < shortMs) return { shortAbandoned: 1 };
  return { abandoned: 1, abandonedInTime: inTime, abandonedWaitMs: waitMs, abandonedWaitMaxMs: waitMs };
}

/** Who was to be served at once was promised nothing that could be wrong; who was gone meanwhile has waited otherwise. */
function judged({ estimate, waitMs = 0, reconnects }: Entry): Partial<QueueCounts> {
  if (!estimate || estimate.p50Ms === 0 || reconnects !== undefined) return {};
  return { accuracy: { ...judge(UNJUDGED, { ...estimate, truthMs: waitMs }) } };
}
