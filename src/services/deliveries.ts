/**
 * The delivery of all webhooks: a courier for each one that is active, begun and ended as its records say. A tenant
 * without webhooks costs nothing, and no webhook waits for another one.
 */

import { nothing } from '../core/decision';
import type { DeadLetter, Delivery } from '../core/delivery';
import { lettersOf, retried, stopped, webhookDraft } from '../core/deliverySteps';
import { SYSTEM } from '../core/ids';
import type { JournalRecord } from '../core/record';
import type { Tenant } from '../core/tenant';
import type { WebhookSubscription } from '../core/webhook';
import type { Cancel } from '../ports/clock';
import type { Vault } from '../ports/vault';
import { Courier } from './courier';
import type { PartitionListener, Partitions, Ports } from './partitions';
import type { WebhookSender } from './webhookSender';

const MEASURE_MS = 15_000;

export class Deliveries implements PartitionListener {
  private readonly couriers = new Map<string, Map<string, Courier>>();
  private cancel: Cancel = () => {};
  private stopping = false;

  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    private readonly vault: Vault,
    private readonly sender: WebhookSender,
  ) {}

  /** Webhooks that are served. */
  get size(): number {
    return [...this.couriers.values()].reduce((sum, { size }) => sum + size, 0);
  }

  start(): void {
    this.cancel = this.ports.clock.after(MEASURE_MS, () => {
      for (const tenant of this.couriers.keys()) this.measure(tenant);
      this.start();
    });
  }

  /** How far the tenant's slowest webhook is behind. */
  private measure(tenant: string): void {
    const lags = [...(this.couriers.get(tenant)?.values() ?? [])].map(({ lag }) => lag);
    this.ports.metrics.gauge('signalbox_webhook_lag_events', Math.max(0, ...lags), { tenant });
  }

  loaded(tenant: string): void {
    for (const id of this.partitions.get(tenant)?.ids('webhook') ?? []) this.follow(tenant, id);
  }

  durable(tenant: string, records: readonly JournalRecord[]): void {
    if (tenant === SYSTEM) this.followTenants(records);
    for (const record of records) {
      if (record.type === 'delivery.started' || record.type === 'delivery.stopped') this.follow(tenant, idOf(record));
      if (record.type !== 'dead_letter.requeued') continue;
      this.couriers
        .get(tenant)
        ?.get((record.data as DeadLetter).webhook)
        ?.requeue(idOf(record));
    }
    const erased = records.some(({ type }) => type === 'customer.erased');
    for (const courier of this.couriers.get(tenant)?.values() ?? []) {
      if (erased) courier.readAgain();
      courier.offer(records);
    }
  }

  /** A tenant that is suspended is told nothing until it is served again. */
  private followTenants(records: readonly JournalRecord[]): void {
    for (const { subject } of records) if (subject.startsWith('tenant/')) this.loaded(subject.slice('tenant/'.length));
  }

  /** Ends who delivers for the webhook, and begins anew where somebody should. */
  private follow(tenant: string, id: string): void {
    const ofTenant = this.couriers.get(tenant) ?? new Map<string, Courier>();
    ofTenant.get(id)?.end();
    ofTenant.delete(id);
    const partition = this.partitions.get(tenant);
    const webhook = partition?.get<WebhookSubscription>('webhook', id);
    const delivery = partition?.get<Delivery>('delivery', id);
    if (webhook?.state === 'active' && webhook.deletedAt === undefined && delivery && this.serves(tenant)) {
      const courier = new Courier(this.ports, this.partitions, this.sender, tenant, { webhook, delivery });
      ofTenant.set(id, courier);
      for (const letter of lettersOf(partition, id)) if (letter.requeuedAt !== undefined) courier.requeue(letter.id);
      courier.wake();
    }
    if (ofTenant.size > 0) this.couriers.set(tenant, ofTenant);
    else this.couriers.delete(tenant);
    this.measure(tenant);
  }

  private serves(tenant: string): boolean {
    const known = this.partitions.get(SYSTEM)?.get<Tenant>('tenant', tenant);
    return !this.stopping && known?.suspendedAt === undefined;
  }

  /** Writes down how far a webhook has come, so that a decision about it begins there. */
  settle(tenant: string, id: string): void {
    this.couriers.get(tenant)?.get(id)?.save();
  }

  /** The next attempt is due. Where nobody delivers it waits until somebody does, and begins anew. */
  retryDue(tenant: string, id: string): void {
    const courier = this.couriers.get(tenant)?.get(id);
    this.partitions.decide(tenant, { actor: 'system' }, (partition, { now }) => {
      const delivery = partition.get<Delivery>('delivery', id);
      const draft = delivery && (courier ? retried(delivery, now) : stopped(delivery));
      return draft ? { drafts: [draft], reply: undefined } : nothing;
    });
    courier?.wake();
  }

  /** The secret before the last rotation signs no more. */
  overlapOver(tenant: string, id: string): void {
    this.partitions.decide(tenant, { actor: 'system' }, (partition) => {
      const resource = partition.resource('webhook', id);
      if (!resource) return nothing;
      const { previousUntil: _, ...webhook } = resource.data as WebhookSubscription;
      const { current } = this.sender.secrets(resource.secret);
      const sealed = this.vault.seal(JSON.stringify({ current }));
      return { drafts: [webhookDraft('webhook.changed', webhook, sealed)], reply: undefined };
    });
  }

  dropped(tenant: string): void {
    for (const courier of this.couriers.get(tenant)?.values() ?? []) courier.end();
    this.couriers.delete(tenant);
  }

  /** Ends all in order. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.cancel();
    const all = [...this.couriers.values()].flatMap((ofTenant) => [...ofTenant.values()]);
    await Promise.all(all.map((courier) => courier.close()));
    this.couriers.clear();
  }
}

const idOf = (record: JournalRecord): string => record.subject.slice(record.subject.indexOf('/') + 1);
