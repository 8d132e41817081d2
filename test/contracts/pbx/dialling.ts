/** We dial: every way in which that can end is an event, and it ends exactly once. */
import { expect } from 'chai';
import type { Cause } from '../../../src/ports/pbx';
import { type Group, SOON, type Test } from './subject';

const calledOff =
  (cause: Cause): Test =>
  async (on) => {
    const party = await on.ringingPhone();
    await on.ok(on.pbx.hangup(party, cause));
    expect(await on.gone(party)).to.include({ cause, by: 'local' });
    expect(on.recorder.of(party)).to.deep.equal(['ringing', 'gone']);
  };

/** Tests of a dialled party. */
export const DIALLING: Group = {
  'rings, then answers': async (on) => {
    const party = await on.dialled({ does: 'answers', afterMs: 300 });
    await on.answered(party);
    expect(on.recorder.of(party)).to.deep.equal(['ringing', 'answered']);
    expect((await on.listed(party))?.state).to.equal('up');
  },

  'is listed while it rings, with its tags and as no arrival': async (on) => {
    const party = await on.ringingPhone();
    const listed = await on.listed(party);
    expect(listed).to.include({ party, state: 'ringing' });
    expect(listed?.tags).to.deep.equal(on.tags);
    expect(listed?.routingPoint).to.equal(undefined);
  },

  'is not told as an arrival': async (on) => {
    const party = await on.answeredPhone();
    expect(on.recorder.all('arrived').map(({ snapshot }) => snapshot.party)).to.not.include(party);
  },

  'may be busy': async (on) => {
    const party = await on.dialled({ does: 'busy' });
    expect(await on.gone(party)).to.include({ cause: 'busy', by: 'remote', sipCode: 486 });
  },

  'may decline': async (on) => {
    const party = await on.dialled({ does: 'declines' });
    expect(await on.gone(party)).to.include({ cause: 'declined', by: 'remote', sipCode: 603 });
  },

  'is given up by the PBX when nobody answers in time': async (on) => {
    const party = await on.dialled({ does: 'rings' }, { ringMs: 2000 });
    await on.harness.pause(1000);
    expect(on.recorder.of(party)).to.deep.equal(['ringing']);
    expect(await on.gone(party)).to.include({ cause: 'noAnswer', by: 'pbx' });
  },

  'may be unreachable, which the command or the end of the party says': async (on) => {
    const dial = on.dialTo({ does: 'unreachable' }, { ringMs: 2000 });
    const result = await on.do(on.pbx.dial(dial));
    if (result.result === 'ok') {
      expect((await on.gone(dial.party)).cause).to.equal('unreachable');
    } else {
      expect(result).to.include({ result: 'refused', code: 'unreachable' });
      await on.harness.pause(500);
      expect(on.recorder.of(dial.party)).to.deep.equal([]);
    }
  },

  ...Object.fromEntries(
    (['cancelled', 'answeredElsewhere', 'normal'] as const).map((cause) => [
      `is called off while it rings (${cause})`,
      calledOff(cause),
    ]),
  ),

  'may be called off before the dial has answered': async (on) => {
    const dial = on.dialTo({ does: 'rings' });
    const dialling = on.pbx.dial(dial);
    const hangup = on.pbx.hangup(dial.party, 'cancelled');
    await on.do(Promise.all([dialling, hangup]));
    // The two may overtake each other: then the first hang-up found nobody.
    if ((await hangup).result === 'gone') await on.do(on.pbx.hangup(dial.party, 'cancelled'));
    expect(await on.gone(dial.party)).to.include({ cause: 'cancelled', by: 'local' });
  },

  'may hang up after it answered': async (on) => {
    const party = await on.dialled({ does: 'answers', afterMs: 100, hangupAfterMs: 500 });
    expect(await on.gone(party)).to.include({ cause: 'normal', by: 'remote' });
    expect(on.recorder.of(party)).to.deep.equal(['ringing', 'answered', 'gone']);
  },

  'is hung up by command': async (on) => {
    const party = await on.answeredPhone();
    await on.ok(on.pbx.hangup(party, 'normal'));
    expect(await on.gone(party)).to.include({ cause: 'normal', by: 'local' });
  },

  'ends by the PBX when its longest life is over': async (on) => {
    const party = await on.dialled({ does: 'answers', afterMs: 100 }, { maxMs: 2000 });
    await on.answered(party);
    expect(await on.gone(party)).to.include({ cause: 'timeLimit', by: 'pbx' });
  },

  'is refused when the id is that of a party alive, which is left alone': async (on) => {
    const party = await on.answeredPhone();
    const again = on.dialTo({ does: 'answers', afterMs: 100 }, { party });
    expect(await on.do(on.pbx.dial(again))).to.include({ result: 'refused', code: 'exists' });
    await on.harness.pause(500);
    expect(on.recorder.of(party)).to.deep.equal(['ringing', 'answered']);
    expect((await on.listed(party))?.state).to.equal('up');
  },

  'may have the id of one that is gone: to dial once is the gateway’s to see to': async (on) => {
    const party = await on.dialled({ does: 'busy' });
    await on.gone(party);
    on.recorder.reuse(party);
    await on.ok(on.pbx.dial(on.dialTo({ does: 'answers', afterMs: 100 }, { party })));
    await on.answered(party);
  },

  'does not disturb the others': async (on) => {
    const parties = await Promise.all([
      on.dialled({ does: 'busy' }),
      on.dialled({ does: 'declines' }),
      on.dialled({ does: 'answers', afterMs: 200, hangupAfterMs: 500 }),
      on.dialled({ does: 'rings' }, { ringMs: 1000 }),
    ]);
    const causes = parties.map((party) => () => on.recorder.all('gone').find((event) => event.party === party)?.cause);
    await on.harness.eventually(() => causes.every((cause) => cause()), SOON, 'all are gone');
    expect(causes.map((cause) => cause())).to.deep.equal(['busy', 'declined', 'normal', 'noAnswer']);
  },
};
