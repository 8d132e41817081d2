/** The state of phones, told to who has asked for it. */
import { expect } from 'chai';
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
};
