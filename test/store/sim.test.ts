/** The store of the simulation: it keeps the contract, and its faults are the ones a real store may have. */
import { expect } from 'chai';
import { seeded } from '../../connectors/simulator/random';
import type { CommitOutcome, Store } from '../../src/ports/store';
import { describeStore } from '../contracts/store';
import { batch, document, plain, range, type StoreHarness, seqs } from '../contracts/store/subject';
import { SimStore, type SimStoreOptions } from '../support/simStore';

/** Virtual time that runs as fast as it can: what is due next fires in the next turn of the event loop. */
function schedule(): SimStoreOptions['schedule'] {
  const due: { at: number; order: number; fire: () => void }[] = [];
  let [now, order] = [0, 0];
  return (delayMs, fire) => {
    order += 1;
    due.push({ at: now + delayMs, order, fire });
    due.sort((a, b) => a.at - b.at || a.order - b.order);
    setImmediate(() => {
      const next = due.shift();
      now = next?.at ?? now;
      next?.fire();
    });
  };
}

const simStore = (seed: number, said: Partial<SimStoreOptions> = {}): SimStore =>
  new SimStore({ schedule: schedule(), random: seeded(seed), ...said });

function makeHarness(): StoreHarness {
  let store = simStore(1);
  const opened = async (next: SimStore): Promise<Store> => {
    store = next;
    await store.open();
    return store;
  };
  return {
    start: () => opened(simStore(1)),
    restart: async () => {
      await store.close();
      return opened(store.crash());
    },
    away: async () => {
      store.away = true;
      return async () => {
        store.away = false;
      };
    },
    stop: () => store.close(),
  };
}

describeStore('the simulated store', makeHarness);

/** Time that a test runs by hand. */
class Hand {
  private due: { at: number; fire: () => void }[] = [];
  private now = 0;

  readonly schedule: SimStoreOptions['schedule'] = (delayMs, fire) => {
    this.due.push({ at: this.now + delayMs, fire });
  };

  /** Fires what is due within `ms` and lets the promises settle. */
  async run(ms: number): Promise<void> {
    this.now += ms;
    const ready = this.due.filter(({ at }) => at <= this.now).sort((a, b) => a.at - b.at);
    this.due = this.due.filter(({ at }) => at > this.now);
    for (const { fire } of ready) fire();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('the simulated store', () => {
  /** One life: batches of three go out, some come back, the process dies; what is left on the disk? */
  async function life(seed: number, unknown: number) {
    const hand = new Hand();
    const random = seeded(seed);
    const store = new SimStore({ schedule: hand.schedule, random, delayMs: [1, 30], unknown });
    await store.open();
    const outcomes = new Map<string, CommitOutcome>();
    for (const tenant of ['a', 'b']) {
      for (const seq of range(0, 9).map((n) => 1 + 3 * n)) {
        void store.commit([batch(tenant, seq, plain(3))]).then(([outcome]) => {
          outcomes.set(`${tenant}:${seq}`, outcome as CommitOutcome);
        });
      }
    }
    void store.checkpoint(
      'a',
      range(1, 90).map((n) => document(`ca_${n}`, n)),
      3,
    );
    await hand.run(5 + Math.floor(random() * 20));
    const next = store.crash();
    await next.open();
    const loads = Promise.all([next.load('a'), next.load('b')]);
    await hand.run(1000);
    const [a, b] = await loads;
    return { outcomes, a, b, written: { a: seqs(a.records), b: seqs(b.records) } };
  }

  it('keeps at a crash what was acknowledged, and batches whole', async () => {
    for (const seed of range(1, 40)) {
      const { outcomes, written } = await life(seed, 0.2);
      for (const [key, outcome] of outcomes) {
        const [tenant, seq] = key.split(':') as ['a' | 'b', string];
        if (outcome === 'durable') expect(written[tenant], `seed ${seed}`).to.include(Number(seq));
      }
      for (const sequence of [written.a, written.b]) {
        const whole = range(0, 9).filter((n) => sequence.includes(1 + 3 * n));
        expect(sequence, `seed ${seed}`).to.deep.equal(whole.flatMap((n) => range(1 + 3 * n, 3 + 3 * n)));
      }
    }
  });

  it('keeps sometimes all that was on its way, sometimes a part, sometimes nothing', async () => {
    const lives = await Promise.all(range(1, 40).map((seed) => life(seed, 0)));
    const kept = lives.flatMap(({ outcomes, written: { b } }) => {
      const heard = [...outcomes.keys()].filter((key) => key.startsWith('b')).length;
      return heard === 10 ? [] : [(b.length / 3 - heard) / (10 - heard)];
    });
    expect(Math.min(...kept)).to.equal(0);
    expect(Math.max(...kept)).to.equal(1);
    expect(kept.filter((share) => share > 0 && share < 1)).not.to.have.length(0);
    // Of each tenant it is always the beginning.
    for (const { written } of lives)
      for (const all of [written.a, written.b]) expect(all).to.deep.equal(range(1, all.length));
  });

  it('leaves sometimes half a checkpoint, without its mark', async () => {
    const lives = await Promise.all(range(1, 40).map((seed) => life(seed, 0)));
    const half = lives.filter(({ a }) => a.documents.length > 0 && a.documents.length < 90);
    expect(half).not.to.have.length(0);
    for (const { a } of half) expect(a.checkpointSeq).to.equal(0);
  });

  it('does the same for the same seed', async () => {
    const [one, two, other] = [await life(7, 0.2), await life(7, 0.2), await life(8, 0.2)];
    expect(two).to.deep.equal(one);
    expect(other).not.to.deep.equal(one);
  });

  it('answers unknown for batches that are there and for batches that are not', async () => {
    const store = simStore(3, { unknown: 1 });
    await store.open();
    const outcomes = await store.commit(range(1, 60).map((n) => batch(`t${n}`, 1, plain(2))));
    expect(new Set(outcomes)).to.deep.equal(new Set(['unknown']));
    await store.close();
    const after = store.crash();
    await after.open();
    expect((await after.tenants()).length).to.be.within(20, 55);
    after.unknown = 0;
    const again = await after.commit(range(1, 60).map((n) => batch(`t${n}`, 1, plain(2))));
    expect(new Set(again)).to.deep.equal(new Set(['durable']));
  });

  it('reaches nothing while it is away', async () => {
    const store = simStore(4);
    await store.open();
    store.away = true;
    const settled = await Promise.allSettled([
      store.load('a'),
      store.checkpoint('a', [], 1),
      store.find('a', 'call', { limit: 1 }),
    ]);
    expect(settled.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected', 'rejected']);
  });

  it('says nothing more once it has crashed', async () => {
    const hand = new Hand();
    const store = new SimStore({ schedule: hand.schedule, random: seeded(1) });
    await store.open();
    let heard = 0;
    const hear = () => {
      heard += 1;
    };
    store.commit([batch('a', 1, plain(1))]).then(hear, hear);
    store.crash();
    store.commit([batch('a', 2, plain(1))]).then(hear, hear);
    await hand.run(1000);
    expect(heard).to.equal(0);
  });
});
