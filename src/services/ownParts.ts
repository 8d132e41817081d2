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
import type { MappingAdministration } from './mappingApi';
import type { Mappings } from './mappings';

const COLLECTIONS = { queue: 'queues', workstation: 'workstations', agent: 'agents' } as const;

interface Parts {
  readonly mappings: Mappings;
  readonly administration: Pick<MappingAdministration, 'putPart' | 'deletePart'>;
  readonly limits: Pick<TenantLimits, 'room'>;
  readonly agents: Agents;
  readonly queues: Queues;
}

export class OwnParts implements OwnPartAdministration {
  constructor(private readonly parts: Parts) {}

  async put(principal: Principal, which: OwnPart, body: unknown, ifMatch?: number): Promise<CommandReply> {
    const barred = this.barred(principal, which, 'put') ?? this.changed(which, ifMatch);
    if (barred) return barred;
    const full = this.exists(which) ? undefined : this.parts.limits.room(which.tenant, COLLECTIONS[which.part]);
    if (full) return full;
    const made = await this.parts.administration.putPart(...this.change(principal, which), body, { ifMatch: '*' });
    if (isRefusal(made)) return made;
    const found = await this.read(principal, which);
    return isRefusal(found) ? found : { status: 200, ...found };
  }

  async remove(principal: Principal, which: OwnPart, ifMatch?: number): Promise<CommandReply> {
    const barred = this.barred(principal, which, 'delete') ?? this.changed(which, ifMatch);
    if (barred) return barred;
    const made = await this.parts.administration.deletePart(...this.change(principal, which), { ifMatch: '*' });
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

  /** `If-Match` names what was read: the agent, or the mapping that has the queue or workstation. */
  private changed({ tenant, part, name }: OwnPart, ifMatch: number | undefined): Refusal | undefined {
    if (ifMatch === undefined) return undefined;
    const { mappings } = this.parts;
    const seq =
      part === 'agent' ? mappings.partitions.get(tenant)?.resource('agent', name)?.seq : (mappings.resource?.seq ?? 0);
    return seq === ifMatch ? undefined : refuse('resource.changed');
  }

  private read(principal: Principal, { tenant, part, name }: OwnPart) {
    const { agents, queues } = this.parts;
    if (part === 'agent') return agents.get(principal, tenant, name);
    return part === 'queue' ? queues.get(principal, tenant, name) : agents.workstation(principal, tenant, name);
  }
}
