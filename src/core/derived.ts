/**
 * What follows from records and is kept beside the resources that they are about: counts, never decisions. `apply` makes it
 * anew, live and on replay alike, so it needs no records of its own and survives whatever the journal survives.
 *
 * What a record adds is said by that record alone, and a derived resource is as of the `seq` of the last record that it
 * counts: a document that is newer than the checkpoint counts nothing twice.
 */
import { type AgentCounted, agentCounted, NO_AGENT_COUNTS } from './agentInterval';
import { type CallbackCounted, callbackCounted, NO_CALLBACK_COUNTS } from './callbackInterval';
import { addCounts, type Interval, intervalId, quarterOf } from './interval';
import { NO_QUEUE_COUNTS, type QueueCounted, queueCounted } from './queueInterval';
import { type Lesson, lessonOf, type QueueLearning, taught } from './queueLearning';
import type { JournalRecord } from './record';

export interface DerivedName {
  readonly kind: string;
  readonly id: string;
}

/** The new state of a derived resource. */
export interface Derived extends DerivedName {
  readonly data: unknown;
  readonly seq: number;
}

/** What of a partition is counted into. */
export interface Counted {
  resource(kind: string, id: string): { readonly data: unknown; readonly seq: number } | undefined;
  /** Ids of the intervals of a kind and name that are not closed. */
  open(kind: string, name: string): readonly string[];
}

/** What a record adds to the quarters of somebody. */
interface Addition {
  readonly kind: string;
  /** Whose intervals they are: field and value. */
  readonly of: Readonly<Record<string, string>>;
  readonly name: string;
  readonly none: object;
  readonly parts: readonly { readonly startsAt: number; readonly counts: object }[];
  /** Nothing more is to come for earlier quarters. */
  readonly closes: boolean;
  /** Its times follow from its own record before, and never go back. */
  readonly steady: boolean;
}

/** What becomes of the derived resources by a record. */
export function derive(counted: Counted, record: JournalRecord): readonly Derived[] {
  const counts = additions(record).flatMap((added) => count(counted, record, added));
  const lesson = lessonOf(record);
  return lesson ? [...counts, ...learned(counted, record, lesson)] : counts;
}

/** What these records count into: a start needs it, also where it has ended. */
export function countedInto(records: readonly JournalRecord[]): readonly DerivedName[] {
  const names = new Map<string, DerivedName>();
  const put = (kind: string, id: string): unknown => names.set(`${kind}/${id}`, { kind, id });
  for (const record of records) {
    for (const { kind, name, parts } of additions(record))
      for (const { startsAt } of parts) put(kind, intervalId(name, startsAt));
    const lesson = lessonOf(record);
    if (lesson) put(LEARNING, lesson.queue);
  }
  return [...names.values()];
}

const NOTHING: readonly Addition[] = Object.freeze([]);
const LEARNING = 'queueLearning';

function additions(record: JournalRecord): readonly Addition[] {
  const ofQueue = queueCounted(record);
  const ofAgent = agentCounted(record);
  const ofCallback = callbackCounted(record);
  if (!ofQueue && !ofAgent && !ofCallback) return NOTHING;
  return [
    ...(ofQueue ? [queueAddition(ofQueue, record.time)] : []),
    ...(ofAgent ? [agentAddition(ofAgent)] : []),
    ...(ofCallback ? [callbackAddition(ofCallback, record.time)] : []),
  ];
}

const queueAddition = ({ queue, counts }: QueueCounted, time: number): Addition => ({
  ...{ kind: 'queueInterval', of: { queue }, name: queue, none: NO_QUEUE_COUNTS },
  ...{ parts: [{ startsAt: quarterOf(time), counts }], closes: true, steady: false },
});

const callbackAddition = ({ queue, counts }: CallbackCounted, time: number): Addition => ({
  ...{ kind: 'callbackInterval', of: { queue }, name: queue, none: NO_CALLBACK_COUNTS },
  ...{ parts: [{ startsAt: quarterOf(time), counts }], closes: true, steady: false },
});

const agentAddition = ({ agent, parts, closes }: AgentCounted): Addition => ({
  ...{ kind: 'agentInterval', of: { agent }, name: agent, none: NO_AGENT_COUNTS },
  ...{ parts, closes, steady: closes },
});

function count(counted: Counted, { time, seq }: JournalRecord, added: Addition): readonly Derived[] {
  const { kind, name, of, none, closes } = added;
  const open = counted.open(kind, name).flatMap((id) => {
    const one = counted.resource(kind, id);
    return one && one.seq < seq ? (one.data as Interval) : [];
  });
  const [current, part] = [open[0], added.parts[0]];
  // Nearly always one is open, and it is the one that is counted in.
  if (open.length === 1 && added.parts.length === 1 && current && current.startsAt === part?.startsAt)
    return [{ kind, id: current.id, seq, data: addCounts<object>(current, part.counts) }];
  const begins = open.map(({ startsAt }) => startsAt);
  // Where the clock was set back, it counts where the clock had been: what is closed is not opened again.
  const floor = added.steady ? 0 : Math.max(0, ...begins);
  const parts = added.parts.map(({ startsAt, counts }) => ({ startsAt: Math.max(startsAt, floor), counts }));
  const latest = Math.max(...begins, ...parts.map(({ startsAt }) => startsAt));
  const over = ({ startsAt }: Interval): boolean => closes && startsAt < latest;
  const states = new Map<string, object>(open.filter(over).map((one) => [one.id, one]));
  for (const { startsAt, counts } of parts) {
    const id = intervalId(name, startsAt);
    const known = counted.resource(kind, id);
    if (known && known.seq >= seq) continue;
    states.set(id, addCounts(states.get(id) ?? known?.data ?? { id, startsAt, ...of, ...none }, counts));
  }
  return [...states].map(([id, data]) => ({
    ...{ kind, id, seq },
    data: over(data as Interval) ? { ...data, closedAt: time } : data,
  }));
}

function learned(counted: Counted, { time, seq }: JournalRecord, lesson: Lesson): readonly Derived[] {
  const known = counted.resource(LEARNING, lesson.queue);
  if (known && known.seq >= seq) return [];
  const data = taught(known?.data as QueueLearning | undefined, lesson, time);
  return [{ kind: LEARNING, id: lesson.queue, data, seq }];
}
