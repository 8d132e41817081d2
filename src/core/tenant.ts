/** A tenant as the installation knows it: its name, whether it is served, and how much it may use. */
import { z } from 'zod';
import { time } from './fields';
import { SYSTEM, slug } from './ids';

const count = (max: number) => z.int().min(0).max(max);

/** What a tenant may use at most; what is not set has the default. */
const quotasSchema = z.strictObject({
  /** Feeds open at once. */
  subscribers: count(10_000).optional(),
  /** Requests and commands on feeds, on average; twice as many in a burst. */
  requestsPerSecond: count(10_000).optional(),
  /** Decisions about calls (`call.route`), which are counted apart: a caller waits for each; twice as many in a burst. */
  decisionsPerSecond: count(10_000).optional(),
  /** Parties dialled, whoever wanted it. */
  dialsPerMinute: count(100_000).optional(),
  /** Attempts to send text messages. */
  messagesPerMinute: count(100_000).optional(),
  keys: count(1_000).optional(),
  users: count(100_000).optional(),
  webhooks: count(1_000).optional(),
  queues: count(10_000).optional(),
  workstations: count(100_000).optional(),
  agents: count(100_000).optional(),
  entries: count(1_000_000).optional(),
});
export type Quotas = { readonly [name in keyof z.infer<typeof quotasSchema>]-?: number };
export type QuotaName = keyof Quotas;

export const DEFAULT_QUOTAS: Quotas = Object.freeze({
  subscribers: 200,
  requestsPerSecond: 50,
  decisionsPerSecond: 500,
  dialsPerMinute: 600,
  messagesPerMinute: 300,
  keys: 50,
  users: 1_000,
  webhooks: 20,
  queues: 100,
  workstations: 1_000,
  agents: 1_000,
  entries: 10_000,
});

export const tenantSchema = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: time,
  /** Those that an admin set; the others have their default. */
  quotas: quotasSchema.optional(),
  /** Since when it is not served: its keys and sessions are refused and new calls do not reach it. */
  suspendedAt: time.optional(),
  /** Nothing of it is left but its id, which is not used again. */
  erasedAt: time.optional(),
});
export type Tenant = z.infer<typeof tenantSchema>;

const name = z.string().min(1).max(80);
export const createTenantBody = z.strictObject({ id: slug.refine((id) => id !== SYSTEM, 'system is taken'), name });

/** A quota that is null has its default again. */
const quotaChanges = Object.fromEntries(
  Object.entries(quotasSchema.shape).map(([key, schema]) => [key, schema.nullable()]),
) as unknown as { [key in QuotaName]: z.ZodOptional<z.ZodNullable<z.ZodInt>> };
export const changeTenantBody = z.strictObject({
  name: name.optional(),
  quotas: z.strictObject(quotaChanges).optional(),
});
type ChangeTenant = z.infer<typeof changeTenantBody>;

/** The tenant with its changes. */
export function changedTenant(tenant: Tenant, change: ChangeTenant): Tenant {
  const merged: Record<string, number | null | undefined> = { ...tenant.quotas, ...change.quotas };
  const quotas = Object.fromEntries(Object.entries(merged).filter(([, value]) => typeof value === 'number'));
  const { quotas: _, ...rest } = tenant;
  return {
    ...rest,
    ...(change.name !== undefined && { name: change.name }),
    ...(Object.keys(quotas).length > 0 && { quotas: quotas as Tenant['quotas'] }),
  };
}

/** What a tenant may use, defaults included. */
export const quotasOf = (tenant: Pick<Tenant, 'quotas'> | undefined): Quotas => ({
  ...DEFAULT_QUOTAS,
  ...(tenant?.quotas as Partial<Quotas> | undefined),
});
