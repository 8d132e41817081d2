/** Tenants and keys by REST (design §9). What the mapping file names stays in the file's hands. */
import { z } from 'zod';
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { flawsOf } from '../core/flaws';
import { idOf, SYSTEM, slug } from '../core/ids';
import { type Key, publicView } from '../core/kinds';
import type { RequestMark } from '../core/record';
import type { Keys } from './access';
import type { Administration, CommandReply, Page, Principal } from './api';
import type { Mappings } from './mappings';
import type { Partitions, Ports } from './partitions';

export const createTenantBody = z.strictObject({
  id: slug.refine((id) => id !== SYSTEM, 'system is taken'),
  name: z.string().min(1).max(80),
});
export const createKeyBody = z.strictObject({
  name: z.string().min(1).max(80),
  role: z.enum(['admin', 'owner', 'supervisor', 'application']),
  /** Limits the key to these venues. */
  venues: z.array(slug).min(1).max(100).optional(),
});

const SECRET_BYTES = 32;

export class AdministrationService implements Administration {
  readonly bodies = { tenant: createTenantBody, key: createKeyBody };

  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly access: Keys,
  ) {}

  async createTenant(principal: Principal, body: unknown, requestId?: string): Promise<CommandReply> {
    if (principal.role !== 'admin') return refuse('auth.forbidden');
    const mark = this.mark(principal, requestId, ['tenant', body]);
    const repeated = await this.repeated(mark, 'tenant');
    if (repeated) return repeated;
    const parsed = createTenantBody.safeParse(body);
    if (!parsed.success) return invalid(parsed.error);
    if (this.partitions.commits.away) return refuse('store.away');
    const { id, name } = parsed.data;
    if (this.partitions.get(SYSTEM)?.get('tenant', id))
      return refuse('resource.conflict', `tenant ${id} is there already`);
    const seq = this.putTenant(id, name, principal.actor, mark && { ...mark, ref: id });
    await this.partitions.open(id);
    await this.partitions.durable(SYSTEM, seq);
    return { status: 201, data: publicView('tenant', this.partitions.get(SYSTEM)?.get('tenant', id)) };
  }

  /** Makes or renames a tenant; says the sequence. */
  putTenant(id: string, name: string, actor: string, request?: RequestMark): number {
    const known = this.partitions.get(SYSTEM)?.get<{ name: string; createdAt: number }>('tenant', id);
    if (known?.name === name) return 0;
    const data = { id, name, createdAt: known?.createdAt ?? this.ports.clock.now() };
    const made = this.partitions.decide(SYSTEM, { actor, ...(request && { request }) }, () => ({
      drafts: [{ type: known ? 'tenant.changed' : 'tenant.created', id, data }],
      reply: undefined,
    }));
    return isRefusal(made) ? 0 : made.seq;
  }

  async createKey(
    principal: Principal,
    tenant: string | undefined,
    body: unknown,
    requestId?: string,
  ): Promise<CommandReply> {
    const refusal = this.mayKeep(principal, tenant);
    if (refusal) return refusal;
    const mark = this.mark(principal, requestId, ['key', tenant, body]);
    const repeated = await this.repeated(mark, 'key');
    if (repeated) return repeated;
    const parsed = createKeyBody.safeParse(body);
    if (!parsed.success) return invalid(parsed.error);
    if ((parsed.data.role === 'admin') !== (tenant === undefined))
      return refuse('request.invalid', 'an admin key belongs to the installation, any other to a tenant');
    if (this.partitions.commits.away) return refuse('store.away');
    const unknown = parsed.data.venues?.find((venue) => !this.mappings.current.tenants[tenant ?? '']?.venues[venue]);
    if (unknown !== undefined) return refuse('request.invalid', `there is no venue ${unknown}`);
    const secret = `sbk_${this.ports.ids.secret(SECRET_BYTES)}`;
    const key = this.newKey(parsed.data, tenant, secret);
    const request = mark && { ...mark, ref: key.id };
    const options = { actor: principal.actor, ...(request && { request }) };
    const made = this.partitions.decide(SYSTEM, options, () => ({
      drafts: [{ type: 'key.created', id: key.id, data: key }],
      reply: undefined,
    }));
    if (isRefusal(made)) return made;
    await this.partitions.durable(SYSTEM, made.seq);
    return { status: 201, data: { ...(publicView('key', key) as object), secret } };
  }

  private newKey(body: z.infer<typeof createKeyBody>, tenant: string | undefined, secret: string): Key {
    return {
      id: idOf('key', this.ports.ids.fresh()),
      ...(tenant !== undefined && { tenant }),
      name: body.name,
      role: body.role,
      ...(body.venues && { venues: body.venues }),
      hash: this.ports.ids.hash(secret),
      source: 'made',
      createdAt: this.ports.clock.now(),
    };
  }

  async revokeKey(principal: Principal, tenant: string | undefined, id: string): Promise<CommandReply> {
    const refusal = this.mayKeep(principal, tenant);
    if (refusal) return refusal;
    const key = this.partitions.get(SYSTEM)?.get<Key>('key', id);
    if (!key || key.revokedAt !== undefined || (tenant !== undefined && key.tenant !== tenant))
      return refuse('resource.not_found');
    if (key.source === 'mapping')
      return refuse('resource.conflict', 'the key is named by the mapping: take it out there');
    if (this.partitions.commits.away) return refuse('store.away');
    await this.partitions.durable(SYSTEM, this.access.revoke(key, principal.actor));
    return { status: 200, data: { id } };
  }

  private mark(principal: Principal, key: string | undefined, body: unknown): RequestMark | undefined {
    if (key === undefined) return undefined;
    const bodyHash = this.ports.ids.hash(JSON.stringify(body));
    return { actor: principal.actor, key, bodyHash, status: 201, ref: '' };
  }

  /** The same request again makes nothing new; a secret was shown once and is not shown again. */
  private async repeated(mark: RequestMark | undefined, kind: 'tenant' | 'key'): Promise<CommandReply | undefined> {
    const partition = this.partitions.get(SYSTEM);
    const known = mark && partition?.request(mark.actor, mark.key);
    if (!known) return undefined;
    if (known.bodyHash !== mark.bodyHash) return refuse('request.key_reused');
    if (this.partitions.commits.away) return refuse('store.away');
    await this.partitions.durable(SYSTEM, known.seq);
    const made = partition?.get(kind, known.ref);
    return made === undefined ? refuse('resource.not_found') : { status: known.status, data: publicView(kind, made) };
  }

  mapping(principal: Principal): Page | Refusal {
    if (principal.role !== 'admin') return refuse('auth.forbidden');
    const applied = this.partitions.get(SYSTEM)?.get('mapping', 'main');
    return { items: applied === undefined ? [] : [publicView('mapping', applied)] };
  }

  /** An admin keeps all keys, an owner those of the own tenant; a tenant that is not there has none. */
  private mayKeep(principal: Principal, tenant: string | undefined): Refusal | undefined {
    const owner = principal.role === 'owner' && tenant !== undefined && principal.tenant === tenant;
    if (principal.role !== 'admin' && !owner) return refuse('auth.forbidden');
    return tenant === undefined || this.partitions.get(tenant) ? undefined : refuse('resource.not_found');
  }
}

const invalid = (error: z.ZodError): Refusal => ({ refused: 'request.invalid', errors: flawsOf(error) });
