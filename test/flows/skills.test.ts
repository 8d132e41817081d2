/** Entries ask for skills and insist on less with time (docs/queues.md): who may serve them, over commands and restarts. */
import { expect } from 'chai';
import type { Offer } from '../../src/core/offer';
import type { Entry } from '../../src/core/queue';
import { Floor, withAgents } from '../support/desks';
import { House, type Listener } from '../support/house';

const NUMBERS = ['+493023125701', '+493023125702', '+493023125703'] as const;

describe('skills', () => {
  let house: House;
  let floor: Floor;
  let feed: Listener;

  /** Carla speaks Spanish at 3, Bert at 1, Anna does not; dial 1003 for sales, 1006 for sales in Spanish. */
  const begin = async (sales: object = {}, others: object = {}) => {
    const mapping = withAgents({ wrapUpSeconds: 0, maxWaitSeconds: 600, ...sales });
    const { acme } = mapping.tenants;
    Object.assign(acme.applications, {
      spanish: {
        kind: 'treatment',
        treatments: [{ do: 'queue', queue: 'sales', skills: { required: { spanish: 2 } } }],
      },
    });
    Object.assign(acme.venues, {
      spanish: { routingPoint: 'pbx/main', match: { dnis: '1006' }, application: 'spanish' },
    });
    const { agents } = acme as unknown as { agents: Record<string, object> };
    for (const [id, change] of Object.entries({ bert: { skills: { spanish: 1 } }, ...others }))
      agents[id] = { ...agents[id], ...change };
    house = await new House({ mapping }).up();
    floor = new Floor(house);
    feed = house.listen('acme');
    for (const phone of ['PJSIP/a1', 'PJSIP/a2', 'PJSIP/a3']) house.sim.phone(phone, { answerAfterMs: 500 });
  };

  afterEach(() => house.end());

  /** A caller who waits. */
  const arrive = async (n: number, dnis = '1003') => {
    const before = floor.entries().length;
    const caller = house.sim.call({ routingPoint: 'main', ani: NUMBERS[n] as string, dnis, endpoint: 'PJSIP/carrier' });
    await house.world.waitFor(() => floor.entries().length > before);
    return caller;
  };
  const entry = (n: number) => floor.entries()[n] as Entry;
  const change = (n: number, verb: string, body: object) =>
    house.command('acme', `entry.${verb}`, entry(n).id, body) as Promise<object>;
  const speaksTo = (caller: { hearsWhom: readonly string[] }, phone: string) =>
    house.world.waitFor(() => caller.hearsWhom.join() === phone);
  const back = async () => {
    house.crash();
    await house.up();
    feed = house.listen('acme');
  };

  it('that are required keep an entry for those who have them, and nobody behind it waits for that', async () => {
    await begin();
    const spanish = await arrive(0, '1006');
    const other = await arrive(1);
    await floor.ready('bert');
    await speaksTo(other, 'PJSIP/a2');
    expect(spanish.hears).to.match(/music/);
    const [offer] = floor.offers() as [Offer];
    expect(offer.passed).to.deep.equal([
      {
        queue: 'sales',
        because: { reason: 'skill', skill: 'spanish', level: 2 },
        count: 1,
        entries: [entry(0).id],
      },
    ]);
    expect(feed.of('offer.created')[0]?.data).not.to.have.property('passed');
    await floor.ready('carla', 'desk-3');
    await speaksTo(spanish, 'PJSIP/a3');
  });

  it('that are preferred say who is asked first', async () => {
    await begin({ skills: { preferred: { spanish: 2 } } });
    await floor.ready('anna');
    await floor.ready('carla', 'desk-3');
    await speaksTo(await arrive(0), 'PJSIP/a3');
    await speaksTo(await arrive(1), 'PJSIP/a1');
  });

  it('are relaxed step by step, at the times that the entry came with, also over a restart', async () => {
    await begin({
      relax: [
        { afterSeconds: 120, drop: ['spanish'] },
        { afterSeconds: 60, lowerBy: 1 },
      ],
    });
    await floor.ready('anna');
    await floor.ready('bert');
    const caller = await arrive(0, '1006');
    const { arrivedAt, relax } = entry(0);
    expect(relax?.map(({ at }) => at - arrivedAt)).to.deep.equal([60_000, 120_000]);
    await house.world.advance(59_000);
    expect(floor.offers()).to.deep.equal([]);
    await back();
    await house.world.advance(500);
    expect(floor.offers()).to.deep.equal([]);
    await speaksTo(caller, 'PJSIP/a2');
    const relaxed = feed.of('queue.relaxed').map(({ data }) => data as Entry);
    expect(relaxed).to.have.lengthOf(1);
    expect(relaxed[0]).to.deep.include({ skills: { required: { spanish: 1 }, preferred: {} }, relaxed: 1 });
    expect(floor.offers()[0]?.createdAt).to.be.within(arrivedAt + 60_000, arrivedAt + 60_100);
  });

  it('are relaxed at once by what was missed while the gateway was away', async () => {
    await begin({
      relax: [
        { afterSeconds: 10, lowerBy: 1 },
        { afterSeconds: 20, drop: ['spanish'] },
      ],
    });
    const caller = await arrive(0, '1006');
    await floor.ready('anna');
    house.crash();
    await house.world.advance(30_000);
    await house.up();
    await speaksTo(caller, 'PJSIP/a1');
    expect(floor.offers()[0]?.agent).to.equal('anna');
  });

  it('open the queue to agents of a lower level with time', async () => {
    await begin(
      { skills: { minLevel: 10 }, relax: [{ afterSeconds: 30, minLevel: 5 }] },
      { anna: { queues: { sales: { level: 5 } } } },
    );
    await floor.ready('anna');
    const caller = await arrive(0);
    await house.world.advance(29_000);
    expect(floor.offers()).to.deep.equal([]);
    await speaksTo(caller, 'PJSIP/a1');
  });

  it('follow the attributes of a call, until a command says what is asked', async () => {
    await begin({ skills: { byAttribute: { language: { es: { required: { spanish: 3 } } } } } });
    const caller = await arrive(0);
    const { call, id } = entry(0);
    const set = (attributes: object) => house.command('acme', 'call.set_attributes', call as string, { attributes });
    await set({ language: 'es', other: 1 });
    expect(entry(0).skills).to.deep.equal({ required: { spanish: 3 }, preferred: {} });
    await set({ other: 2 });
    await set({ language: 'fr' });
    expect(entry(0)).not.to.have.property('skills');
    await set({ language: 'es' });
    await floor.ready('bert');
    expect(floor.offers()).to.deep.equal([]);
    expect(await change(0, 'set_skills', { required: { spanish: 1 } })).to.deep.include({ data: { entry: id } });
    await speaksTo(caller, 'PJSIP/a2');
    await house.world.waitFor(() => feed.of('queue.left')[0]);
    expect(feed.of('queue.entry_changed')).to.have.lengthOf(4);
    const [joined, left] = ['queue.joined', 'queue.left'].map((type) => feed.of(type)[0]?.data as Entry | undefined);
    expect(left).to.include({ arrivedAt: joined?.arrivedAt, skillsSet: true });
  });

  it('and a priority can be changed while somebody waits: it moves, and keeps its arrival', async () => {
    await begin();
    const [first, second, third] = [await arrive(0), await arrive(1), await arrive(2)];
    const { id, arrivedAt } = entry(2);
    const prioritise = (of: string, priority: number) =>
      house.command('acme', 'entry.set_priority', of, { priority }) as Promise<object>;
    expect(await prioritise(id, 5)).to.deep.include({ status: 200, data: { entry: id } });
    expect(entry(2)).to.include({ priority: 5, arrivedAt });
    await prioritise(entry(1).id, 5);
    await prioritise(entry(1).id, 0);
    await floor.ready('anna');
    await speaksTo(third, 'PJSIP/a1');
    await house.world.waitFor(() => feed.of('queue.left')[0]);
    expect(await prioritise(id, 1)).to.include({ refused: 'queue.entry_taken' });
    await floor.ready('bert');
    await speaksTo(first, 'PJSIP/a2');
    expect(second.hears).to.match(/music/);
  });

  it('make up for priority by waiting when the queue says so', async () => {
    await begin({ agingSeconds: 1 });
    const first = await arrive(0);
    await house.world.advance(11_000);
    const vip = await arrive(1, '1004');
    await floor.ready('anna');
    await speaksTo(first, 'PJSIP/a1');
    const second = await arrive(2);
    await floor.ready('bert');
    await speaksTo(vip, 'PJSIP/a2');
    expect(second.hears).to.match(/music/);
  });

  it('of an entry of another tenant are nobody’s to change', async () => {
    await begin();
    await arrive(0);
    const { id } = entry(0);
    expect(await house.command('globex', 'entry.set_priority', id, { priority: 9 })).to.include({
      refused: 'resource.not_found',
    });
    expect(entry(0).priority).to.equal(0);
  });
});
