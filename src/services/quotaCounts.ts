/** How much a tenant has of what partitions and the mapping hold, for its quotas. */
import type { Flaw } from '../core/errors';
import { SYSTEM } from '../core/ids';
import type { Mapping } from '../core/mapping';
import { quotasOf, type Tenant } from '../core/tenant';
import type { WebhookSubscription } from '../core/webhook';
import type { Counters } from './limits';
import type { Partitions } from './partitions';

/** Counting entries costs the same however many there are; webhooks and queues are few. */
export const quotaCounts = (partitions: Partitions, mappings: { readonly current: Mapping }): Counters => ({
  entries: (tenant) => partitions.get(tenant)?.count('entry') ?? 0,
  queues: (tenant) => Object.keys(mappings.current.tenants[tenant]?.queues ?? {}).length,
  webhooks: (tenant) => {
    const partition = partitions.get(tenant);
    const all = [...(partition?.ids('webhook') ?? [])].map((id) => partition?.get<WebhookSubscription>('webhook', id));
    return all.filter((one) => one?.deletedAt === undefined).length;
  },
});

/** Tenants to which a mapping gives more queues than they may have. */
export const queuesBeyond = (partitions: Partitions, { tenants }: Mapping): Flaw[] =>
  Object.entries(tenants).flatMap(([id, { queues }]) => {
    const { queues: limit } = quotasOf(partitions.get(SYSTEM)?.get<Tenant>('tenant', id));
    const count = Object.keys(queues).length;
    const message = `${count} queues, and the quota of the tenant is ${limit}`;
    return count > limit ? [{ path: `/tenants/${id}/queues`, message }] : [];
  });
