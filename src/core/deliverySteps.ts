/**
 * The delivery of webhooks: events go one after the other, in the order of the journal; one that fails is tried again
 * on the schedule of Standard Webhooks, and when its attempts are used up it is set aside as a dead letter and the next
 * one follows. A webhook to which nothing arrives for days is disabled.
 */
import type { Context, Draft } from './decision';
import type { DeadLetter, Delivery } from './delivery';
import { idOf } from './ids';
import type { Partition } from './partition';
import type { DisabledReason, WebhookSubscription } from './webhook';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** What lies between an attempt and the next one. */
export const RETRY_MS: readonly number[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];
export const MAX_ATTEMPTS = RETRY_MS.length + 1;
/** Each wait is up to so much longer, so that what failed together does not come back together. */
const JITTER = 0.2;
/** Nothing arrived for so long: the webhook is disabled. */
const FAILING_MS = 120 * HOUR;
/** So many dead letters a webhook may have; with one more it is disabled, so that nothing is lost unseen. */
const MAX_DEAD_LETTERS = 1_000;
/** An attempt that was begun is over after so long: its process is gone. */
const UNDER_WAY_MS = 60 * SECOND;

/** What went wrong with an event. */
export interface DeliveryFailure {
  readonly sequence: number;
  readonly type: string;
  readonly transaction: string | undefined;
  readonly reason: string;
  readonly status?: number;
  readonly retryAfterMs?: number;
}

export const freshDelivery = (id: string, sequence: number): Delivery => ({ id, sequence, delivered: 0, run: 0 });

/** A record of the webhook, with its secrets, which a record must carry on. */
export const webhookDraft = (type: Draft['type'], webhook: WebhookSubscription, sealed: string): Draft => ({
  type,
  id: webhook.id,
  data: webhook,
  secret: sealed,
});

/** The event of a dead letter was pruned, or its customer forgotten: there is nothing to send. */
export const EVENT_GONE = { delivered: false, reason: 'event_gone' } as const;

/** It is no longer served until somebody resumes it. */
const disabled = (webhook: WebhookSubscription, sealed: string, reason: DisabledReason, now: number): Draft =>
  webhookDraft('webhook.disabled', { ...webhook, state: 'disabled', reason, since: now }, sealed);

/** As it is once active or paused; a reason of the past is gone. */
export function inState(webhook: WebhookSubscription, state: 'active' | 'paused', now: number): WebhookSubscription {
  const { reason: _, ...rest } = webhook;
  return { ...rest, state, since: now };
}

const draft = (type: Draft['type'], data: Delivery): Draft => ({ type, id: data.id, data });

/** Delivery begins at the event after `sequence`, as if nothing had failed. */
export function started(delivery: Delivery, sequence = delivery.sequence): Draft {
  const { retry: _, failingSince: __, ...rest } = delivery;
  return draft('delivery.started', { ...rest, sequence, run: delivery.run + 1 });
}

/** Delivery rests: paused, disabled, or over with its webhook. */
export function stopped(delivery: Delivery, endedAt?: number): Draft {
  const { retry: _, ...rest } = delivery;
  const over = endedAt !== undefined && { endedAt };
  return draft('delivery.stopped', { ...rest, ...over, run: delivery.run + 1 });
}

/** What was delivered or passed over since the last record. */
export interface Progress {
  readonly sequence: number;
  readonly delivered: number;
  readonly deliveredAt?: number;
}

export function advanced(delivery: Delivery, { sequence, delivered, deliveredAt }: Progress): Draft {
  const { retry, failingSince, ...rest } = delivery;
  const stillFailing = delivered === 0;
  return draft('delivery.advanced', {
    ...rest,
    sequence,
    delivered: delivery.delivered + delivered,
    ...(deliveredAt !== undefined && { deliveredAt }),
    ...(retry && retry.sequence > sequence && { retry }),
    ...(stillFailing && failingSince !== undefined && { failingSince }),
  });
}

/** The journal no longer has what came after `sequence`. */
export const truncated = (delivery: Delivery, missed: { from: number; to: number }): Draft =>
  draft('delivery.truncated', { ...delivery, sequence: missed.to, missed });

/** The attempt whose time has come is begun. */
export function retried(delivery: Delivery, now: number): Draft | undefined {
  if (!delivery.retry) return undefined;
  return draft('delivery.retried', {
    ...delivery,
    retry: { ...delivery.retry, at: now + UNDER_WAY_MS, trying: true },
  });
}

