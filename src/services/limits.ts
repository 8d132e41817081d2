/**
 * Quotas of tenants (design §9): rates by token buckets, counts by look-up; a check costs the same however much there is.
 * What is counted lives where it is made; this asks for it.
 */
import { type Bucket, type Flow, level, take } from '../core/bucket';
import { type Refusal, refuse } from '../core/errors';
import { SYSTEM } from '../core/ids';
import { type QuotaName, type Quotas, quotasOf, type Tenant } from '../core/tenant';
import type { Clock } from '../ports/clock';
import type { Limits, Principal } from './api';
import type { Partitions } from './partitions';

/** Names of quotas on what exists at once, and how it is counted in a tenant. */
export type Counters = Readonly<Partial<Record<QuotaName, (tenant: string) => number>>>;

type Rate = 'requestsPerSecond' | 'decisionsPerSecond' | 'dialsPerMinute' | 'messagesPerMinute';

/** What is counted apart from all other requests: callers wait for it, so it is as frequent as calls are. */
const DECISION = 'call.route';

const RATES: readonly Rate[] = ['requestsPerSecond', 'decisionsPerSecond', 'dialsPerMinute', 'messagesPerMinute'];

export class TenantLimits implements Limits {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly clock: Clock,
    private readonly partitions: Partitions,
    private readonly counters: Counters,
  ) {}

  /** A request or command of a principal; an admin has no limit. */
  request({ tenant }: Principal, operation?: string): Refusal | undefined {
    if (tenant === undefined) return undefined;
    return this.spend(tenant, operation === DECISION ? 'decisionsPerSecond' : 'requestsPerSecond');
  }

  /** A dial for a tenant, whoever wanted it. */
  dial(tenant: string): Refusal | undefined {
    return tenant === SYSTEM ? undefined : this.spend(tenant, 'dialsPerMinute');
  }

  /** An attempt to send a message for a tenant. */
  message(tenant: string): Refusal | undefined {
    return this.spend(tenant, 'messagesPerMinute');
  }

  /** Whether a dial would be refused; spends nothing. */
  dialLeft(tenant: string): Refusal | undefined {
    const bucket = this.buckets.get(`${tenant} dialsPerMinute`);
    const spent = take(bucket, this.flow(tenant, 'dialsPerMinute'), this.clock.monotonic());
    return 'retryAfter' in spent ? exceeded('dialsPerMinute', this.of(tenant), spent.retryAfter) : undefined;
  }

  /** Whether there is room for one more. */
  room(tenant: string, name: QuotaName): Refusal | undefined {
    const used = this.counters[name]?.(tenant) ?? 0;
    const limits = this.of(tenant);
    return used < limits[name] ? undefined : exceeded(name, limits);
  }

  /** What a tenant may use. */
  of(tenant: string): Quotas {
    return quotasOf(this.partitions.get(SYSTEM)?.get<Tenant>('tenant', tenant));
  }

  /** How much of each quota is in use; of a rate, how much of the burst is spent. */
  used(tenant: string): Partial<Quotas> {
    const counts = Object.entries(this.counters).map(([name, count]) => [name, count(tenant)]);
    const rates = RATES.map((rate) => {
      const flow = this.flow(tenant, rate);
      return [rate, Math.round(flow.size - level(this.buckets.get(`${tenant} ${rate}`), flow, this.clock.monotonic()))];
    });
    return Object.fromEntries([...counts, ...rates]);
  }

  /** Nothing is remembered of a tenant that is gone. */
  forget(tenant: string): void {
    for (const rate of RATES) this.buckets.delete(`${tenant} ${rate}`);
  }

  private spend(tenant: string, rate: Rate): Refusal | undefined {
    const key = `${tenant} ${rate}`;
    const spent = take(this.buckets.get(key), this.flow(tenant, rate), this.clock.monotonic());
    if ('retryAfter' in spent) return exceeded(rate, this.of(tenant), spent.retryAfter);
    this.buckets.set(key, spent);
    return undefined;
  }

  private flow(tenant: string, rate: Rate): Flow {
    const { [rate]: limit } = this.of(tenant);
    if (rate.endsWith('PerMinute')) return { perSecond: limit / 60, size: limit };
    return { perSecond: limit, size: 2 * limit };
  }
}

const exceeded = (quota: QuotaName, limits: Quotas, retryAfter?: number): Refusal =>
  refuse('quota.exceeded', `the quota ${quota} is ${limits[quota]}`, {
    quota,
    limit: limits[quota],
    ...(retryAfter !== undefined && { retryAfter }),
  });
