/**
 * A store that an older version has written, from the outside: feed, REST, history, audit and export say the same as if
 * it were of today. The older shape is one that never was (version 0): of a call the caller was called `caller`, of
 * a webhook the address `address`.
 */
import { expect } from 'chai';
import type { Call } from '../../src/core/call';
import type { Upgrades } from '../../src/core/upgrade';
import type { Stored } from '../../src/ports/store';
import { House } from '../support/house';
import { MemoryTables } from '../support/memoryTables';
import { told } from '../support/told';
import { twoTenants } from '../support/twoTenants';

const RENAMED: Readonly<Record<string, readonly [before: string, now: string]>> = {
  call: ['caller', 'ani'],
  webhook: ['address', 'url'],
};

type Data = Readonly<Record<string, unknown>>;

function renamed(data: Data, from: string, to: string): Data {
  const { [from]: value, ...rest } = data;
  return { ...rest, [to]: value };
}

const upgrades: Upgrades = Object.fromEntries(
  Object.entries(RENAMED).map(([kind, [before, now]]) => [kind, { 0: (data: Data) => renamed(data, before, now) }]),
);

/** A stored thing as the older version would have written it. */
function older(item: Stored): Stored {
  if (item.of === 'checkpoint') return item;
  if (item.of === 'documents') {
    const names = RENAMED[item.document.kind];
    const json = names && JSON.stringify(renamed(JSON.parse(item.document.json), names[1], names[0]));
    return json === undefined ? item : { ...item, document: { ...item.document, json, v: 0 } };
  }
  const record = JSON.parse(item.record.json);
  const names = RENAMED[record.subject.split('/')[0]];
  if (!names) return item;
  const json = JSON.stringify({ ...record, v: 0, data: renamed(record.data, names[1], names[0]) });
  return { ...item, record: { ...item.record, json } };
}

/** A call that is over, one that goes on, and a webhook, as the older version left them. */
async function leftBehind(): Promise<MemoryTables> {
  const left = new MemoryTables();
  const house = await new House({ mapping: twoTenants, tables: left }).up();
  const ended = house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1001' });
  await house.world.advance(2_000);
  ended.hangup();
  const owner = house.principal('acme', 'owner');
  await house.world.finish(house.api.webhooks.create(owner, 'acme', { url: 'https://crm.example/', active: false }));
  await house.world.advance(5_000);
  house.sim.call({ routingPoint: 'main', ani: '+493023125778', dnis: '1001' });
  await house.world.advance(2_000);
  await house.stop();
  const tables = new MemoryTables();
  for (const tenant of left.tenants()) tables.importPage(tenant, left.exportAll(tenant).map(older));
  return tables;
}

describe('a store of an older version', () => {
  let house: House;
  before(async () => {
    house = await new House({ mapping: twoTenants, tables: await leftBehind(), upgrades }).start();
  });
  after(() => house.stop());

  const owner = () => house.principal('acme', 'owner');
  const done = <T>(work: Promise<T>): Promise<T> => house.world.finish(work);
  const callers = (list: readonly unknown[]) => new Set(list.map((one) => (one as Call).ani));
  const both = new Set(['+493023125777', '+493023125778']);

  it('is on the feed from its first event on, and in the snapshot, in the shape of today', async () => {
    const feed = house.listen('acme', { after: 0 });
    const snapshot = house.listen('acme', { snapshot: true });
    await house.world.advance(1_000);
    const calls = feed.events.filter(({ type }) => type.startsWith('call.'));
    expect(callers(calls.map(({ data }) => data))).to.deep.equal(both);
    expect(snapshot.frames.join()).to.contain('"ani":"+493023125778"');
    for (const { frames, subscription } of [feed, snapshot]) {
      expect(frames.join()).not.to.contain('"caller"').and.not.to.contain('"address"');
      subscription.end();
    }
  });

  it('is found by REST: a call that is over, its transaction, and what is live', async () => {
    const page = (await done(house.api.queries.calls(owner(), 'acme', { state: 'all', limit: 10 }))) as {
      items: Call[];
    };
    expect(callers(page.items)).to.deep.equal(both);
    const [over] = page.items.filter(({ ani }) => ani === '+493023125777') as [Call];
    expect(await done(house.api.queries.get(owner(), 'acme', 'call', over.id))).to.have.nested.property(
      'data.ani',
      '+493023125777',
    );
    const all = (await done(
      told((gone) => house.api.queries.transaction(owner(), 'acme', over.transaction, gone)),
    )) as { events: { data: Call }[] };
    const ofCalls = all.events.map(({ data }) => data).filter(({ id }) => id === over.id);
    expect(callers(ofCalls)).to.deep.equal(new Set(['+493023125777']));
    const webhooks = (await done(house.api.webhooks.list(owner(), 'acme'))) as { items: object[] };
    expect(webhooks.items[0]).to.include({ url: 'https://crm.example/' });
  });

  it('is in the audit and in the export of its tenant', async () => {
    const acts = (await done(
      house.api.records.audit(owner(), 'acme', { subject: 'webhook', limit: 10 } as never),
    )) as unknown as { items: { changes: { field: string }[] }[] };
    expect(acts.items[0]?.changes.map(({ field }) => field))
      .to.include('url')
      .and.not.to.include('address');
    const lines: string[] = [];
    const read = async () => {
      for await (const line of house.api.records.exportTenant(owner(), 'acme') as AsyncIterable<string>)
        lines.push(line);
    };
    await done(read());
    expect(lines.join()).to.contain('+493023125777').and.not.to.contain('"caller"');
  });

  it('is written in the shape of today from then on', async () => {
    await house.world.advance(3_000);
    const { documents } = await done(house.store.find('acme', 'call', { limit: 10 }));
    const changed = documents.filter(({ v }) => v !== 0);
    expect(changed).to.have.length(1);
    expect(changed[0]?.json).to.contain('"ani":"+493023125778"');
  });
});
