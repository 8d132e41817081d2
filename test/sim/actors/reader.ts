/** Somebody who reads by REST: what is answered is in the journal, word for word, and nothing of it is another tenant's. */
import { isDeepStrictEqual } from 'node:util';
import type { Call } from '../../../src/core/call';
import { isRefusal } from '../../../src/core/errors';
import { publicView } from '../../../src/core/kinds';
import type { JournalRecord } from '../../../src/core/record';
import { withoutSupervisors } from '../../../src/core/supervision';
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
    // While the store is away nothing that could be told is certain.
    if (isRefusal(page) && page.refused === 'store.away') return;
    if (isRefusal(page)) return this.scene.findings.found('calls can be read', JSON.stringify(page));
    for (const item of page.items) this.look(item as Call);
    await this.one(pick(this.random, [...this.known]));
    await this.trespass(pick(this.random, this.scene.tenants));
  }

  private look(call: Call): void {
    this.known.add(call.id);
    this.borders.look(this.tenant, JSON.stringify(call));
    const journal = this.scene.disk.journal(this.tenant.id);
    // It is as the journal had it lately.
    if (!journal.findLast((record) => shows(record, call)))
      this.found('what is read is on the disk', `call ${call.id}`);
  }

  /** One call by its id, by this tenant or by another one, who must not find it. */
  private async one(id: string | undefined): Promise<void> {
    const { gate, tenants, disk } = this.scene;
    if (id === undefined || !gate.up) return;
    const { generation } = gate;
    const tenant = pick(this.random, tenants);
    const found = await gate.api.queries.get(principalOf(tenant), tenant.id, 'call', id).catch(() => undefined);
    if (generation !== gate.generation || !found) return;
    if (isRefusal(found) && found.refused === 'store.away') return;
    if (isRefusal(found) !== (tenant !== this.tenant))
      this.found('a call is read by its tenant alone', `${id} by ${tenant.id}: ${JSON.stringify(found)}`);
    if (isRefusal(found)) return;
    const record = disk.record(tenant.id, found.seq);
    if (!record || !shows(record, found.data as Call))
      this.found('what is read is on the disk', `${id} at ${found.seq}`);
  }

  /** With its own key it tries every door of another tenant. */
  private async trespass(other: SimTenant): Promise<void> {
    const { gate, world } = this.scene;
    if (other === this.tenant || !gate.up) return;
    const { api } = gate;
    const { generation } = gate;
    const principal = principalOf(this.tenant);
    const request = {
      principal,
      tenant: other.id,
      command: 'call.originate',
      body: {},
      requestId: `stranger-${world.elapsed}`,
    };
    const sink = { send: () => {}, pending: () => 0, close: () => {} };
    const answers = [
      await api.queries.calls(principal, other.id, { limit: 10 }),
      await api.commands.execute(request),
      api.feeds.subscribe(principal, other.id, { after: 0 }, sink),
    ];
    if (generation !== gate.generation) return;
    for (const answer of answers)
      if (!isRefusal(answer) || answer.refused !== 'auth.forbidden')
        this.found(
          'a key opens its own tenant alone',
          `${other.id}: ${isRefusal(answer) ? answer.refused : 'it is open'}`,
        );
  }

  private found(invariant: string, what: string): void {
    this.scene.findings.found(invariant, `${this.tenant.id}: ${what}`);
  }
}

const shows = ({ subject, data }: JournalRecord, call: Call): boolean =>
  subject === `call/${call.id}` &&
  isDeepStrictEqual(plain(publicView('call', withoutSupervisors(data as Call))), plain(call));

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