/** An attempt failed: it is tried again, set aside, or the webhook is disabled. */
export function decideFailed(
  at: { webhook: WebhookSubscription; sealed: string; delivery: Delivery; deadLetters: number },
  failed: DeliveryFailure,
  context: Context,
): Draft[] {
  const { webhook, delivery } = at;
  const { now } = context;
  const before = delivery.retry?.sequence === failed.sequence ? delivery.retry : undefined;
  const attempts = (before?.attempts ?? 0) + 1;
  const firstAt = before?.firstAt ?? now;
  const failing = { ...delivery, failingSince: delivery.failingSince ?? now };
  const disable = (reason: DisabledReason, from = failing): Draft[] => [
    disabled(webhook, at.sealed, reason, now),
    stopped(from),
  ];
  if (failed.status === 410) return disable('gone');
  if (now - failing.failingSince >= FAILING_MS) return disable('failing');
  const why = { reason: failed.reason, ...(failed.status !== undefined && { status: failed.status }) };
  if (attempts >= webhook.attempts) {
    if (at.deadLetters >= MAX_DEAD_LETTERS) return disable('dead_letters');
    const { retry: _, ...rest } = failing;
    const letter: DeadLetter = {
      id: idOf('deadLetter', context.ids.fresh()),
      webhook: webhook.id,
      sequence: failed.sequence,
      type: failed.type,
      ...(failed.transaction !== undefined && { transaction: failed.transaction }),
      attempts,
      firstAt,
      lastAt: now,
      ...why,
    };
    return [letterDraft('dead_letter.added', letter), draft('delivery.failed', { ...rest, sequence: failed.sequence })];
  }
  const share = jitter(context, delivery.id, String(failed.sequence), String(attempts));
  const ms = Math.max(retryMs(attempts, share), failed.retryAfterMs ?? 0);
  const retry = { sequence: failed.sequence, attempts, at: now + ms, firstAt, ...why };
  return [draft('delivery.failed', { ...failing, sequence: failed.sequence - 1, retry })];
}

/** After so many attempts; the last wait goes on, and `share` is from 0 to 1. */
export const retryMs = (attempts: number, share: number, waits = RETRY_MS): number =>
  Math.round((waits[Math.min(attempts, waits.length) - 1] ?? 0) * (1 + JITTER * share));

/** Different for all that is tried again, and the same when it is decided again. */
export const jitter = ({ ids }: Pick<Context, 'ids'>, ...of: string[]): number =>
  Number.parseInt(ids.derive('jitter', ...of).slice(0, 8), 16) / 0x1_0000_0000;

const letterDraft = (type: Draft['type'], letter: DeadLetter): Draft => ({
  type,
  id: letter.id,
  data: letter,
  ...(letter.transaction !== undefined && { transaction: letter.transaction }),
});

/** It is tried once more, in its turn. */
export const requeued = (letter: DeadLetter, now: number): Draft =>
  letterDraft('dead_letter.requeued', { ...letter, requeuedAt: now });

/** It arrived after all, or nobody wants it any more. */
export const removed = (letter: DeadLetter, outcome: 'delivered' | 'purged', now: number): Draft =>
  letterDraft('dead_letter.removed', { ...withoutTurn(letter), outcome, endedAt: now });

/** The one more attempt failed as well. */
export const refusedAgain = (
  letter: DeadLetter,
  { reason, status }: Pick<DeliveryFailure, 'reason' | 'status'>,
  now: number,
): Draft => {
  const { status: _, ...rest } = withoutTurn(letter);
  return letterDraft('dead_letter.added', {
    ...rest,
    attempts: letter.attempts + 1,
    lastAt: now,
    reason,
    ...(status !== undefined && { status }),
  });
};

const withoutTurn = ({ requeuedAt: _, ...rest }: DeadLetter): DeadLetter => rest;

/** What was set aside of a webhook and is not yet dealt with, the oldest first. */
export const lettersOf = (partition: Partition | undefined, webhook: string): DeadLetter[] =>
  [...(partition?.ids('deadLetter') ?? [])]
    .map((id) => partition?.get<DeadLetter>('deadLetter', id))
    .filter((letter) => letter !== undefined && letter.webhook === webhook && letter.endedAt === undefined)
    .map((letter) => letter as DeadLetter);
