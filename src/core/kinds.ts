/**
 * The kinds of resources a partition holds: shape, version, when one has ended, its deadlines and the keys it is
 * found by. `apply`, checkpoint, feed and REST know kinds only through this table.
 */
import { z } from 'zod';
import { agentDeadlines, agentSchema } from './agent';
import { agentIntervalSchema } from './agentInterval';
import { applicationDeadlines, applicationSchema } from './application';
import { callDeadlines, callKeys, callSchema, type Deadline } from './call';
import { callbackDeadlines, callbackSchema, endedOn, leanCallback } from './callback';
import { cancellationSchema } from './callbackCancellation';
import { callbackFallbackSchema, fallbackDeadlines } from './callbackFallback';
import { callbackIntervalSchema } from './callbackInterval';
import { callbackSwitchSchema } from './callbackSwitch';
import { deadLetterSchema, deliveryDeadlines, deliverySchema } from './delivery';
import { entryDeadlines } from './entrySkills';
import { erasureSchema } from './erasure';
import { time } from './fields';
import type { Interval } from './interval';
import { keyDeadlines, keySchema } from './key';
import { linkSchema } from './linkState';
import { mapping } from './mapping';
import { messageKind, messageSchema } from './message';
import { offerSchema } from './offer';
import { whose } from './owner';
import { promptSchema } from './prompt';
import { viewOf } from './publicView';
import { entrySchema, inLine } from './queue';
import { queueIntervalSchema } from './queueInterval';
import { learningOver, queueLearningSchema } from './queueLearning';
import { queueDeadlines, queueEnded, queueStateSchema } from './queueState';
import { recordingDeadlines, recordingEnded, recordingSchema } from './recording';
import { sessionDeadlines, sessionSchema } from './session';
import { slotHoldKind, slotHoldSchema } from './slotHold';
import { tenantSchema } from './tenant';
import { transactionSchema } from './transaction';
import { userSchema } from './user';
import { venueStateSchema } from './venueState';
import { webhookDeadlines, webhookSchema } from './webhook';

export interface Kind {
  readonly schema: z.ZodType;
  /** Version of the shape; records carry it. */
  readonly v: number;
  readonly ended: (data: never) => boolean;
  readonly deadlines: (data: never) => readonly Deadline[];
  readonly keys: (data: never) => Readonly<Record<string, string>>;
  /** The same state in less memory, for what comes from the store; absent where there are few. */
  readonly lean?: (data: never) => unknown;
  /** Wall time in ms by which lists are ordered. */
  readonly time: (data: never) => number;
  /**
   * Made by calls, links and machines. All else is administration: its records are kept for the audit (400 days by
   * default) when the journal is pruned. Acts of people on traffic are marked in the catalogue of events.
   */
  readonly traffic: boolean;
  /** Days, counted from `time`, after which a resource that has ended can no longer be found. */
  readonly keepDays: number;
  readonly view: (data: unknown) => unknown;
}

const TRAFFIC_DAYS = 90;
export const AUDIT_DAYS = 400;
/** Who changed the mapping when is known for ten years; contents are kept for the newest versions. */
const VERSION_DAYS = 3_650;

const tenureSchema = z.object({ id: z.string(), term: z.int(), node: z.string(), acquiredAt: time });
/** A version of the mapping. The one that has not ended is in force. */
const mappingSchema = z.object({
  id: z.string(),
  version: z.int(),
  appliedAt: time,
  /** Who applied it. */
  author: z.string().optional(),
  /** A file, `api`, or `rollback:<version>`. */
  source: z.string(),
  comment: z.string().optional(),
  hash: z.string(),
  /** What was last applied from the file: hash of its content, and the version that this made. */
  file: z.object({ hash: z.string(), version: z.int() }).optional(),
  /** A line for each change against the version before. */
  summary: z.array(z.string()).optional(),
  /** PBXs that were taken out and whose calls go on, with what tenants had there. */
  retiring: mapping.optional(),
  /** When another version took its place. */
  endedAt: time.optional(),
  /** Absent in versions so old that their content is not kept. */
  mapping: mapping.optional(),
});
export type MappingVersion = z.infer<typeof mappingSchema>;
function kind<S extends z.ZodType>(
  schema: S,
  v: number,
  rest: {
    ended?: (data: z.infer<S>) => boolean;
    deadlines?: (data: z.infer<S>) => readonly Deadline[];
    keys?: (data: z.infer<S>) => Readonly<Record<string, string>>;
    lean?: (data: z.infer<S>) => z.infer<S>;
    time?: (data: z.infer<S>) => number;
    traffic?: boolean;
    keepDays?: number;
  } = {},
): Kind {
  return {
    schema,
    v,
    ended: () => false,
    deadlines: () => [],
    time: () => 0,
    traffic: false,
    keepDays: rest.traffic ? TRAFFIC_DAYS : AUDIT_DAYS,
    ...rest,
    keys: (data) => ({ ...whose(data), ...rest.keys?.(data) }),
    view: viewOf(schema),
  };
}

/** What all counted quarters have in common. */
const ofInterval = {
  traffic: true,
  ended: ({ closedAt }: Interval): boolean => closedAt !== undefined,
  time: ({ startsAt }: Interval): number => startsAt,
  keepDays: AUDIT_DAYS,
};

