/** Webhooks of a tenant by REST: made, changed, paused, resumed, rotated, replayed, deleted (design §8, §9). */
import type { z } from 'zod';
import type { Draft } from '../core/decision';
import { freshDelivery, inState, lettersOf, removed, started, stopped, webhookDraft } from '../core/deliverySteps';
import { ephemeral } from '../core/envelope';
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { within } from '../core/feedFilter';
import { flawsOf } from '../core/flaws';
import { idOf } from '../core/ids';
import type { RequestMark } from '../core/record';
import type { WebhookSubscription } from '../core/webhook';
import { changeWebhookBody, createWebhookBody, replayBody, rotateWebhookBody } from '../core/webhookBodies';
import type { Vault } from '../ports/vault';
import type { CommandReply, Page, Principal, Webhooks } from './api';
import type { Deliveries } from './deliveries';
import type { TenantLimits } from './limits';
import type { Partitions, Ports } from './partitions';
import type { RequestMarks } from './requestMarks';
import type { OpenWebhook, WebhookDesk } from './webhookDesk';
import type { WebhookSender } from './webhookSender';

const SECRET_BYTES = 32;

export class WebhookService implements Webhooks {
  readonly bodies = {
    create: createWebhookBody,
    change: changeWebhookBody,
    rotate: rotateWebhookBody,
    replay: replayBody,
  };

  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    private readonly desk: WebhookDesk,
    private readonly parts: {
      vault: Vault;
      deliveries: Deliveries;
      sender: WebhookSender;
      marks: RequestMarks;
      limits: TenantLimits;
    },
  ) {}

  async list(principal: Principal, tenant: string): Promise<Page | Refusal> {
    const refusal = this.desk.barred(principal, tenant, 'webhooks.list');
    if (refusal) return refusal;
    const items = this.desk.all(principal, tenant).map((open) => this.desk.view(open, tenant));
    await this.partitions.durable(tenant, this.partitions.get(tenant)?.seq ?? 0);
    return { items };
  }

  async get(principal: Principal, tenant: string, id: string): Promise<{ seq: number; data: unknown } | Refusal> {
    const open = this.desk.open(principal, tenant, id, 'webhooks.get');
    if (isRefusal(open)) return open;
    const data = this.desk.view(open, tenant);
    await this.partitions.durable(tenant, this.partitions.get(tenant)?.seq ?? 0);
    return { seq: open.seq, data };
  }

  /** The answer holds the secret, shown this once. */
  async create(principal: Principal, tenant: string, body: unknown, requestId?: string): Promise<CommandReply> {
    const refusal = this.desk.barred(principal, tenant, 'webhooks.create');
    if (refusal) return refusal;
    const asked = this.parts.marks.of(principal, requestId, ['webhook', tenant, body]);
    const repeated = this.desk.again(await this.parts.marks.repeated(asked, 'webhook', tenant), tenant);
    if (repeated) return repeated;
    const parsed = createWebhookBody.safeParse(body);
    if (!parsed.success) return { refused: 'request.invalid', errors: flawsOf(parsed.error) };
    const wrong = this.desk.wrong(principal, tenant, parsed.data) ?? this.parts.marks.away();
    if (wrong) return wrong;
    const full = this.parts.limits.room(tenant, 'webhooks');
    if (full) return full;
    const secret = this.freshSecret();
    const webhook = this.fresh(parsed.data, principal);
    const drafts = [
      webhookDraft('webhook.created', webhook, this.seal({ current: secret })),
      started(freshDelivery(webhook.id, this.partitions.get(tenant)?.seq ?? 0)),
    ];
    const request = asked && { ...asked, ref: webhook.id };
    return this.commit(principal, tenant, webhook.id, drafts, { status: 201, secret, ...(request && { request }) });
  }

  private fresh(body: z.infer<typeof createWebhookBody>, principal: Principal): WebhookSubscription {
    const now = this.ports.clock.now();
    const { venues } = within({ ...(body.venues && { venues: body.venues }) }, principal.venues);
    return {
      id: idOf('webhook', this.ports.ids.fresh()),
      url: body.url,
      ...(body.description !== undefined && { description: body.description }),
      ...(body.types && { types: body.types }),
      ...(venues && { venues: [...venues] }),
      attempts: body.attempts,
      state: body.active ? 'active' : 'paused',
      since: now,
      createdAt: now,
      createdBy: principal.actor,
    };
  }

  /** What is `null` is taken out; what is not named stays. Delivery goes on where it was, with a fresh first attempt. */
  async change(
    principal: Principal,
    tenant: string,
    id: string,
    body: unknown,
    ifMatch?: number,
  ): Promise<CommandReply> {
    const open = this.desk.open(principal, tenant, id, 'webhooks.change', ifMatch);
    if (isRefusal(open)) return open;
    const parsed = changeWebhookBody.safeParse(body);
    if (!parsed.success) return { refused: 'request.invalid', errors: flawsOf(parsed.error) };
    const wrong = this.desk.wrong(principal, tenant, parsed.data) ?? this.parts.marks.away();
    if (wrong) return wrong;
    const changed = Object.entries({ ...open.webhook, ...parsed.data }).filter(([, value]) => value !== null);
    const webhook = Object.fromEntries(changed) as WebhookSubscription;
    return this.anew(principal, tenant, open, [webhookDraft('webhook.changed', webhook, open.sealed)]);
  }

  async pause(principal: Principal, tenant: string, id: string): Promise<CommandReply> {
    const open = this.desk.open(principal, tenant, id, 'webhooks.pause');
    if (isRefusal(open)) return open;
    const webhook = inState(open.webhook, 'paused', this.ports.clock.now());
    this.parts.deliveries.settle(tenant, id);
    const drafts = [webhookDraft('webhook.paused', webhook, open.sealed), stopped(this.desk.delivery(tenant, id))];
    return this.commit(principal, tenant, id, drafts);
  }

  /** Goes on where it was, at once: also one that was disabled, or waits for its next attempt. */
  async resume(principal: Principal, tenant: string, id: string): Promise<CommandReply> {
    const open = this.desk.open(principal, tenant, id, 'webhooks.resume');
    if (isRefusal(open)) return open;
    const webhook = inState(open.webhook, 'active', this.ports.clock.now());
    return this.anew(principal, tenant, open, [webhookDraft('webhook.resumed', webhook, open.sealed)]);
  }

  /** Everything from that sequence on is delivered, also what was before; the ids of its messages are the same. */
  async replay(principal: Principal, tenant: string, id: string, body: unknown): Promise<CommandReply> {
    const open = this.desk.open(principal, tenant, id, 'webhooks.replay');
    if (isRefusal(open)) return open;
    const parsed = replayBody.safeParse(body);
    if (!parsed.success) return { refused: 'request.invalid', errors: flawsOf(parsed.error) };
    const { from } = parsed.data;
    const next = this.partitions.durableSeq(tenant) + 1;
    if (from > next)
      return { refused: 'request.invalid', errors: [{ path: '/from', message: `the next sequence is ${next}` }] };
    const oldest = await this.ports.store.oldest(tenant);
    if (from < oldest) return refuse('webhook.not_kept', `the journal reaches back to sequence ${oldest}`, { oldest });
    return this.anew(principal, tenant, open, [], from - 1);
  }

  /** Another secret, shown this once; the one before signs as well for `overlapSeconds` more. */
  async rotate(
    principal: Principal,
    tenant: string,
    id: string,
    body: unknown,
    requestId?: string,
  ): Promise<CommandReply> {
    const open = this.desk.open(principal, tenant, id, 'webhooks.rotate');
    if (isRefusal(open)) return open;
    const asked = this.parts.marks.of(principal, requestId, ['rotate', tenant, id, body], 200);
    const repeated = this.desk.again(await this.parts.marks.repeated(asked, 'webhook', tenant), tenant);
    if (repeated) return repeated;
    const parsed = rotateWebhookBody.safeParse(body);
    if (!parsed.success) return { refused: 'request.invalid', errors: flawsOf(parsed.error) };
    const { previousUntil: _, ...rest } = open.webhook;
    const ms = parsed.data.overlapSeconds * 1_000;
    const secret = this.freshSecret();
    const previous = this.parts.sender.secrets(open.sealed).current;
    const webhook = { ...rest, ...(ms > 0 && { previousUntil: this.ports.clock.now() + ms }) };
    const sealed = this.seal({ current: secret, ...(ms > 0 && { previous }) });
    const request = asked && { ...asked, ref: id };
    const drafts = [webhookDraft('webhook.changed', webhook, sealed)];
    return this.commit(principal, tenant, id, drafts, { status: 200, secret, ...(request && { request }) });
  }

  /** One message to see whether it arrives; what it is about is not kept. */
  async ping(principal: Principal, tenant: string, id: string): Promise<CommandReply> {
    const open = this.desk.open(principal, tenant, id, 'webhooks.ping');
    if (isRefusal(open)) return open;
    const { clock, ids } = this.ports;
    const event = { id: ids.fresh(), type: 'webhook.pinged', subject: `webhook/${id}`, at: clock.now() } as const;
    const body = JSON.stringify(ephemeral(tenant, { ...event, actor: principal.actor, data: { webhook: id } }));
    const started = clock.monotonic();
    const sending = this.parts.sender.send(tenant, id, { name: `ping ${event.id}`, body, transaction: undefined });
    const { delivered, ...rest } = await sending.result;
    const { body: _, retryAfterMs: __, ...facts } = { body: '', retryAfterMs: 0, ...rest };
    return { status: 200, data: { delivered, ...facts, ms: Math.round(clock.monotonic() - started) } };
  }

  async remove(principal: Principal, tenant: string, id: string): Promise<CommandReply> {
    const open = this.desk.open(principal, tenant, id, 'webhooks.delete');
    if (isRefusal(open)) return open;
    const away = this.parts.marks.away();
    if (away) return away;
    const now = this.ports.clock.now();
    this.parts.deliveries.settle(tenant, id);
    const gone: Draft = { type: 'webhook.deleted', id, data: { ...open.webhook, deletedAt: now } };
    const letters = lettersOf(this.partitions.get(tenant), id).map((letter) => removed(letter, 'purged', now));
    const made = this.desk.decide(principal, tenant, [gone, stopped(this.desk.delivery(tenant, id), now), ...letters]);
    if (isRefusal(made)) return made;
    await this.partitions.durable(tenant, made.seq);
    return { status: 200, data: { id } };
  }

  /** Delivery begins again, from where it was or from elsewhere. */
  private anew(
    principal: Principal,
    tenant: string,
    { webhook: { id } }: OpenWebhook,
    drafts: Draft[],
    sequence?: number,
  ): Promise<CommandReply> {
    this.parts.deliveries.settle(tenant, id);
    return this.commit(principal, tenant, id, [...drafts, started(this.desk.delivery(tenant, id), sequence)]);
  }

  private async commit(
    principal: Principal,
    tenant: string,
    id: string,
    drafts: Draft[],
    more: { status?: number; secret?: string; request?: RequestMark } = {},
  ): Promise<CommandReply> {
    const away = this.parts.marks.away();
    if (away) return away;
    const made = this.desk.decide(principal, tenant, drafts, more.request);
    if (isRefusal(made)) return made;
    const open = this.desk.find(tenant, id);
    if (!open) return refuse('resource.not_found');
    const data = this.desk.view(open, tenant);
    await this.partitions.durable(tenant, made.seq);
    return { status: more.status ?? 200, data: { ...data, ...(more.secret !== undefined && { secret: more.secret }) } };
  }

  private seal(secrets: { current: string; previous?: string }): string {
    return this.parts.vault.seal(JSON.stringify(secrets));
  }

  /** As Standard Webhooks writes secrets: base64, not the kind for addresses. */
  private freshSecret(): string {
    const text = this.ports.ids.secret(SECRET_BYTES).replaceAll('-', '+').replaceAll('_', '/');
    return `whsec_${text.padEnd(Math.ceil(text.length / 4) * 4, '=')}`;
  }
}
