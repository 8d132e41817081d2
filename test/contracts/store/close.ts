/** Closing: what was asked for before is answered, what is asked for after is refused. */
import { expect } from 'chai';
import { batch, type Group, plain, range } from './subject';

/** Tests of `close`. */
export const CLOSE: Group = {
  'waits for what is in flight': async (on) => {
    const harness = on.fresh();
    const store = await harness.start();
    const batches = range(1, 40).map((n) => batch(`tenant-${n}`, 1, plain(50)));
    const commits = batches.map((one) => store.commit([one]));
    await Promise.all([store.close(), store.close()]);
    expect((await Promise.all(commits)).flat()).to.deep.equal(batches.map(() => 'durable'));
    const again = await harness.restart();
    const loaded = await Promise.all(batches.map(({ tenant }) => again.load(tenant)));
    expect(loaded.map(({ lastSeq }) => lastSeq)).to.deep.equal(batches.map(() => 50));
    await harness.stop();
  },

  'refuses everything afterwards': async (on) => {
    const harness = on.fresh();
    const store = await harness.start();
    await store.close();
    const late = [store.commit([batch('t', 1, plain(1))]), store.load('t'), store.checkpoint('t', [], 1)];
    const settled = await Promise.allSettled(late);
    expect(settled.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected', 'rejected']);
    await harness.stop();
  },
};