export const KINDS = Object.freeze({
  tenure: kind(tenureSchema, 1, { traffic: true }),
  tenant: kind(tenantSchema, 1, { time: (t) => t.createdAt }),
  key: kind(keySchema, 1, {
    ended: (k) => k.revokedAt !== undefined,
    deadlines: keyDeadlines,
    time: (k) => k.createdAt,
  }),
  mapping: kind(mappingSchema, 1, {
    ended: (m) => m.endedAt !== undefined,
    keys: (m) => ({ version: String(m.version) }),
    time: (m) => m.appliedAt,
    keepDays: VERSION_DAYS,
  }),
  user: kind(userSchema, 1, { time: (u) => u.createdAt }),
  session: kind(sessionSchema, 1, {
    ended: (s) => s.endedAt !== undefined,
    deadlines: sessionDeadlines,
    time: (s) => s.createdAt,
  }),
  webhook: kind(webhookSchema, 1, {
    ended: (w) => w.deletedAt !== undefined,
    deadlines: webhookDeadlines,
    time: (w) => w.createdAt,
  }),
  venue: kind(venueStateSchema, 1, { traffic: true }),
  delivery: kind(deliverySchema, 1, {
    traffic: true,
    ended: (d) => d.endedAt !== undefined,
    deadlines: deliveryDeadlines,
  }),
  deadLetter: kind(deadLetterSchema, 1, {
    traffic: true,
    ended: (l) => l.endedAt !== undefined,
    keys: (l) => ({ webhook: l.webhook }),
    time: (l) => l.firstAt,
  }),
  erasure: kind(erasureSchema, 1, { ended: () => true, time: (e) => e.erasedAt }),
  link: kind(linkSchema, 1, { traffic: true, time: (l) => l.since }),
  application: kind(applicationSchema, 1, { traffic: true, deadlines: applicationDeadlines }),
  call: kind(callSchema, 1, {
    traffic: true,
    ended: (call) => call.clearedAt !== undefined,
    deadlines: callDeadlines,
    keys: callKeys,
    time: (call) => call.startedAt,
  }),
  entry: kind(entrySchema, 1, {
    traffic: true,
    ended: (entry) => !inLine(entry),
    deadlines: entryDeadlines,
    keys: (entry) => ({
      transaction: entry.transaction,
      queue: entry.queue,
      state: entry.state,
      ...(entry.venue !== undefined && { venue: entry.venue }),
    }),
    time: (entry) => entry.arrivedAt,
  }),
  queue: kind(queueStateSchema, 1, {
    traffic: true,
    ended: queueEnded,
    deadlines: queueDeadlines,
    time: (q) => q.since,
  }),
  queueInterval: kind(queueIntervalSchema, 1, { ...ofInterval, keys: ({ queue }) => ({ queue }) }),
  callbackInterval: kind(callbackIntervalSchema, 1, { ...ofInterval, keys: ({ queue }) => ({ queue }) }),
  agentInterval: kind(agentIntervalSchema, 1, { ...ofInterval, keys: ({ agent }) => ({ agent }) }),
  queueLearning: kind(queueLearningSchema, 1, { traffic: true, ended: learningOver, time: ({ at }) => at }),
  agent: kind(agentSchema, 1, {
    traffic: true,
    ended: (agent) => agent.removedAt !== undefined && agent.voice.parties.length === 0,
    deadlines: agentDeadlines,
    time: (agent) => agent.since,
  }),
  offer: kind(offerSchema, 1, {
    traffic: true,
    ended: (offer) => offer.endedAt !== undefined,
    keys: ({ agent, queue, state, transaction, entry }) => ({ agent, queue, state, transaction, entry }),
    time: (offer) => offer.createdAt,
  }),
  callback: kind(callbackSchema, 1, {
    traffic: true,
    lean: leanCallback,
    ended: (callback) => callback.endedAt !== undefined,
    deadlines: callbackDeadlines,
    keys: ({ transaction, queue, state, venue, customerNumber, confirmationId, endedAt }) => ({
      ...{ transaction, queue, state, venue, customerNumber, confirmationId },
      ...(endedAt !== undefined && { endedOn: endedOn(endedAt) }),
    }),
    time: (callback) => callback.requestedAt,
  }),
  slotHold: kind(slotHoldSchema, 1, slotHoldKind),
  message: kind(messageSchema, 1, messageKind),
  callbackFallback: kind(callbackFallbackSchema, 1, {
    traffic: true,
    deadlines: fallbackDeadlines,
    time: ({ since }) => since,
  }),
  cancellation: kind(cancellationSchema, 1, { ended: () => true, time: ({ askedAt }) => askedAt }),
  callbackSwitch: kind(callbackSwitchSchema, 1, { time: ({ at }) => at }),
  transaction: kind(transactionSchema, 1, {
    traffic: true,
    ended: (t) => t.endedAt !== undefined,
    time: (t) => t.startedAt,
  }),
  recording: kind(recordingSchema, 1, {
    traffic: true,
    ended: (r) => recordingEnded(r) && !r.kept,
    deadlines: recordingDeadlines,
    keys: ({ call, transaction, state }) => ({ call, transaction, state }),
    time: (r) => r.startedAt,
  }),
  prompt: kind(promptSchema, 1, { ended: (p) => p.deletedAt !== undefined, time: (p) => p.createdAt }),
});
export type KindName = keyof typeof KINDS;

export const kindOf = (name: string): Kind => {
  const found = (KINDS as Readonly<Record<string, Kind>>)[name];
  if (!found) throw new Error(`no such kind of resource: ${name}`);
  return found;
};

/** What the outside may see of a resource: the JSON of a GET, the `data` of its events, its snapshot item. */
export const publicView = (name: string, data: unknown): unknown => kindOf(name).view(data);
