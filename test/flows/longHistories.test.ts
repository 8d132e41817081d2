/** Transactions with more events than fit into memory at once: read page by page, in turn with others, a few at a time. */
import { expect } from 'chai';
import type { Call } from '../../src/core/call';
import { isRefusal, type Refusal } from '../../src/core/errors';
import type { Story } from '../../src/services/api';
import { House, type Listener } from '../support/house';
import { told } from '../support/told';
import { twoTenants } from '../support/twoTenants';

/** Events of 7 kB: three pages of an eighth of a megabyte. */
const CHANGES = 50;

interface Told {
  readonly attributes: unknown;
  readonly calls: readonly unknown[];
  readonly events: readonly { readonly sequence: number }[];
}

describe('a long history', () => {
  let house: House;
  let program: Listener;
  let call: Call;
  let pages: number[];

  beforeEach(async () => {
    house = await new House({ mapping: twoTenants }).up();
    program = await house.attach('acme', 'hotline');
    house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1000' });
    call = (await house.world.waitFor(() => program.of('call.offered')[0])).data as Call;
    for (let n = 1; n <= CHANGES; n += 1)
      await house.command('acme', 'transaction.set_attributes', call.transaction, {
        attributes: { n, note: 'x'.repeat(7_000) },
      });
    pages = [];
    const history = house.store.history.bind(house.store);
    house.store.history = async (...asked) => {
      const page = await history(...asked);
      pages.push(JSON.stringify(page).length);
      return page;
    };
  });

  afterEach(() => house.end());

  const ask = (gone: AbortSignal): Promise<Story | Refusal> =>
    house.api.queries.transaction(house.principal('acme'), 'acme', call.transaction, gone);

  it('is told whole and in order, and no more than a page of it is read at once', async () => {
    const { attributes, calls, events } = (await house.world.finish(told<Told>(ask))) as Told;
    const expected = program.events.filter(({ transactionid }) => transactionid === call.transaction);
    expect(events.map(({ sequence }) => sequence)).to.deep.equal(expected.map(({ sequence }) => sequence));
    expect(attributes).to.have.property('n', CHANGES);
    expect(calls).to.have.lengthOf(1);
    expect(pages.length).to.be.greaterThan(5);
    expect(Math.max(...pages)).to.be.lessThan(150_000);
  });

  it('is read four times at once in a tenant; more are told to come again, until one has gone', async () => {
    const readers = Array.from({ length: 5 }, () => new AbortController());
    const found: (Story | Refusal)[] = [];
    for (const { signal } of readers) found.push(await house.world.finish(ask(signal)));
    expect(found.map((one) => isRefusal(one) && one.refused)).to.deep.equal([
      false,
      false,
      false,
      false,
      'quota.exceeded',
    ]);
    expect(found.at(-1)).to.have.nested.property('facts.retryAfter', 1);
    readers[0]?.abort();
    expect(isRefusal(await house.world.finish(ask(new AbortController().signal)))).to.equal(false);
  });

  it('is not read on when nobody waits for it any more', async () => {
    const reader = new AbortController();
    const { events } = (await house.world.finish(ask(reader.signal))) as Story;
    reader.abort();
    const read = pages.length;
    const rest = house.world.finish(told(async () => ({ head: {}, events })));
    expect(await rest).to.deep.equal({ events: [] });
    expect(pages).to.have.lengthOf(read);
  });

  it('leaves out what happens while it is told, as its calls do', async () => {
    const { events } = (await house.world.finish(ask(new AbortController().signal))) as Story;
    const until = program.events.at(-1)?.sequence ?? 0;
    await house.command('acme', 'transaction.set_attributes', call.transaction, { attributes: { late: true } });
    const { events: all } = (await house.world.finish(told<Told>(async () => ({ head: {}, events })))) as Told;
    expect(all.at(-1)?.sequence).to.equal(until);
  });
});
