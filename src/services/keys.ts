/** Keys by REST (design §9): made, listed, rotated, revoked. What the mapping names stays in the mapping's hands. */
import { z } from 'zod';
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { instant } from '../core/fields';
import { flawsOf } from '../core/flaws';
import { idOf, SYSTEM, slug } from '../core/ids';
import { type Key, MAX_OVERLAP_SECONDS, rotated } from '../core/key';
import { publicView } from '../core/kinds';
import { rolesFor } from '../core/permissions';
import { iso, msOf } from '../core/time';
import type { Keys } from './access';
import type { CommandReply, KeyAdministration, Page, Principal } from './api';
import { mayAct } from './authority';
import type { TenantLimits } from './limits';
import type { Mappings } from './mappings';
import type { DecideOptions, Partitions, Ports } from './partitions';
import type { Asked, RequestMarks } from './requestMarks';

export const createKeyBody = z.strictObject({
  name: z.string().min(1).max(80),
  role: z.enum(['admin', 'owner', 'supervisor', 'application']),
  /** Limits the key to these venues. */
  venues: z.array(slug).min(1).max(100).optional(),
  /** It is not accepted from then on; absent: until it is revoked. */
  expiresAt: instant.optional(),
});
export const rotateKeyBody = z.strictObject({
  /** How long the secret before is accepted as well; default 0. */
  overlapSeconds: z.int().min(0).max(MAX_OVERLAP_SECONDS).default(0),
});

const SECRET_BYTES = 32;
type CreateKey = z.infer<typeof createKeyBody>;

export interface KeyServiceDeps {
  readonly mappings: Mappings;
  readonly keys: Keys;
  readonly limits: TenantLimits;
  readonly marks: RequestMarks;
}

