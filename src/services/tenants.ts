/**
 * Tenants by REST (design §9), without a restart: made, renamed, given quotas, suspended, resumed. A mapping names
 * tenants, too: their name stays in its hands.
 */
import { isRefusal, type Refusal, refuse } from '../core/errors';
import type { EventType } from '../core/events';
import { flawsOf } from '../core/flaws';
import { SYSTEM } from '../core/ids';
import { publicView } from '../core/kinds';
import { rolesFor } from '../core/permissions';
import { changedTenant, changeTenantBody, createTenantBody, type Tenant } from '../core/tenant';
import type { CommandReply, Page, Principal, TenantAdministration } from './api';
import { mayAct } from './authority';
import type { TenantLimits } from './limits';
import type { Mappings } from './mappings';
import type { DecideOptions, Partitions, Ports } from './partitions';
import type { RequestMarks } from './requestMarks';

export class TenantService implements TenantAdministration {
  readonly bodies = { create: createTenantBody, change: changeTenantBody };

  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly limits: TenantLimits,
    private readonly marks: RequestMarks,
    /** Opens the partition of a tenant. */
    private readonly open: (tenant: string) => Promise<void>,
  ) {}

  list(principal: Principal): Page | Refusal {
    const refusal = this.barred(principal, 'tenants.list');
    if (refusal) return refusal;
    const partition = this.partitions.get(SYSTEM);
    const tenants = [...(partition?.ids('tenant') ?? [])].map((id) => partition?.get<Tenant>('tenant', id) as Tenant);
    const kept = tenants.filter((tenant) => tenant.erasedAt === undefined);
    return { items: kept.map((tenant) => publicView('tenant', tenant)) };
  }

  async get(principal: Principal, id: string): Promise<CommandReply> {
    const found = this.barred(principal, 'tenants.get') ?? this.find(id);
    return isRefusal(found) ? found : this.reply(id);
  }

  async create(principal: Principal, body: unknown, requestId?: string): Promise<CommandReply> {
    const barred = this.barred(principal, 'tenants.create');
    if (barred) return barred;
    const asked = this.marks.of(principal, requestId, ['tenant', body]);
    const repeated = await this.marks.repeated(asked, 'tenant');
    if (repeated) return repeated;
    const parsed = createTenantBody.safeParse(body);
    if (!parsed.success) return { refused: 'request.invalid', errors: flawsOf(parsed.error) };
    const away = this.marks.away();
    if (away) return away;
    const { id, name } = parsed.data;
    const known = this.partitions.get(SYSTEM)?.get<Tenant>('tenant', id);
    if (known?.erasedAt !== undefined)
      return refuse('resource.conflict', `tenant ${id} was erased; its name is not used again`);
    if (known) return refuse('resource.conflict', `tenant ${id} is there already`);
    const request = asked && { ...asked, ref: id };
    const data = { id, name, createdAt: this.ports.clock.now() };
    this.record('tenant.created', data, { actor: principal.actor, ...(request && { request }) });
    await this.open(id);
    return this.reply(id, 201);
  }

  /** Makes or renames a tenant that the mapping names; false: it was erased and stays so. */
  keep(id: string, name: string): boolean {
    const known = this.partitions.get(SYSTEM)?.get<Tenant>('tenant', id);
    if (known?.erasedAt !== undefined) return false;
    if (known?.name === name) return true;
    const data = { ...known, id, name, createdAt: known?.createdAt ?? this.ports.clock.now() };
    this.record(known ? 'tenant.changed' : 'tenant.created', data, { actor: 'system' });
    return true;
  }

  async change(principal: Principal, id: string, body: unknown, ifMatch?: number | '*'): Promise<CommandReply> {
    const found = this.barred(principal, 'tenants.change') ?? this.find(id);
    if (isRefusal(found)) return found;
    const parsed = changeTenantBody.safeParse(body);
    if (!parsed.success) return { refused: 'request.invalid', errors: flawsOf(parsed.error) };
    if (ifMatch === undefined) return refuse('request.condition_missing');
    const { name } = parsed.data;
    const mapped = this.mappings.current.tenants[id];
    if (mapped && name !== undefined && name !== mapped.name)
      return refuse('resource.conflict', 'the name is the mapping’s: change it there');
    const { seq } = this.partitions.get(SYSTEM)?.resource('tenant', id) ?? {};
    if (ifMatch !== '*' && ifMatch !== seq) return refuse('resource.changed');
    return this.settle(principal, 'tenant.changed', changedTenant(found, parsed.data));
  }

  /** Nothing is asked for or taken in its name any more; what is under way goes on. */
  async suspend(principal: Principal, id: string): Promise<CommandReply> {
    const found = this.barred(principal, 'tenants.suspend') ?? this.find(id);
    if (isRefusal(found)) return found;
    if (found.suspendedAt !== undefined) return this.reply(id);
    return this.settle(principal, 'tenant.suspended', { ...found, suspendedAt: this.ports.clock.now() });
  }

  async resume(principal: Principal, id: string): Promise<CommandReply> {
    const found = this.barred(principal, 'tenants.resume') ?? this.find(id);
    if (isRefusal(found)) return found;
    const { suspendedAt, ...rest } = found;
    return suspendedAt === undefined ? this.reply(id) : this.settle(principal, 'tenant.resumed', rest);
  }

  /** What the tenant may use, and how much of it is in use. */
  quotas(principal: Principal, tenant: string): CommandReply {
    if (!mayAct(principal, tenant, rolesFor('quotas.get'))) return refuse('auth.forbidden');
    const found = this.find(tenant);
    if (isRefusal(found)) return found;
    return { status: 200, data: { limits: this.limits.of(tenant), used: this.limits.used(tenant) } };
  }

  private settle(principal: Principal, type: EventType, data: Tenant): Promise<CommandReply> | Refusal {
    const away = this.marks.away();
    if (away) return away;
    this.record(type, data, { actor: principal.actor });
    return this.reply(data.id);
  }

  private record(type: EventType, data: Tenant, options: DecideOptions): void {
    this.partitions.decide(SYSTEM, options, () => ({ drafts: [{ type, id: data.id, data }], reply: undefined }));
  }

  private async reply(id: string, status = 200): Promise<CommandReply> {
    const resource = this.partitions.get(SYSTEM)?.resource('tenant', id);
    if (!resource) return refuse('resource.not_found');
    await this.partitions.durable(SYSTEM, resource.seq);
    return { status, data: publicView('tenant', resource.data), seq: resource.seq };
  }

  private find(id: string): Tenant | Refusal {
    const tenant = this.partitions.get(SYSTEM)?.get<Tenant>('tenant', id);
    return tenant && tenant.erasedAt === undefined ? tenant : refuse('resource.not_found');
  }

  private barred(principal: Principal, operation: string): Refusal | undefined {
    return mayAct(principal, SYSTEM, rolesFor(operation)) ? undefined : refuse('auth.forbidden');
  }
}
