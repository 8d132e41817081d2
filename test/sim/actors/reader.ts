/** Somebody who reads by REST: what is answered is in the journal, word for word, and nothing of it is another tenant's. */
import { isDeepStrictEqual } from 'node:util';
import type { Call } from '../../../src/core/call';
import { isRefusal } from '../../../src/core/errors';
import { publicView } from '../../../src/core/kinds';
import { between, pick, type Random } from '../draw';
import { Borders } from '../invariants/borders';
import { principalOf } from '../ledger';
import type { Scene } from '../scene';
import type { SimTenant } from '../tenants';

export class Reader {
  private readonly random: Random;
  private readonly borders: Borders;
  private readonly known = new Set<string>();

  constructor(
    private readonly scene: Scene,
    private readonly tenant: SimTenant,
  ) {
    this.random = scene.world.random(`${tenant.id}-reader`);
    this.borders = new Borders(scene.disk, scene.findings, scene.tenants);
  }

  begin(): void {
    this.scene.world.clock.after(between(this.random, 500, 6_000), () => {
      if (this.scene.world.elapsed > this.scene.activeMs) return;
      if (this.scene.gate.up && !this.scene.house.store.away) void this.read();
      this.begin();
    });
  }

  private async read(): Promise<void> {
    const { gate } = this.scene;
    const { generation } = gate;
    const state = pick(this.random, ['live', 'live', 'all', 'ended'] as const);
    const page = await gate.api.queries
      .calls(principalOf(this.tenant), this.tenant.id, { state, limit: 50 })
      .catch(() => undefined);
    if (generation !== gate.generation || !page) return;
    if (isRefusal(page)) return this.scene.findings.found('calls can be read', JSON.stringify(page));
    for (const item of page.items) this.look(item as Call);
    await this.one(pick(this.random, [...this.known]));
  }

  private look(call: Call): void {
    this.known.add(call.id);
    this.borders.look(this.tenant, JSON.stringify(call));
    const journal = this.scene.disk.journal(this.tenant.id);
    const same = journal.some(
      ({ subject, data }) =>
        subject === `call/${call.id}` && isDeepStrictEqual(plain(publicView('call', data)), plain(call)),
    );
    if (!same) this.scene.findings.found('what is read is on the disk', `${this.tenant.id}: call ${call.id}`);
  }

  /** One call by its id, of this tenant or of another one, which must not be found. */
  private async one(id: string | undefined): Promise<void> {
    const { gate, tenants, findings } = this.scene;
    if (id === undefined || !gate.up) return;
    const { generation } = gate;
    const tenant = pick(this.random, tenants);
    const found = await gate.api.queries.get(principalOf(tenant), tenant.id, 'call', id).catch(() => undefined);
    if (generation !== gate.generation || !found) return;
    if (isRefusal(found) !== (tenant !== this.tenant))
      findings.found(
        'a call is read by its tenant alone',
        `${id} of ${this.tenant.id} by ${tenant.id}: ${JSON.stringify(found)}`,
      );
  }
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
