/**
 * What an owner sets up of the own tenant (design §9): its queues, workstations and agents. Each is a part of the mapping,
 * so a change is checked, compared and kept in the history like one of an admin, and can be rolled back.
 */
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { partAt, pathOfPart } from '../core/mappingParts';
import { type Operation, rolesFor } from '../core/permissions';
import type { Agents, CommandReply, OwnPart, OwnPartAdministration, Principal, Queues } from './api';
import { mayAct } from './authority';
import type { TenantLimits } from './limits';
import type { ChangeOptions, MappingAdministration, MappingReply } from './mappingApi';
import type { Mappings } from './mappings';

const COLLECTIONS = { queue: 'queues', workstation: 'workstations', agent: 'agents' } as const;

interface Parts {
  readonly mappings: Mappings;
  readonly administration: Pick<MappingAdministration, 'putPart' | 'deletePart'>;
  readonly limits: Pick<TenantLimits, 'room'>;
  readonly agents: Agents;
  readonly queues: Queues;
}

type Guarded = (guard: ChangeOptions) => Promise<MappingReply>;

export class OwnParts implements OwnPartAdministration {
  constructor(private readonly parts: Parts) {}

  async put(principal: Principal, which: OwnPart, body: unknown, ifMatch?: number): Promise<CommandReply> {
    const barred = this.barred(principal, which, 'put');
    if (barred) return barred;
    const full = this.exists(which) ? undefined : this.parts.limits.room(which.tenant, COLLECTIONS[which.part]);
    if (full) return full;
    const change = this.change(principal, which);
    const made = await this.guarded(ifMatch, (guard) => this.parts.administration.putPart(...change, body, guard));
    if (isRefusal(made)) return made;
    const found = await this.read(principal, which);
    return isRefusal(found) ? found : { status: 200, ...found, seq: made.seq ?? found.seq };
  }

  async remove(principal: Principal, which: OwnPart, ifMatch?: number): Promise<CommandReply> {
    const barred = this.barred(principal, which, 'delete');
    if (barred) return barred;
    const change = this.change(principal, which);
    const made = await this.guarded(ifMatch, (guard) => this.parts.administration.deletePart(...change, guard));
    return isRefusal(made) ? made : { status: 200, data: { name: which.name } };
  }

  private barred(principal: Principal, { tenant, part }: OwnPart, verb: 'put' | 'delete'): Refusal | undefined {
    const operation: Operation = `${COLLECTIONS[part]}.${verb}`;
    if (!mayAct(principal, tenant, rolesFor(operation))) return refuse('auth.forbidden');
    return this.parts.mappings.current.tenants[tenant] ? undefined : refuse('resource.not_found');
  }

  /** The mapping does not know who asks; the operation was looked at before. */
  private change({ actor }: Principal, { tenant, part, name }: OwnPart) {
    return [{ role: 'admin', actor }, part, { tenant, [part]: name }] as const;
  }

  private exists(which: OwnPart): boolean {
    const path = pathOfPart(which.part, { tenant: which.tenant, [which.part]: which.name });
    return partAt(this.parts.mappings.current, path) !== undefined;
  }

  /**
   * `If-Match` names the mapping that was read: what an agent does meanwhile is no change of its settings. It is looked at
   * when the change has its turn. Who else changed the mapping is nobody's business in a tenant.
   */
  private async guarded(ifMatch: number | undefined, change: Guarded): Promise<MappingReply> {
    const made = await change({ ifMatch: ifMatch ?? '*' });
    return isRefusal(made) && made.refused === 'resource.changed' ? refuse('resource.changed') : made;
  }

  private read(principal: Principal, { tenant, part, name }: OwnPart) {
    const { agents, queues } = this.parts;
    if (part === 'agent') return agents.get(principal, tenant, name);
    return part === 'queue' ? queues.get(principal, tenant, name) : agents.workstation(principal, tenant, name);
  }
}
