/** Tenants by REST (design §9). */
import { z } from 'zod';
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { flawsOf } from '../core/flaws';
import { SYSTEM, slug } from '../core/ids';
import { publicView } from '../core/kinds';
import type { RequestMark } from '../core/record';
import type { Administration, CommandReply, Principal } from './api';
import type { Partitions, Ports } from './partitions';
import type { RequestMarks } from './requestMarks';

export const createTenantBody = z.strictObject({
  id: slug.refine((id) => id !== SYSTEM, 'system is taken'),
  name: z.string().min(1).max(80),
});
export class AdministrationService implements Administration {
  readonly bodies = { tenant: createTenantBody };

  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    private readonly marks: RequestMarks,
  ) {}

  async createTenant(principal: Principal, body: unknown, requestId?: string): Promise<CommandReply> {
    if (principal.role !== 'admin') return refuse('auth.forbidden');
    const asked = this.marks.of(principal, requestId, ['tenant', body]);
    const repeated = await this.marks.repeated(asked, 'tenant');
    if (repeated) return repeated;
    const parsed = createTenantBody.safeParse(body);
    if (!parsed.success) return invalid(parsed.error);
    const away = this.marks.away();
    if (away) return away;
    const { id, name } = parsed.data;
    if (this.partitions.get(SYSTEM)?.get('tenant', id))
      return refuse('resource.conflict', `tenant ${id} is there already`);
    const seq = this.putTenant(id, name, principal.actor, asked && { ...asked, ref: id });
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
}

const invalid = (error: z.ZodError): Refusal => ({ refused: 'request.invalid', errors: flawsOf(error) });
