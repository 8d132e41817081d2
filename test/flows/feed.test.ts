/** What a subscriber can rely on (design §8): in order, nothing missing, nothing twice, nothing of others. */
import { expect } from 'chai';
import { House, type Listener } from '../support/house';
import { twoTenants } from '../support/twoTenants';

const sequences = (listener: Listener): number[] =>
  listener.events.map((event) => event.sequence).filter((sequence): sequence is number => sequence !== undefined);

describe('a feed', () => {
  let house: House;

  beforeEach(async () => {
    house = await new House({ mapping: twoTenants }).up();
  });

  afterEach(() => house.end());

  const echo = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1002' });
    await house.world.advance(5_000);
  };
  const caughtUp = (listener: Listener) => house.world.waitFor(() => listener.of('stream.position')[0]);

  it('is told a thousand subscribers in slices: others get their turn, and each hears all of it in order', async () => {
    const listeners = Array.from({ length: 1_000 }, () => house.listen('acme', {}, 'admin'));
    for (const listener of listeners) await caughtUp(listener);
    let [told, most, turns] = [0, 0, 0];
    for (const listener of listeners) {
      const send = listener.send.bind(listener);
      listener.send = (text) => {
        told += 1;
        send(text);
      };
    }
    for (let i = 0; i < 20; i++) house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1002' });
    const last = listeners.at(-1) as Listener;
    // Looked at after each turn.
    await house.world.waitFor(() => {
      most = Math.max(most, told);
      if (told > 0) turns += 1;
      told = 0;
      return last.of('call.cleared').length === 20;
    });
    expect(turns).to.be.greaterThan(20);
    expect(most).to.be.within(500, 1_000);
    await echo(1);
    for (const listener of listeners) {
      const heard = sequences(listener);
      expect(heard).to.deep.equal(Array.from(heard, (_, i) => (heard[0] ?? 0) + i));
      expect(listener.of('call.cleared')).to.have.lengthOf(21);
    }
  });

  it('resumes after the last sequence without a gap and without a repetition', async () => {
    const first = house.listen('acme', { after: 0 });
    await echo(3);
    first.subscription.end();
    await echo(3);
    const last = sequences(first).at(-1) ?? 0;
    const second = house.listen('acme', { after: last });
    await echo(2);
    const all = [...sequences(first), ...sequences(second)];
    expect(all).to.deep.equal(Array.from({ length: all.length }, (_, i) => i + 1));
    expect(second.of('call.cleared')).to.have.lengthOf(5);
  });

  it('keeps its order and completeness through a filter, and tells the position', async () => {
    const whole = house.listen('acme', { after: 0 });
    await echo(3);
    const filtered = house.listen('acme', { after: 0, types: ['call.cleared', 'application.*'] });
    await caughtUp(filtered);
    const expected = whole.events.filter((event) => event.type === 'call.cleared').map((event) => event.sequence);
    expect(sequences(filtered)).to.deep.equal(expected);
    expect(filtered.of('stream.position')[0]?.data).to.deep.equal({ sequence: sequences(whole).at(-1) });
    const venue = house.listen('acme', { after: 0, venues: ['hotline'] });
    await caughtUp(venue);
    expect(sequences(venue)).to.deep.equal([]);
  });

  it('misses nothing that becomes durable while it goes over from the past to now', async () => {
    const { store } = house;
    const [commit, history] = [store.commit.bind(store), store.history.bind(store)];
    for (let turns = 0; turns < 12; turns++) {
      await echo(1);
      let answer: () => void = () => {};
      // The answers to a read and to a commit come together, the commit so many turns later.
      store.history = async (...asked) => {
        const page = await history(...asked);
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
        return page;
      };
      store.commit = async (batches) => {
        const outcome = await commit(batches);
        answer();
        for (let turn = 0; turn < turns; turn++) await undefined;
        return outcome;
      };
      const listener = house.listen('acme', { after: 0 });
      await house.world.advance(100);
      await echo(1);
      Object.assign(store, { commit, history });
      await echo(1);
      const seen = sequences(listener);
      expect(seen, `${turns} turns`).to.deep.equal(Array.from({ length: seen.length }, (_, i) => i + 1));
      listener.subscription.end();
    }
  });

  it('begins with a snapshot of what is live when asked to', async () => {
    house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1001' });
    await house.world.advance(1_000);
    const listener = house.listen('acme', { snapshot: true });
    await caughtUp(listener);
    const frames = listener.frames.map((frame) => JSON.parse(frame)).filter((frame) => frame.type === 'snapshot');
    expect(frames.at(-1).data.last).to.equal(true);
    const items = frames.flatMap((frame) => frame.data.items);
    expect(items.map((item: { subject: string }) => item.subject.split('/')[0])).to.deep.equal(['call']);
    expect(items[0].data).to.include({ dnis: '1001', venue: 'menu' });
  });

  it('tells what happened since the sequence, too, when a snapshot is wanted with it', async () => {
    const first = house.listen('acme');
    await caughtUp(first);
    await echo(2);
    first.subscription.end();
    const last = sequences(first).at(-1) ?? 0;
    await echo(3);
    house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1001' });
    await house.world.advance(1_000);
    const [plain, both] = [{ after: last }, { after: last, snapshot: true }].map((hello) =>
      house.listen('acme', hello),
    );
    await caughtUp(plain as Listener);
    await caughtUp(both as Listener);
    expect(plain?.of('call.cleared')).to.have.lengthOf(3);
    expect(sequences(both as Listener)).to.deep.equal(sequences(plain as Listener));
    const types = both?.frames.map((frame) => JSON.parse(frame).type) ?? [];
    expect(types.slice(0, 2)).to.deep.equal(['welcome', 'snapshot']);
  });

  it('says that the journal does not reach back, and goes on with a snapshot', async () => {
    await echo(3);
    await house.world.advance(5_000);
    const pruned = await house.world.finish(house.store.prune('acme', house.clock.now()));
    expect(pruned).to.be.greaterThan(0);
    const oldest = await house.world.finish(house.store.oldest('acme'));
    for (const hello of [{ after: 1 }, { after: 1, snapshot: true }]) {
      const listener = house.listen('acme', hello);
      await caughtUp(listener);
      expect(listener.of('stream.truncated').map(({ data }) => data)).to.deep.equal([{ oldest }]);
      const types = listener.frames.map((frame) => JSON.parse(frame).type);
      expect(types).to.deep.equal(['welcome', 'stream.truncated', 'snapshot', 'stream.position']);
    }
  });

  it('says that a sequence is none of its journal, as after an older backup was restored, and goes on from what is', async () => {
    await echo(2);
    for (const hello of [{ after: 1_000_000 }, { after: 1_000_000, snapshot: true }]) {
      const listener = house.listen('acme', hello);
      await caughtUp(listener);
      const types = listener.frames.map((frame) => JSON.parse(frame).type);
      expect(types).to.deep.equal(['welcome', 'stream.truncated', 'snapshot', 'stream.position']);
      expect(listener.of('stream.truncated')[0]?.data).to.deep.equal({ oldest: 1 });
      const { durableSeq } = JSON.parse(listener.frames[0] as string).data;
      expect(listener.of('stream.position')[0]?.data).to.deep.equal({ sequence: durableSeq });
      await echo(1);
      expect(listener.of('call.cleared')).to.have.lengthOf(1);
    }
    const last = house.listen('acme', { after: house.signalbox.partitions.durableSeq('acme') });
    await caughtUp(last);
    expect(last.of('stream.truncated')).to.deep.equal([]);
  });

  it('leaves out nothing in silence when the journal is pruned while it is read', async () => {
    await echo(3);
    await house.world.advance(5_000);
    const { store } = house;
    const history = store.history.bind(store);
    let pruned = 0;
    store.history = async (...wanted) => {
      store.history = history;
      pruned = await store.prune('acme', house.clock.now());
      return history(...wanted);
    };
    const listener = house.listen('acme', { after: 1 });
    await caughtUp(listener);
    expect(pruned).to.be.greaterThan(1);
    const oldest = await house.world.finish(store.oldest('acme'));
    expect(listener.of('stream.truncated').map(({ data }) => data)).to.deep.equal([{ oldest }]);
    expect(listener.frames.some((frame) => JSON.parse(frame).type === 'snapshot')).to.equal(true);
  });

  it('cuts a reader that is too far behind, who then resumes', async () => {
    const slow = house.listen('acme');
    await caughtUp(slow);
    slow.backlog = 1_048_577;
    await echo(1);
    expect(slow.closed?.code).to.equal(4429);
    const resumed = house.listen('acme', { after: sequences(slow).at(-1) ?? 0 });
    await caughtUp(resumed);
    expect(resumed.of('call.cleared').length + slow.of('call.cleared').length).to.equal(1);
  });

  it('tells nothing that is not on disk', async () => {
    const listener = house.listen('acme');
    await caughtUp(listener);
    house.store.away = true;
    await echo(2);
    expect(sequences(listener)).to.deep.equal([]);
    house.store.away = false;
    await house.world.advance(10_000);
    expect(listener.of('call.cleared')).to.have.lengthOf(2);
  });

  it('is refused to a key of another tenant, whether the tenant exists or not', () => {
    const subscribe = (tenant: string) => house.api.feeds.subscribe(house.principal('globex'), tenant, {}, {} as never);
    expect(subscribe('acme')).to.deep.equal(subscribe('no-such-tenant'));
    expect(subscribe('acme')).to.include({ refused: 'auth.forbidden' });
  });
});
