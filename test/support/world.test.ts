/** The world of the tests itself: order, time, promises, and that a seed decides everything. */
import { expect } from 'chai';
import { World } from './world';

/** The order in which ten things of the same moment happen. */
async function orderOf(seed: number): Promise<string> {
  const world = new World(seed);
  const seen: number[] = [];
  for (let n = 0; n < 10; n += 1) world.clock.after(5, () => seen.push(n));
  await world.advance(5);
  return seen.join();
}

describe('a world', () => {
  it('runs things in the order of their time', async () => {
    const world = new World();
    const seen: number[] = [];
    for (const ms of [30, 10, 20, 0]) world.clock.after(ms, () => seen.push(world.elapsed));
    await world.advance(25);
    expect(seen).to.deep.equal([0, 10, 20]);
    await world.advance(5);
    expect(seen).to.deep.equal([0, 10, 20, 30]);
  });

  it('lets the seed order what happens at the same moment', async () => {
    expect(await orderOf(1)).to.equal(await orderOf(1));
    const orders = new Set(await Promise.all([1, 2, 3, 4].map(orderOf)));
    expect(orders.size).to.equal(4);
  });

  it('lets promises settle before the next thing', async () => {
    const world = new World();
    const seen: string[] = [];
    const chain = async (): Promise<void> => {
      for (let n = 0; n < 50; n += 1) await Promise.resolve();
      seen.push('settled');
    };
    world.clock.after(1, () => void chain());
    world.clock.after(2, () => seen.push('next'));
    await world.advance(2);
    expect(seen).to.deep.equal(['settled', 'next']);
  });

  it('stands still for work on the real machine', async () => {
    const world = new World();
    const seen: string[] = [];
    world.clock.after(1, () => {
      void world
        .real(new Promise((resolve) => setImmediate(() => setImmediate(resolve))))
        .then(() => seen.push('real'));
    });
    world.clock.after(2, () => seen.push('next'));
    await world.advance(2);
    expect(seen).to.deep.equal(['real', 'next']);
  });

  it('does not fire what was cancelled, and does not mind a second cancel', async () => {
    const world = new World();
    const seen: string[] = [];
    const cancel = world.clock.after(5, () => seen.push('cancelled'));
    const fired = world.clock.after(1, () => seen.push('fired'));
    await world.advance(2);
    cancel();
    cancel();
    fired();
    await world.advance(10);
    expect(seen).to.deep.equal(['fired']);
    expect(world.queue.size).to.equal(0);
  });

  it('waits for what comes, and fails with the trace when it does not', async () => {
    const world = new World();
    world.clock.after(700, () => world.trace.write('it came'));
    await world.waitFor(() => world.trace.lines.length > 0);
    expect(world.elapsed).to.equal(700);
    const failed = await world.waitFor(() => false, 1000, 'something else').catch((error: Error) => error.message);
    expect(failed).to.contain('not within 1000 ms: something else (seed 1)').and.to.contain('0.700  it came');
    expect(world.elapsed).to.equal(1700);
  });

  it('finishes a promise that needs time, and hands on its error', async () => {
    const world = new World();
    const late = new Promise<string>((resolve) => world.clock.after(500, () => resolve('done')));
    expect(await world.finish(late)).to.equal('done');
    const failed = await world.finish(Promise.reject(new Error('no'))).catch((error: Error) => error.message);
    expect(failed).to.equal('no');
  });

  it('takes away the timers of a process that was killed, and no others', async () => {
    const world = new World();
    const seen: string[] = [];
    const process = world.newClock();
    process.after(5, () => seen.push('dead'));
    world.clock.after(5, () => seen.push('alive'));
    process.kill();
    process.after(5, () => seen.push('undead'));
    await world.advance(10);
    expect(seen).to.deep.equal(['alive']);
    expect(process.timers).to.equal(0);
  });

  it('can set a wall clock without touching monotonic time', async () => {
    const world = new World();
    const clock = world.newClock();
    const before = clock.now();
    clock.shiftWall(-3_600_000);
    await world.advance(1000);
    expect([clock.now() - before, clock.monotonic()]).to.deep.equal([1000 - 3_600_000, 1000]);
  });

  it('makes ids that sort by their making and look like real ones', () => {
    const world = new World();
    const ids = Array.from({ length: 100 }, () => world.ids.fresh());
    expect(new Set(ids).size).to.equal(100);
    expect([...ids].sort()).to.deep.equal(ids);
    for (const id of ids) expect(id).to.match(/^[0-9a-f]{12}7[0-9a-f]{3}8[0-9a-f]{15}$/);
    expect(world.ids.derive('a', 'bc'))
      .to.match(/^[0-9a-f]{32}$/)
      .and.to.not.equal(world.ids.derive('ab', 'c'));
    expect(Buffer.from(world.ids.secret(32), 'base64url').length).to.equal(32);
  });

  it('hashes its trace', () => {
    const [one, two] = [new World(), new World()];
    one.trace.write('a');
    expect(one.trace.hash()).to.not.equal(two.trace.hash());
    two.trace.write('a');
    expect(one.trace.hash()).to.equal(two.trace.hash());
  });
});
