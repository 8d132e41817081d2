/**
 * Erasing a tenant: suspended before, confirmed by its name, out of the mapping. First it is written down that it is
 * gone, then its calls are cleared and everything of it is dropped from memory and store; a start finishes what a crash
 * broke off. The name is not used again: the sequences and event ids of another tenant would look like its own.
 */
import type { Call } from '../core/call';
import { decideClear } from '../core/callControl';
import { eraseTenantBody } from '../core/erasure';
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { flawsOf } from '../core/flaws';
import { SYSTEM } from '../core/ids';
import type { Key } from '../core/key';
import { publicView } from '../core/kinds';
import { rolesFor } from '../core/permissions';
import type { Prompt } from '../core/prompt';
import type { Tenant } from '../core/tenant';
import type { CommandReply, Principal } from './api';
import { mayAct } from './authority';
import type { Checkpoints } from './checkpoints';
import type { Mappings } from './mappings';
import type { MediaServices } from './mediaServices';
import type { Partitions, Ports } from './partitions';
import type { People } from './people';
import type { RequestMarks } from './requestMarks';

/** How long its calls have to end; a PBX that does not answer is told again when its link is back. */
const CLEARING_MS = 5_000;
const LOOK_MS = 50;

export interface TenantErasureDeps {
  readonly partitions: Partitions;
  readonly mappings: Mappings;
  readonly checkpoints: Checkpoints;
  readonly people: People;
  readonly media: Pick<MediaServices, 'erase' | 'leave' | 'recordings'>;
  readonly marks: RequestMarks;
}

export class TenantErasure {
  constructor(
    private readonly ports: Ports,
    private readonly deps: TenantErasureDeps,
  ) {}

  async erase(principal: Principal, tenant: string, body: unknown): Promise<CommandReply> {
    const { partitions } = this.deps;
    if (!mayAct(principal, SYSTEM, rolesFor('tenants.erase'))) return refuse('auth.forbidden');
    const known = partitions.get(SYSTEM)?.get<Tenant>('tenant', tenant);
    if (!known || known.erasedAt !== undefined) return refuse('resource.not_found');
    const wrong = this.wrong(known, body) ?? this.deps.marks.away();
    if (wrong) return wrong;
    const { id, createdAt, suspendedAt = createdAt } = known;
    const data: Tenant = { id, name: id, createdAt, suspendedAt, erasedAt: this.ports.clock.now() };
    partitions.decide(SYSTEM, { actor: principal.actor }, () => ({
      drafts: [{ type: 'tenant.erased', id, data }],
      reply: undefined,
    }));
    this.revokeKeys(id, principal.actor);
    await partitions.durable(SYSTEM, partitions.get(SYSTEM)?.seq ?? 0);
    await this.clear(id, principal.actor);
    await this.drop(id);
    return { status: 200, data: publicView('tenant', data) };
  }

  /** What must be true before there is no way back. */
  private wrong(tenant: Tenant, body: unknown): Refusal | undefined {
    const parsed = eraseTenantBody.safeParse(body);
    if (!parsed.success) return { refused: 'request.invalid', errors: flawsOf(parsed.error) };
    if (parsed.data.confirm !== tenant.id)
      return { refused: 'request.invalid', errors: [{ path: '/confirm', message: 'is not the name of the tenant' }] };
    if (tenant.suspendedAt === undefined) return refuse('resource.conflict', 'suspend the tenant first');
    const held = this.deps.media.recordings.held(tenant.id);
    if (held > 0) return refuse('resource.conflict', `${held} recordings are under legal hold: end that first`);
    if (this.deps.mappings.current.tenants[tenant.id])
      return refuse('resource.conflict', 'the mapping names the tenant: take it out there first');
    return undefined;
  }

  private revokeKeys(tenant: string, actor: string): void {
    const partition = this.deps.partitions.get(SYSTEM);
    for (const id of [...(partition?.ids('key') ?? [])]) {
      const key = partition?.get<Key>('key', id);
      if (key?.tenant === tenant && key.revokedAt === undefined) this.deps.people.keys.revoke(key, actor);
    }
  }

  private async clear(tenant: string, actor: string): Promise<void> {
    const { partitions, mappings } = this.deps;
    for (const call of this.liveCalls(tenant))
      partitions.decide(tenant, { actor }, (_, context) => {
        const decision = decideClear(call, { cause: 'normal' }, mappings.callConfig(tenant, call.pbx), context);
        return isRefusal(decision) ? decision : { ...decision, reply: undefined };
      });
    for (let waited = 0; waited < CLEARING_MS && this.liveCalls(tenant).length > 0; waited += LOOK_MS)
      await new Promise<void>((resolve) => {
        this.ports.clock.after(LOOK_MS, resolve);
      });
  }

  private liveCalls(tenant: string): Call[] {
    const partition = this.deps.partitions.get(tenant);
    const calls = [...(partition?.ids('call') ?? [])].map((id) => partition?.get<Call>('call', id) as Call);
    return calls.filter((call) => call.clearedAt === undefined);
  }

  private async drop(tenant: string): Promise<void> {
    const { partitions, checkpoints, people, media } = this.deps;
    const partition = partitions.get(tenant);
    const prompts = [...(partition?.ids('prompt') ?? [])].map((id) => partition?.get<Prompt>('prompt', id) as Prompt);
    await media.leave(tenant);
    await partitions.close(tenant);
    await media.erase(tenant, prompts);
    // A checkpoint that is under way would bring documents back.
    await checkpoints.flush();
    people.limits.forget(tenant);
    await this.ports.store.eraseTenant(tenant);
    this.ports.log.info('a tenant was erased', { tenant });
  }

  /** Whether a tenant that the store still has was erased; what is left of it is dropped. */
  async finished(tenant: string): Promise<boolean> {
    if (this.deps.partitions.get(SYSTEM)?.get<Tenant>('tenant', tenant)?.erasedAt === undefined) return false;
    await this.deps.media.erase(tenant, []);
    await this.ports.store.eraseTenant(tenant);
    return true;
  }
}
