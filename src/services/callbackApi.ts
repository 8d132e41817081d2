/** What delivery is given about callbacks. */
import { z } from 'zod';
import { CALLBACK_OUTCOMES } from '../core/callback';
import { expectedView } from '../core/callbackExpected';
import { MODES } from '../core/callbackMode';
import type { Registered } from '../core/callbackRequest';
import { CALLBACK_STATES, type CallbackState } from '../core/callbackStates';
import type { WantedTime } from '../core/callbackTime';
import type { Refusal } from '../core/errors';
import { slug } from '../core/ids';
import type { Page, Principal, Story } from './replies';

export interface ListCallbacks {
  /** `live` (default): pending ones; `ended` or `all`. */
  readonly state?: 'live' | 'ended' | 'all' | CallbackState;
  /** Only those that are due (promised, or to be tried again) at that time or before, in ms. */
  readonly dueBefore?: number;
  readonly queue?: string;
  readonly venue?: string;
  readonly customerNumber?: string;
  readonly confirmationId?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** docs/callbacks.md has them in words. */
const REASONS = [
  'over',
  'queueTakesNone',
  'promisedForLater',
  'waitsForNextAttempt',
  'paused',
  'agentIsAsked',
  'customerIsReached',
  'customerHolds',
  'talking',
  'suspended',
  'blocked',
  'switchedOff',
  'minDelay',
  'hours',
  'window',
  'budget',
  'linkDown',
  'noLine',
  'callStillUp',
  'asManyAsAllowed',
  'line',
  'quota',
  'noAgents',
  'othersAreBefore',
  'nobodyIsFree',
  'itsTurn',
] as const;

const by = {
  from: z.string().optional().meta({ description: 'The caller number that its next dial shows' }),
  trunk: z.string().optional().meta({ description: 'The trunk of its next dial, as `<pbx>/<trunk>`' }),
};
const numbers = { to: z.string().optional().meta({ description: 'The number of its next dial, in E.164' }), ...by };

/** Why a callback is where it is. */
export const callbackWhy = z.object({
  callback: z.string(),
  state: z.enum(CALLBACK_STATES),
  outcome: z.enum(CALLBACK_OUTCOMES).optional(),
  queue: z.string(),
  reason: z.enum(REASONS),
  /** What else keeps it. */
  also: z.array(z.enum(REASONS)).optional(),
  /** When that is over, or looked at again. */
  until: z.iso.datetime().optional(),
  /** Where it stands in its queue, everybody counted. */
  position: z.int().optional(),
  /** When it is expected to be dialled, in line as it is now; absent: nobody can say. */
  expected: expectedView.optional(),
  mode: z.enum(MODES).optional(),
  ...numbers,
  attempt: z.int(),
  failures: z.record(z.string(), z.int()),
});
export type CallbackWhy = z.infer<typeof callbackWhy>;

export interface TryCallback {
  readonly queue: string;
  readonly number: string;
  readonly when?: string;
  readonly zone?: string;
}

/** What would become of a request. */
export const callbackTrial = z.object({
  taken: z.boolean(),
  /** Why not: code, in words, and what goes with it. */
  reason: z.string().optional(),
  detail: z.string().optional(),
  facts: z.record(z.string(), z.unknown()).optional(),
  /** The number has that callback already. */
  existing: z.string().optional(),
  number: z.string().optional(),
  ...by,
  /** The first moment at which it could be dialled, when somebody is free for it; absent: nobody knows. */
  earliest: z.iso.datetime().optional(),
  /** Where it would stand. */
  position: z.int().optional(),
  /** When it is expected to be dialled, behind those who wait now; absent: nobody can say. */
  expected: expectedView.optional(),
  /** What has to pass before, in order. */
  waitsFor: z.array(z.string()).optional(),
});
export type CallbackTrial = z.infer<typeof callbackTrial>;

export interface SlotsQuery {
  readonly queue: string;
  /** From that time on; default: now. */
  readonly from?: WantedTime;
  readonly days: number;
  /** Only what is left for that customer: its calling windows, in its zone. */
  readonly number?: string;
  readonly zone?: string;
}

/** Slots in which a callback may be promised. */
export const freeSlots = z.object({
  queue: z.string(),
  /** In which `local` is. */
  zone: z.string(),
  slots: z.array(
    z.object({
      from: z.iso.datetime(),
      until: z.iso.datetime(),
      /** When it begins, on the wall clock. */
      local: z.string(),
      /** Places that are neither booked nor kept for somebody. */
      left: z.int(),
    }),
  ),
  /** There are more: ask again from then on. */
  next: z.iso.datetime().optional(),
});
export type FreeSlots = z.infer<typeof freeSlots>;

export const manyCancelled = z.object({
  /** Pending ones that fit. */
  matched: z.int(),
  cancelled: z.int(),
  /** With their customers on the line, or over in the meantime. */
  tooLate: z.int(),
  /** More fit than one request cancels: ask again. */
  more: z.boolean(),
});
export type ManyCancelled = z.infer<typeof manyCancelled>;

const switches = z.object({
  /** New ones are taken. */
  accept: z.boolean(),
  /** They are dialled. */
  dial: z.boolean(),
});
const switched = switches.extend({
  /** What was set by hand goes before the mapping. */
  byHand: z
    .object({
      accept: z.boolean().optional(),
      dial: z.boolean().optional(),
      by: z.string(),
      at: z.iso.datetime(),
    })
    .optional(),
});

export const callbackSwitches = z.object({
  installation: switches,
  tenant: switched,
  queues: z.array(
    switched.extend({
      queue: slug,
      /** All levels together. */
      accepts: z.boolean(),
      dials: z.boolean(),
    }),
  ),
});
export type CallbackSwitchesView = z.infer<typeof callbackSwitches>;
/** A link by which a caller who hung up in a queue keeps the place. */
export const keepLink = z.object({
  /** To be redeemed by POST at /v1/kept-places, without a key. */
  token: z.string(),
  /** It works once, until then. */
  until: z.iso.datetime(),
});
export const redeemBody = z.strictObject({ token: z.string().min(1).max(400) });
export type KeepLink = z.infer<typeof keepLink>;

export interface Callbacks {
  keepLink(principal: Principal, tenant: string, entry: string): Promise<KeepLink | Refusal>;
  redeem(body: unknown): Promise<Registered | Refusal>;
  why(principal: Principal, tenant: string, id: string): Promise<CallbackWhy | Refusal>;
  /** A callback, and every event of it; they are read until `gone` is aborted. */
  history(principal: Principal, tenant: string, id: string, gone: AbortSignal): Promise<Story | Refusal>;
  slots(principal: Principal, tenant: string, query: SlotsQuery): Promise<FreeSlots | Refusal>;
  trial(principal: Principal, tenant: string, query: TryCallback): Promise<CallbackTrial | Refusal>;
  list(principal: Principal, tenant: string, query: ListCallbacks): Promise<Page | Refusal>;
  cancelMany(principal: Principal, tenant: string, body: unknown): Promise<ManyCancelled | Refusal>;
  switches(principal: Principal, tenant: string): Promise<CallbackSwitchesView | Refusal>;
}