export class KeyService implements KeyAdministration {
  readonly bodies = { create: createKeyBody, rotate: rotateKeyBody };

  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    private readonly deps: KeyServiceDeps,
  ) {}

  list(principal: Principal, tenant: string | undefined): Page | Refusal {
    const refusal = this.barred(principal, tenant, 'list');
    if (refusal) return refusal;
    const partition = this.partitions.get(SYSTEM);
    const items = [...(partition?.ids('key') ?? [])]
      .map((id) => partition?.get<Key>('key', id))
      .filter((key) => key && key.revokedAt === undefined && (tenant === undefined || key.tenant === tenant));
    return { items: items.map((key) => this.view(key as Key)) };
  }

  private view(key: Key): object {
    const used = this.deps.keys.lastUsed(key.id);
    return { ...(publicView('key', key) as object), ...(used !== undefined && { lastUsedAt: iso(used) }) };
  }

  async create(
    principal: Principal,
    tenant: string | undefined,
    body: unknown,
    requestId?: string,
  ): Promise<CommandReply> {
    const refusal = this.barred(principal, tenant, 'create');
    if (refusal) return refusal;
    const asked = this.deps.marks.of(principal, requestId, ['key', tenant, body]);
    const repeated = await this.deps.marks.repeated(asked, 'key');
    if (repeated) return repeated;
    const parsed = createKeyBody.safeParse(body);
    if (!parsed.success) return { refused: 'request.invalid', errors: flawsOf(parsed.error) };
    const wrong = this.wrong(parsed.data, tenant) ?? this.deps.marks.away();
    if (wrong) return wrong;
    const secret = this.secret();
    return this.record('key.created', this.fresh(parsed.data, tenant, secret), secret, principal, asked);
  }

  /** What no schema can know. */
  private wrong({ role, venues, expiresAt }: CreateKey, tenant: string | undefined): Refusal | undefined {
    if ((role === 'admin') !== (tenant === undefined))
      return refuse('request.invalid', 'an admin key belongs to the installation, any other to a tenant');
    if (expiresAt !== undefined && msOf(expiresAt) <= this.ports.clock.now())
      return { refused: 'request.invalid', errors: [{ path: '/expiresAt', message: 'is not in the future' }] };
    const unknown = venues?.find((venue) => !this.deps.mappings.current.tenants[tenant ?? '']?.venues[venue]);
    if (unknown !== undefined) return refuse('request.invalid', `there is no venue ${unknown}`);
    return tenant === undefined ? undefined : this.deps.limits.room(tenant, 'keys');
  }

  private fresh(body: CreateKey, tenant: string | undefined, secret: string): Key {
    return {
      id: idOf('key', this.ports.ids.fresh()),
      ...(tenant !== undefined && { tenant }),
      name: body.name,
      role: body.role,
      ...(body.venues && { venues: body.venues }),
      hash: this.ports.ids.hash(secret),
      source: 'made',
      createdAt: this.ports.clock.now(),
      ...(body.expiresAt !== undefined && { expiresAt: msOf(body.expiresAt) }),
    };
  }

  async rotate(
    principal: Principal,
    tenant: string | undefined,
    id: string,
    body: unknown,
    requestId?: string,
  ): Promise<CommandReply> {
    const refusal = this.barred(principal, tenant, 'rotate');
    if (refusal) return refusal;
    const asked = this.deps.marks.of(principal, requestId, ['rotate', tenant, id, body], 200);
    const repeated = await this.deps.marks.repeated(asked, 'key');
    if (repeated) return repeated;
    const parsed = rotateKeyBody.safeParse(body);
    if (!parsed.success) return { refused: 'request.invalid', errors: flawsOf(parsed.error) };
    const key = this.made(tenant, id);
    if (isRefusal(key)) return key;
    const away = this.deps.marks.away();
    if (away) return away;
    const secret = this.secret();
    const { hash } = this.ports.ids;
    const next = rotated(key, hash(secret), parsed.data.overlapSeconds * 1_000, this.ports.clock.now());
    return this.record('key.changed', next, secret, principal, asked);
  }

  private secret(): string {
    return `sbk_${this.ports.ids.secret(SECRET_BYTES)}`;
  }

  /** Commits the key; the answer is the only place where its secret is ever shown. */
  private async record(
    type: 'key.created' | 'key.changed',
    key: Key,
    secret: string,
    { actor }: Principal,
    asked: Asked | undefined,
  ): Promise<CommandReply> {
    const options: DecideOptions = { actor, ...(asked && { request: { ...asked, ref: key.id } }) };
    const made = this.partitions.decide(SYSTEM, options, () => ({
      drafts: [{ type, id: key.id, data: key }],
      reply: undefined,
    }));
    if (isRefusal(made)) return made;
    await this.partitions.durable(SYSTEM, made.seq);
    const data = { ...(publicView('key', key) as object), secret };
    return { status: type === 'key.created' ? 201 : 200, data, seq: made.seq };
  }

  async revoke(principal: Principal, tenant: string | undefined, id: string): Promise<CommandReply> {
    const refusal = this.barred(principal, tenant, 'revoke');
    if (refusal) return refusal;
    const key = this.made(tenant, id);
    if (isRefusal(key)) return key;
    const away = this.deps.marks.away();
    if (away) return away;
    await this.partitions.durable(SYSTEM, this.deps.keys.revoke(key, principal.actor));
    return { status: 200, data: { id } };
  }

  /** A key of that tenant (or of the installation) that is accepted and not the mapping's. */
  private made(tenant: string | undefined, id: string): Key | Refusal {
    const key = this.partitions.get(SYSTEM)?.get<Key>('key', id);
    if (!key || key.revokedAt !== undefined || key.tenant !== tenant) return refuse('resource.not_found');
    return key.source === 'made'
      ? key
      : refuse('resource.conflict', 'the key is named by the mapping: change it there');
  }

  /** An admin keeps all keys, an owner those of the own tenant; a tenant that is not there has none. */
  private barred(principal: Principal, tenant: string | undefined, verb: string): Refusal | undefined {
    const roles = rolesFor(tenant === undefined ? `system.keys.${verb}` : `keys.${verb}`);
    if (!mayAct(principal, tenant ?? SYSTEM, roles)) return refuse('auth.forbidden');
    return tenant === undefined || this.partitions.get(tenant) ? undefined : refuse('resource.not_found');
  }
}
