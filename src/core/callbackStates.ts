/**
 * What can become of a callback (design §6), as data; printed into docs/states.md.
 *
 *   scheduled → queued ⇄ reserved        waits for its time; in line; an agent is asked
 *   queued, reserved → dialing → confirming → (holding →) connected
 *   connected → holding                   who talked to the customer was cut off
 *   dialing, confirming, holding, connected → retryWait → queued        an attempt failed
 *   paused                                by the customer, until resumed
 *   every one of them → completed | cancelled | expired | failed | merged | unknown, as far as the table has it
 */
export const CALLBACK_STATES = [
  'scheduled',
  'queued',
  'reserved',
  'dialing',
  'confirming',
  'holding',
  'connected',
  'retryWait',
  'paused',
  'completed',
  'cancelled',
  'expired',
  'failed',
  'merged',
  'unknown',
] as const;
export type CallbackState = (typeof CALLBACK_STATES)[number];

/** What happens to a callback; `CALLBACK_TABLE` says what becomes of it. */
export const CALLBACK_INPUTS = {
  due: 'its time has come: the promised one, or the one of its next attempt',
  hastened: 'it is wanted as soon as possible',
  postponed: 'another time is wanted',
  reserved: 'an agent is asked to take it',
  released: 'the agent did not take it, or it may not be dialled any more when the agent is there',
  dialled: 'the customer is about to be dialled; the intent is on the disk before',
  answered: 'the customer answered',
  confirmed: 'the customer wants to be connected, and nobody is free yet',
  connected: 'the customer and an agent can talk',
  attemptFailed: 'the attempt came to nothing, and there is another one',
  gaveUp: 'the attempt came to nothing, and there is no other one; or the number may not be dialled any more',
  cutOff: 'whoever talked to the customer is gone, the customer is not: it waits for somebody else',
  completed: 'they talked long enough; or somebody says that it is done',
  cancelled: 'it is not wanted any more',
  paused: 'the customer does not want to be called for now',
  resumed: 'a pause ends, and it is in line again',
  resumedForTime: 'a pause ends, and its promised time is still to come',
  resumedForRetry: 'a pause ends, and so long it waits for its next attempt',
  expired: 'it has waited too long',
  merged: 'the customer called, and the call has its place now',
  lost: 'nobody saw how its call ended',
} as const;
export type CallbackInput = keyof typeof CALLBACK_INPUTS;

/** `(state, input) → state`; a missing input is a typed refusal for who asked for it, else late or doubled (design §6). */
export const CALLBACK_TABLE: Readonly<Record<CallbackState, Readonly<Partial<Record<CallbackInput, CallbackState>>>>> =
  Object.freeze({
    scheduled: {
      due: 'queued',
      hastened: 'queued',
      postponed: 'scheduled',
      paused: 'paused',
      completed: 'completed',
      cancelled: 'cancelled',
      merged: 'merged',
    },
    queued: {
      reserved: 'reserved',
      dialled: 'dialing',
      postponed: 'scheduled',
      paused: 'paused',
      completed: 'completed',
      cancelled: 'cancelled',
      expired: 'expired',
      gaveUp: 'failed',
      merged: 'merged',
    },
    reserved: {
      released: 'queued',
      dialled: 'dialing',
      connected: 'connected',
      postponed: 'scheduled',
      paused: 'paused',
      completed: 'completed',
      cancelled: 'cancelled',
      gaveUp: 'failed',
      merged: 'merged',
    },
    dialing: {
      answered: 'confirming',
      attemptFailed: 'retryWait',
      gaveUp: 'failed',
      postponed: 'scheduled',
      paused: 'paused',
      completed: 'completed',
      cancelled: 'cancelled',
      merged: 'merged',
    },
    confirming: {
      confirmed: 'holding',
      connected: 'connected',
      attemptFailed: 'retryWait',
      gaveUp: 'failed',
      postponed: 'scheduled',
      cancelled: 'cancelled',
      lost: 'unknown',
    },
    holding: {
      connected: 'connected',
      cutOff: 'holding',
      attemptFailed: 'retryWait',
      gaveUp: 'failed',
      postponed: 'scheduled',
      cancelled: 'cancelled',
      lost: 'unknown',
    },
    connected: {
      cutOff: 'holding',
      completed: 'completed',
      attemptFailed: 'retryWait',
      gaveUp: 'failed',
      lost: 'unknown',
    },
    retryWait: {
      due: 'queued',
      hastened: 'queued',
      postponed: 'scheduled',
      paused: 'paused',
      completed: 'completed',
      cancelled: 'cancelled',
      expired: 'expired',
      merged: 'merged',
    },
    paused: {
      resumed: 'queued',
      resumedForTime: 'scheduled',
      resumedForRetry: 'retryWait',
      hastened: 'queued',
      postponed: 'scheduled',
      completed: 'completed',
      cancelled: 'cancelled',
      expired: 'expired',
      merged: 'merged',
    },
    completed: {},
    cancelled: {},
    expired: {},
    failed: {},
    merged: {},
    unknown: {},
  });

interface HasState {
  readonly state: CallbackState;
}

/** The state that follows; undefined when the input means nothing in this state. */
export const callbackNext = (state: CallbackState, input: CallbackInput): CallbackState | undefined =>
  CALLBACK_TABLE[state][input];

/** Nothing leads out of its state. */
export const isOver = ({ state }: HasState): boolean => Object.keys(CALLBACK_TABLE[state]).length === 0;

/** A call with the customer is meant to be there. */
export const isLive = ({ state }: HasState): boolean =>
  state === 'dialing' || state === 'confirming' || state === 'holding' || state === 'connected';

/** A call is there for it: with the customer, or with an agent who is asked first. */
export const hasCall = (callback: HasState): boolean => callback.state === 'reserved' || isLive(callback);

/** Agent and customer of the callback that a call is an attempt of do not talk yet: there is nothing to be handed over. */
export const isBeforeTalk = (call: {
  readonly callback?: string | undefined;
  readonly connectedAt?: number | undefined;
}): boolean => call.callback !== undefined && call.connectedAt === undefined;
