/** The fence is the journal (design §4): a process that another one has replaced finds out at its next commit, and does nothing more. */
import { expect } from 'chai';
import type { Call } from '../../src/core/call';
import { isRefusal } from '../../src/core/errors';
import { House, type Listener } from '../support/house';
import { MemoryTables } from '../support/memoryTables';
import { twoTenants } from '../support/twoTenants';

describe('a tenant that another process has taken over', () => {
  let house: House;
  let tables: MemoryTables;
  let program: Listener;

  beforeEach(async () => {
    tables = new MemoryTables();
    house = await new House({ mapping: twoTenants, tables }).up();
    program = await house.attach('acme', 'hotline');
  });

  afterEach(() => house.end());

  const customer = (dnis: string) =>
    house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis, endpoint: 'PJSIP/carrier' });
  const offered = async (listener: Listener) =>
    (await house.world.waitFor(() => listener.of('call.offered')[0])).data as Call;
  const route = (id: string) => {
    const treatments = [{ do: 'connect', to: { endpoint: 'PJSIP/a1' } }];
    return house.command('acme', 'call.route', id, { treatments }, program);
  };

  /** The other process begins its tenure, as the store sees it. */
  const takeOver = () => {
    const { lastSeq, lastTerm } = tables.load('acme');
    const [seq, term] = [lastSeq + 1, lastTerm + 1];
    const data = { id: 'acme', term, node: 'other', acquiredAt: house.world.clock.now() };
    const record = {
      seq,
      commit: seq,
      v: 1,
      type: 'tenant.acquired',
      time: 0,
      subject: 'tenure/acme',
      actor: 'system',
      data,
    };
    const stored = { seq, type: record.type, time: 0, json: JSON.stringify(record) };
    expect(tables.write({ tenant: 'acme', term, firstSeq: seq, records: [stored] })).to.equal('durable');
  };

  it('is decided for no more: the command is refused, the feed ends, nobody is dialled', async () => {
    const phone = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    const person = customer('1000');
    const { id } = await offered(program);
    takeOver();
    expect(await route(id)).to.include({ refused: 'tenant.gone' });
    expect(program.closed?.code).to.equal(4410);
    expect(await route(id)).to.satisfy(isRefusal);
    await house.world.advance(60_000);
    expect(phone.calls).to.have.lengthOf(0);
    expect(tables.load('acme').lastTerm).to.equal(2);
    expect(house.signalbox.counts()).to.deep.include({
      deadlines: 0,
      parties: 0,
      waiters: 0,
      after: 0,
      uncommitted: 0,
    });
    person.hangup();
  });

  it('leaves the other tenants as they were', async () => {
    customer('1000');
    const { id } = await offered(program);
    takeOver();
    await route(id);
    const other = await house.attach('globex', 'hotline');
    customer('2000');
    const call = await offered(other);
    const reject = { treatments: [{ do: 'reject', cause: 'busy' }] };
    expect(await house.command('globex', 'call.route', call.id, reject, other)).to.include({ status: 200 });
    expect(other.closed).to.equal(undefined);
  });

  it('answers an attachment like a command', async () => {
    takeOver();
    const reply = await house.world.finish(
      program.subscription.attach('hotline', 'claim').catch((error: unknown) => error),
    );
    expect(reply).to.include({ refused: 'tenant.gone' });
  });

  it('is loaded again when a batch of the tenure before arrives behind what was read', async () => {
    customer('1000');
    await offered(program);
    await house.world.advance(20);
    house.crash('all');
    const { load } = tables;
    let reads = 0;
    tables.load = function (this: MemoryTables, tenant) {
      const loaded = load.call(this, tenant);
      if (tenant !== 'acme' || ++reads > 1) return loaded;
      expect(loaded.records).not.to.have.length(0);
      return { ...loaded, records: loaded.records.slice(0, -1), lastSeq: loaded.lastSeq - 1 };
    };
    const before = load.call(tables, 'acme').lastSeq;
    await house.up();
    expect(reads).to.equal(2);
    const { lastTerm } = load.call(tables, 'acme');
    expect(lastTerm).to.equal(2);
    const [next] = tables.history('acme', { after: before }, {}, 1);
    expect(next).to.include({ type: 'tenant.acquired', seq: before + 1 });
  });
});
