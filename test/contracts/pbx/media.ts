/** Plays and hold music: a job that was accepted ends exactly once, and says how. */
import { expect } from 'chai';
import type { Audible } from '../../../src/core/media';
import type { Target } from '../../../src/ports/pbx';
import type { Group, Subject } from './subject';

const SHORT: readonly Audible[] = [{ play: 'silence', ms: 1000 }];
const ENDLESS: readonly Audible[] = [{ play: 'silence', ms: 60_000 }];

/** Starts a play that the PBX must accept. */
async function play(on: Subject, target: Target, media: readonly Audible[], loop = false): Promise<string> {
  const job = on.harness.ids.fresh();
  await on.ok(on.pbx.play({ target, job, media, loop }));
  return job;
}

/** Tests of media. */
export const MEDIA: Group = {
  'ends as done when it has been played': async (on) => {
    const { party } = await on.caller();
    const job = await play(on, { party }, SHORT);
    const { outcome, durationMs = 1000 } = await on.jobEnded(job);
    expect(outcome).to.equal('done');
    expect(durationMs).to.be.within(500, 3000);
  },

  'speaks digits, numbers and times, and beeps': async (on) => {
    const { party } = await on.caller();
    const media: Audible[] = [
      { play: 'digits', digits: '4*7' },
      { play: 'number', number: 17 },
      { play: 'time', at: 1_767_603_600_000, zone: 'Europe/Berlin' },
      { play: 'tone', tone: 'beep' },
    ];
    const job = await play(on, { party }, media);
    expect((await on.jobEnded(job, 30_000)).outcome).to.equal('done');
  },

  'is stopped by command': async (on) => {
    const { party } = await on.caller();
    const job = await play(on, { party }, ENDLESS);
    await on.ok(on.pbx.stopJob(job));
    expect((await on.jobEnded(job)).outcome).to.equal('stopped');
  },

  'is stopped once: a job that has ended is gone': async (on) => {
    const { party } = await on.caller();
    const job = await play(on, { party }, ENDLESS);
    await on.ok(on.pbx.stopJob(job));
    await on.jobEnded(job);
    expect(await on.do(on.pbx.stopJob(job))).to.deep.equal({ result: 'gone' });
    expect(await on.do(on.pbx.stopJob(on.harness.ids.fresh()))).to.deep.equal({ result: 'gone' });
  },

  'fails when there is no such prompt': async (on) => {
    const { party } = await on.caller();
    const job = await play(on, { party }, [{ play: 'prompt', name: 'no-such-prompt' }]);
    expect((await on.jobEnded(job)).outcome).to.equal('failed');
    expect((await on.listed(party))?.state).to.equal('up');
  },

  'fails when the party goes, before that is told': async (on) => {
    const { party, customer } = await on.caller();
    const job = await play(on, { party }, ENDLESS);
    customer.hangup();
    await on.gone(party);
    expect((await on.jobEnded(job)).outcome).to.equal('failed');
    const order = on.recorder.events.filter((event) => event.type === 'jobEnded' || event.type === 'gone');
    expect(order.slice(-2).map(({ type }) => type)).to.deep.equal(['jobEnded', 'gone']);
  },

  'is played in rounds until it is stopped': async (on) => {
    const { party } = await on.caller();
    const job = await play(on, { party }, SHORT, true);
    await on.harness.pause(3500);
    expect(on.recorder.all('jobEnded').map((event) => event.job)).to.not.include(job);
    await on.ok(on.pbx.stopJob(job));
    expect((await on.jobEnded(job)).outcome).to.equal('stopped');
  },

  'sounds a tone until it is stopped': async (on) => {
    const { party } = await on.caller();
    const job = await play(on, { party }, [{ play: 'tone', tone: 'busy' }]);
    await on.harness.pause(2000);
    expect(on.recorder.all('jobEnded').map((event) => event.job)).to.not.include(job);
    await on.ok(on.pbx.stopJob(job));
    expect((await on.jobEnded(job)).outcome).to.equal('stopped');
  },

  'is heard before the answer, which it does not give': async (on) => {
    const { party, customer } = await on.arrival();
    const job = await play(on, { party }, SHORT);
    expect((await on.jobEnded(job)).outcome).to.equal('done');
    expect(customer.state()).to.equal('calling');
    expect(on.recorder.of(party)).to.not.include('answered');
  },

  'is played to a conversation, and ends with it': async (on) => {
    const { party } = await on.caller();
    const conversation = await on.talking(party);
    const done = await play(on, { conversation }, SHORT);
    expect((await on.jobEnded(done)).outcome).to.equal('done');
    const job = await play(on, { conversation }, ENDLESS);
    await on.ok(on.pbx.close(conversation));
    expect((await on.jobEnded(job)).outcome).to.equal('failed');
  },

  'waits for what is played to the same party': async (on) => {
    const { party } = await on.caller();
    const first = await play(on, { party }, SHORT);
    const second = await play(on, { party }, SHORT);
    expect((await on.jobEnded(second)).outcome).to.equal('done');
    const [one, two] = [await on.jobEnded(first), await on.jobEnded(second)];
    expect(one.outcome).to.equal('done');
    expect(two.at - one.at).to.be.greaterThan(500);
  },

  'gets its turn when the play before it is stopped': async (on) => {
    const { party } = await on.caller();
    const first = await play(on, { party }, ENDLESS);
    const second = await play(on, { party }, SHORT);
    await on.ok(on.pbx.stopJob(first));
    expect((await on.jobEnded(second)).outcome).to.equal('done');
    expect((await on.jobEnded(first)).outcome).to.equal('stopped');
  },

  'gives way when its party joins a conversation': async (on) => {
    const { party } = await on.caller();
    const jobs = [await play(on, { party }, ENDLESS), await play(on, { party }, SHORT)];
    await on.talking(party);
    for (const job of jobs) expect((await on.jobEnded(job)).outcome).to.equal('stopped');
  },

  'may not use the id of a job that runs': async (on) => {
    const { party } = await on.caller();
    const job = await play(on, { party }, ENDLESS);
    const again = on.pbx.play({ target: { party }, job, media: SHORT });
    expect(await on.do(again)).to.include({ result: 'refused', code: 'exists' });
    await on.ok(on.pbx.stopJob(job));
    expect((await on.jobEnded(job)).outcome).to.equal('stopped');
  },

  'has nobody to hear it where nobody is, or has not answered yet': async (on) => {
    const job = on.harness.ids.fresh();
    const conversation = on.harness.ids.fresh();
    const nowhere = on.pbx.play({ target: { conversation }, job, media: SHORT });
    expect(await on.do(nowhere)).to.deep.equal({ result: 'gone' });
    const party = await on.ringingPhone();
    const early = await on.do(on.pbx.play({ target: { party }, job, media: SHORT }));
    expect(early.result).to.be.oneOf(['gone', 'refused']);
  },

  'may be fetched beforehand': async (on) => {
    await on.ok(on.pbx.warm([{ play: 'digits', digits: '1' }]));
  },

  'covers hold music, which goes on after it': async (on, skip) => {
    if (!on.harness.hearsMusic) return skip();
    const { party } = await on.caller();
    await on.ok(on.pbx.hold(party, 'default'));
    for (const media of [SHORT, [{ play: 'prompt', name: 'no-such-prompt' }]] as const) {
      const job = await play(on, { party }, media);
      await on.jobEnded(job);
      expect(await on.do(on.harness.hearsMusic(party))).to.equal(true);
    }
  },

  'gives way to nothing when hold music begins and ends': async (on) => {
    const { party } = await on.caller();
    await on.ok(on.pbx.hold(party, 'default'));
    if (on.harness.hearsMusic) expect(await on.do(on.harness.hearsMusic(party))).to.equal(true);
    await on.ok(on.pbx.hold(party, 'off'));
    if (on.harness.hearsMusic) expect(await on.do(on.harness.hearsMusic(party))).to.equal(false);
    expect(on.recorder.of(party)).to.deep.equal(['answered']);
  },
};
