/** Lists of what has ended have everything that was answered or told, also before it is a document. */
import { expect } from 'chai';
import { isRefusal } from '../../src/core/errors';
import { fromCursor, toCursor } from '../../src/ports/paging';
import type { Document, FindQuery, Found } from '../../src/ports/store';
import type { Page } from '../../src/services/api';
import { storedPage } from '../../src/services/storedPage';
import { Floor, withAgents } from '../support/desks';
import { House } from '../support/house';

describe('lists of what has ended', () => {
  it('have offers, calls, callbacks and who was served as soon as that is told', async () => {
    const mapping = withAgents({ maxWaitSeconds: 600, wrapUpSeconds: 0, callback: { venue: 'support' } });
    const house = await new House({ mapping }).up();
    const floor = new Floor(house);
    const feed = house.listen('acme');
    const asked = house.principal('acme', 'supervisor');
    const ids = async (list: (query: { state: 'ended' | 'all'; limit: number }) => Promise<unknown>) => {
      const pages = [await list({ state: 'ended', limit: 50 }), await list({ state: 'all', limit: 50 })] as Page[];
      return pages.map(({ items }) => (items as { id: string; state: string }[]).map(({ id }) => id));
    };
    const told = async (type: string): Promise<string> => {
      const { data } = await house.world.waitFor(() => feed.of(type)[0], 600_000, type);
      return (data as { id: string }).id;
    };
    house.sim.phone('PJSIP/a1', { answerAfterMs: 5_000, hangupAfterMs: 60_000 });
    const caller = house.sim.call({
      routingPoint: 'main',
      ani: '+493023125701',
      dnis: '1003',
      endpoint: 'PJSIP/carrier',
    });
    await floor.ready('anna');
    const ringing = await told('offer.created');
    const offers = () => ids((query) => house.world.finish(house.api.offers.list(asked, 'acme', query)));
    expect(await offers(), 'as it rings').to.deep.equal([[], [ringing]]);
    const accepted = await told('offer.accepted');
    expect(await offers()).to.deep.equal([[accepted], [accepted]]);
    const served = await house.world.finish(house.api.reports.fairness(asked, 'acme', 'sales', { limit: 50 }));
    expect((served as Page).items).to.have.length(1);
    caller.hangup();
    const cleared = await told('call.cleared');
    const calls = () => ids((query) => house.world.finish(house.api.queries.calls(asked, 'acme', query)));
    expect(await calls()).to.deep.equal([[cleared], [cleared]]);
    const body = { queue: 'sales', to: { number: '+493023125702' } };
    const reply = await house.command('acme', 'callback.request', undefined, body);
    const { callback: id } = (reply as { data: { callback: string } }).data;
    await house.command('acme', 'callback.cancel', id, {});
    const callbacks = () => ids((query) => house.world.finish(house.api.callbacks.list(asked, 'acme', query)));
    expect(await callbacks()).to.deep.equal([[id], [id]]);
    await house.end();
  });

  it('are, page by page, as if everything were written: newest first, each once, in its newest state', async () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = drawn(seed);
      const written = documents(random, 12);
      const newer = documents(random, 6);
      const all = new Map([...written, ...newer].map((one) => [one.id, one]));
      const query = {
        limit: 1 + random(4),
        ...(random(2) === 0 && { ended: random(2) === 0 }),
        ...(random(2) === 0 && { keys: { agent: `a${random(2)}` } }),
        ...(random(3) === 0 && { from: random(5), before: 5 + random(5) }),
      };
      const wanted = find([...all.values()], { ...query, limit: 200 }).documents.map(({ id, seq }) => [id, seq]);
      expect(await pages(written, newer, query), `seed ${seed}`).to.deep.equal(wanted);
    }
  });
});

/** A number below a limit, by a seed. */
const drawn = (seed: number) => {
  let state = seed * 7919;
  return (below: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
};

const documents = (random: (below: number) => number, count: number): Document[] => {
  const made = Array.from({ length: count }, (_, n) => {
    const id = `of_${random(20)}`;
    const at = { id, kind: 'offer', seq: n, ended: random(2) === 0, time: Number(id.slice(3)) >> 1 };
    return { ...at, keys: { agent: `a${random(2)}` }, json: JSON.stringify([id, n]) };
  });
  return [...new Map(made.map((one) => [one.id, one])).values()];
};

/** As the port of the store has it, in the plainest way. */
function find(of: readonly Document[], { keys = {}, ended, from = 0, before = 99, limit, cursor }: FindQuery): Found {
  const after = cursor === undefined ? { time: 100, id: '' } : fromCursor(cursor);
  const fitting = of
    .filter((one) => ended === undefined || one.ended === ended)
    .filter((one) => Object.entries(keys).every(([key, value]) => one.keys[key] === value))
    .filter(({ time }) => time >= from && time < before)
    .filter(({ time, id }) => time < after.time || (time === after.time && id < after.id))
    .sort((a, b) => b.time - a.time || (a.id < b.id ? 1 : -1));
  const page = fitting.slice(0, limit);
  return { documents: page, ...(fitting.length > limit && { next: toCursor(page.at(-1) as Document) }) };
}

async function pages(written: Document[], newer: Document[], query: FindQuery): Promise<unknown[]> {
  const store = { find: async (_: string, __: string, asked: FindQuery) => find(written, asked) };
  const partitions = { get: () => undefined, durable: async () => {}, unwritten: () => newer };
  const items: unknown[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await storedPage({ store, partitions }, 'acme', 'offer', { ...query, ...(cursor && { cursor }) });
    if (isRefusal(page)) throw new Error(page.refused);
    items.push(...page.items);
    if (page.next === undefined) return items;
    cursor = page.next;
  }
}
