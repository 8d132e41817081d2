/**
 * Shapes of what answers hold, for the description of the API; test/flows/described.test.ts holds the services to
 * them. Resources come from their kinds, configuration from the mapping.
 */
import { z } from 'zod';
import { workSettings } from '../../core/agentWork';
import { attributes } from '../../core/fields';
import { idSchema } from '../../core/ids';
import { KINDS } from '../../core/kinds';
import { DEVICE_STATES } from '../../core/line';
import { mapping } from '../../core/mapping';
import { passedOver } from '../../core/offer';
import { publicSchema } from '../../core/publicView';
import { estimateFields, moved } from '../../core/queue';
import { queueSettings } from '../../core/queueSettings';
import { queueStats } from '../../core/queueStats';
import { workstation } from '../../core/workstation';

const tenantConfig = mapping.shape.tenants.valueType.shape;
const state = publicSchema(KINDS.application.schema) as z.ZodObject;
const linkState = publicSchema(KINDS.link.schema) as z.ZodObject;

/** A call: the `data` of its events. */
export const callView = publicSchema(KINDS.call.schema);
/** A tenant, to the admin. */
export const tenantView = publicSchema(KINDS.tenant.schema);
/** A recording, without what only its PBX knows. */
export const recordingView = publicSchema(KINDS.recording.schema);
/** A prompt with its languages. */
export const promptView = publicSchema(KINDS.prompt.schema);
/** A key without anything of its secret. */
export const keyView = (publicSchema(KINDS.key.schema) as z.ZodObject).extend({
  lastUsedAt: z.iso.datetime().optional().meta({ description: 'To the minute, since the gateway started; in lists' }),
});
/** A user without anything of the password. */
export const userView = publicSchema(KINDS.user.schema) as z.ZodObject;

/** One event of the feed: CloudEvents 1.0 with our extension attributes. */
export const eventView = z.object({
  specversion: z.literal('1.0'),
  id: z.string(),
  source: z.string().meta({ description: '/tenants/<tenant>' }),
  type: z.string().meta({ description: 'From docs/events.md, such as call.offered' }),
  subject: z.string().meta({ description: '<kind>/<id>' }),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  tenantid: z.string(),
  transactionid: z.string().optional(),
  sequence: z.int().optional().meta({ description: 'Gapless in the tenant; only on events that are kept' }),
  causeid: z.string().optional(),
  actor: z.string(),
  data: z.unknown(),
});

/** A callback: the `data` of its events. */
export const callbackView = publicSchema(KINDS.callback.schema);

/** A callback with every event of it. */
export const callbackStoryView = z.object({ callback: callbackView, events: z.array(eventView) });

/** A transaction with all that belongs to it. */
export const transactionView = z.object({
  id: idSchema('transaction'),
  calls: z.array(callView),
  callbacks: z.array(callbackView),
  attributes,
  events: z.array(eventView),
});

/** Configuration of a venue, with how busy it is. */
export const venueView = z.object({
  id: z.string(),
  ...tenantConfig.venues.unwrap().valueType.shape,
  link: z.string().meta({ description: 'State of the link to its PBX' }),
  calls: z.int().meta({ description: 'Live calls that last came in by it' }),
  longestCallMs: z.int(),
  longestWaitMs: z.int().meta({ description: 'Of those that are not connected yet' }),
});

const opening = (publicSchema(KINDS.queue.schema) as z.ZodObject)
  .omit({ id: true, removedAt: true })
  .partial()
  .required({ open: true });

/** A waiting time as it is expected. */
const estimate = z.object(estimateFields);

/** A queue with how it stands. */
export const queueView = z.object({
  name: z.string(),
  waiting: z
    .int()
    .optional()
    .meta({ description: 'Entries that have a place; not for keys that are limited to venues' }),
  longestWaitMs: z.int().optional().meta({ description: 'The same' }),
  estimate: estimate.optional().meta({
    description: 'How long somebody would wait who came now, where that is known and it is open; not in lists',
  }),
  ...opening.shape,
  ...queueSettings.shape,
});

/** An agent: the `data` of its events. */
export const agentView = publicSchema(KINDS.agent.schema) as z.ZodObject;
/** The same with when it works. */
export const agentWithWorkView = agentView.extend({
  work: workSettings.optional().meta({
    description:
      'What the mapping says: hours, and bookings that are not over; `bookings` are those by command, and count before these. ' +
      'Absent without either: it always works. `duty` says what that comes to now, and until when',
  }),
});

/** An offer to an agent: the `data` of its events. */
export const offerView = publicSchema(KINDS.offer.schema);
/** A workstation with who is there. */
export const workstationView = z.object({
  id: z.string(),
  ...workstation.shape,
  agent: z.string().optional().meta({ description: 'Who is signed in there' }),
  device: z
    .enum(DEVICE_STATES)
    .meta({ description: 'The phone as its PBX sees it; known while somebody is signed in' }),
});

/** An entry that an agent served, with who was passed over. */
export const fairnessView = z.object({
  entry: idSchema('entry'),
  offer: idSchema('offer'),
  agent: z.string(),
  offeredAt: z.iso.datetime(),
  servedAt: z.iso.datetime(),
  passedOver: z.int().meta({ description: 'How many stood before it in the queues of the agent' }),
  moved: publicSchema(moved).optional().meta({ description: 'A command had moved it before those whom it `passed`' }),
  passed: z.array(passedOver).meta({ description: 'By the reason; the first of each are named' }),
});

/** How a queue stands: the `data` of `queue.stats`. */
export const queueStatsView = publicSchema(queueStats);

/** An entry: the `data` of its events, with where it stands. */
export const entryView = (publicSchema(KINDS.entry.schema) as z.ZodObject).extend({
  position: z.int().meta({ description: '1 is served next' }),
  remaining: estimate.optional().meta({ description: 'How much longer it waits, as of now, where that is known' }),
});

/** Configuration by kind, with who is attached and how the circuit stands. */
export const applicationView = z.union(
  tenantConfig.applications
    .unwrap()
    .valueType.options.map((option) => z.object({ ...option.shape, ...state.shape, venues: z.array(z.string()) })),
);

const delivery = publicSchema(KINDS.delivery.schema) as z.ZodObject;

/** A webhook, and how far its delivery has come. */
export const webhookView = z.object({
  ...(publicSchema(KINDS.webhook.schema) as z.ZodObject).shape,
  delivery: delivery.omit({ id: true }),
});
export const madeWebhookView = webhookView.extend({
  secret: z
    .string()
    .optional()
    .meta({ description: 'What its messages are signed with, shown this once: not when the request is repeated' }),
});
/** An event that a webhook did not take. */
export const deadLetterView = publicSchema(KINDS.deadLetter.schema) as z.ZodObject;
export const deadLetterWithEventView = deadLetterView.extend({ event: eventView.optional() });

/** A routing point with the state of its PBX. */
export const routingPointView = z.object({
  id: z.string().meta({ description: '<pbx>/<name>' }),
  pbx: z.string(),
  name: z.string(),
  kind: z.string(),
  link: linkState.partial().required({ state: true }),
  parts: z.array(z.object({ part: z.string(), ok: z.boolean(), ms: z.number() })).meta({
    description: 'Which parts of the PBX answer',
  }),
  venues: z.array(z.object({ tenant: z.string(), venue: z.string() })),
});
