/**
 * Everything of a tenant as JSON lines, for its owner and the admin: one line that says what it is, its keys, users and
 * all other resources, live and ended, then the journal that is kept, all as the API shows them. Moving a tenant between
 * installations is another matter: that goes text by text.
 */
import { envelopeOf } from '../core/envelope';
import type { Refusal } from '../core/errors';
import { SYSTEM } from '../core/ids';
import type { Key } from '../core/key';
import { KINDS, publicView } from '../core/kinds';
import { rolesFor } from '../core/permissions';
import { iso } from '../core/time';
import type { Principal } from './api';
import { barred, mayAct } from './authority';
import type { Partitions, Ports } from './partitions';

const PAGE = 200;

export class TenantExport {
  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
  ) {}

  /** Lines without their ends; read one after the other, so that nothing is held but a page. */
  lines(principal: Principal, tenant: string): AsyncIterable<string> | Refusal {
    return barred(mayAct(principal, tenant, rolesFor('tenant.export')), tenant, this.partitions) ?? this.all(tenant);
  }

  private async *all(tenant: string): AsyncGenerator<string> {
    const until = this.partitions.durableSeq(tenant);
    const exportedAt = iso(this.ports.clock.now());
    yield JSON.stringify({ type: 'export', data: { tenant, exportedAt, sequence: until } });
    yield* this.ofSystem(tenant);
    for (const kind of Object.keys(KINDS)) {
      yield* this.live(tenant, kind, until);
      yield* this.ended(tenant, kind, until);
    }
    yield* this.events(tenant, until);
  }

  /** What the installation knows of the tenant. */
  private *ofSystem(tenant: string): Generator<string> {
    const system = this.partitions.get(SYSTEM);
    const known = system?.resource('tenant', tenant);
    if (known) yield line('tenant', tenant, known.seq, known.data);
    for (const id of [...(system?.ids('key') ?? [])]) {
      const key = system?.resource('key', id);
      if (key && (key.data as Key).tenant === tenant) yield line('key', id, key.seq, key.data);
    }
  }

  private *live(tenant: string, kind: string, until: number): Generator<string> {
    const partition = this.partitions.get(tenant);
    for (const id of [...(partition?.ids(kind) ?? [])]) {
      const resource = partition?.resource(kind, id);
      const over = resource && KINDS[kind as keyof typeof KINDS].ended(resource.data as never);
      if (resource && !over && resource.seq <= until) yield line(kind, id, resource.seq, resource.data);
    }
  }

  private async *ended(tenant: string, kind: string, until: number): AsyncGenerator<string> {
    let cursor: string | undefined;
    do {
      const found = await this.ports.store.find(tenant, kind, { ended: true, limit: PAGE, ...(cursor && { cursor }) });
      for (const { id, seq, json } of found.documents) if (seq <= until) yield line(kind, id, seq, JSON.parse(json));
      cursor = found.next;
    } while (cursor !== undefined);
  }

  private async *events(tenant: string, until: number): AsyncGenerator<string> {
    for (let after = 0; after < until; ) {
      const records = await this.ports.store.history(tenant, { after, until }, {}, PAGE);
      for (const record of records) yield JSON.stringify({ type: 'event', data: envelopeOf(tenant, record) });
      after = records.at(-1)?.seq ?? until;
    }
  }
}

const line = (kind: string, id: string, sequence: number, data: unknown): string =>
  JSON.stringify({ type: 'resource', subject: `${kind}/${id}`, sequence, data: publicView(kind, data) });
