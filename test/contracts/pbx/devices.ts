/** The state of phones, told to who has asked for it. */
import { expect } from 'chai';
import type { OwnCall } from './harness';
import { type Group, SOON, type Subject } from './subject';

/** The states that were told of a phone. */
const states = (on: Subject, endpoint: string): string[] =>
  on.recorder
    .all('deviceChanged')
    .filter((event) => event.endpoint === endpoint)
    .map(({ state }) => state);

/** Tests of a phone. */
export const DEVICES: Group = {
  'shows how it goes on with a call': async (on) => {
    const dial = on.dialWatched({ does: 'answers', afterMs: 500, hangupAfterMs: 500 });
    expect(await on.ok(on.pbx.device(dial.to))).to.equal('idle');
    await on.ok(on.pbx.dial(dial));
    await on.gone(dial.party);
    await on.harness.eventually(() => states(on, dial.to).at(-1) === 'idle', SOON, 'the phone is idle again');
    expect(states(on, dial.to)).to.deep.equal(['ringing', 'busy', 'idle']);
  },

  'that nobody has asked about is not told': async (on) => {
    const dial = on.dialWatched({ does: 'busy' });
    await on.ok(on.pbx.dial(dial));
    await on.gone(dial.party);
    expect(states(on, dial.to)).to.deep.equal([]);
  },

  'that is not registered is unavailable': async (on) => {
    const endpoint = on.dialWatched({ does: 'unreachable' }).to;
    expect(await on.ok(on.pbx.device(endpoint))).to.equal('unavailable');
  },

  'tells after a resync what changed while nobody could': async (on) => {
    const dial = on.dialWatched({ does: 'answers', afterMs: 100, hangupAfterMs: 1500 });
    await on.ok(on.pbx.device(dial.to));
    await on.ok(on.pbx.dial(dial));
    await on.harness.eventually(() => states(on, dial.to).at(-1) === 'busy', SOON, 'the phone is busy');
    await on.harness.cutLink();
    await on.link('connecting');
    await on.harness.pause(2000);
    await on.harness.restoreLink();
    await on.link('live');
    await on.harness.eventually(() => states(on, dial.to).at(-1) === 'idle', SOON, 'the phone is idle again');
  },

  'that is observed tells of calls that are none of ours, each step once, and what there is when asked': async (
    on,
    skip,
  ) => {
    const [call, told] = [await ownCall(on, skip), since(on)];
    const there = await on.ok(on.pbx.observe([call.from, call.to]));
    expect(there.filter(({ endpoint }) => endpoint === call.to)).to.have.length(1);
    await call.answer();
    await on.harness.eventually(() => told.ups().length === 2, SOON, 'both are up');
    const again = await on.ok(on.pbx.observe([call.from, call.to]));
    const shown = again.map(({ endpoint, direction, state }) => `${endpoint} ${direction} ${state}`);
    expect(shown.sort()).to.deep.equal([`${call.from} out up`, `${call.to} in up`].sort());
    expect(again.find(({ endpoint }) => endpoint === call.from)?.number).to.equal(call.number);
    await call.hangup();
    await on.harness.eventually(() => told.ends().length === 2, SOON, 'both are over');
    expect(await on.ok(on.pbx.observe([call.from, call.to]))).to.deep.equal([]);
    expect([told.ups().length, told.ends().length]).to.deep.equal([2, 2]);
  },

  'that is observed by a pattern rings and is answered; one that is observed no more is silent': async (on, skip) => {
    expect(await on.ok(on.pbx.observe(['PJSIP/a60*']))).to.deep.equal([]);
    const told = since(on);
    const call = await ownCall(on, skip);
    const rings = () => told.calls().find(({ endpoint }) => endpoint === call.to);
    await on.harness.eventually(rings, SOON, 'it rings');
    expect(rings()).to.include({ direction: 'in', state: 'ringing' });
    await call.answer();
    await on.harness.eventually(() => told.ups().length === 2, SOON, 'both are up');
    await on.ok(on.pbx.observe([]));
    await call.hangup();
    const silent = since(on);
    await (await ownCall(on, skip)).hangup();
    expect([told.ends(), silent.calls()]).to.deep.equal([[], []]);
  },

  'that is observed tells nothing of calls that are ours': async (on) => {
    if (!on.pbx.abilities().has('observe')) return;
    const dial = on.dialWatched({ does: 'answers', afterMs: 100, hangupAfterMs: 300 });
    await on.ok(on.pbx.observe([dial.to]));
    const told = since(on);
    await on.ok(on.pbx.dial(dial));
    await on.gone(dial.party);
    expect([...told.calls(), ...told.ends()]).to.deep.equal([]);
  },
};

const ownCall = (on: Subject, skip: () => never): Promise<OwnCall> => {
  if (!on.pbx.abilities().has('observe')) return skip();
  return on.do(on.harness.ownCall?.() ?? Promise.reject(new Error('the harness has no phones that call each other')));
};

/** What is told of calls of phones from now on. */
function since(on: Subject) {
  const [calls, ends] = [on.recorder.all('phoneCall').length, on.recorder.all('phoneCallEnded').length];
  const told = () =>
    on.recorder
      .all('phoneCall')
      .slice(calls)
      .map(({ call }) => call);
  return {
    calls: told,
    ups: () => told().filter(({ state }) => state === 'up'),
    ends: () => on.recorder.all('phoneCallEnded').slice(ends),
  };
}
