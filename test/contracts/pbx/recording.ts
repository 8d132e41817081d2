/** Recordings: they end by command, by length, by a digit or with the party, and what was said is kept. */
import { expect } from 'chai';
import type { RecordJob } from '../../../src/ports/pbx';
import type { Group, Subject } from './subject';

/** Asterisk notices the end of a recording late when the phone sends no sound. */
const LATE = 20_000;

/** Starts a recording that the PBX must accept. */
async function record(on: Subject, party: string, more: Partial<RecordJob> = {}): Promise<string> {
  const job = on.harness.ids.fresh();
  await on.ok(on.pbx.record({ target: { party }, job, maxMs: 60_000, ...more }));
  return job;
}

async function bytesOf(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Tests of a recording. */
export const RECORDING: Group = {
  'is stopped by command and given as WAV': async (on) => {
    const { party } = await on.caller();
    const job = await record(on, party);
    await on.harness.pause(1500);
    await on.ok(on.pbx.stopJob(job));
    expect((await on.jobEnded(job)).outcome).to.equal('stopped');
    const audio = await bytesOf(await on.ok(on.pbx.recording(job)));
    expect(audio.subarray(0, 4).toString('latin1')).to.equal('RIFF');
    expect(audio.subarray(8, 12).toString('latin1')).to.equal('WAVE');
    expect(audio.length).to.be.greaterThan(8000);
  },

  'is not given while it is being made': async (on) => {
    const { party } = await on.caller();
    const job = await record(on, party);
    await on.harness.pause(500);
    expect(await on.do(on.pbx.recording(job))).to.include({ result: 'refused', code: 'invalid' });
    await on.ok(on.pbx.stopJob(job));
    await on.jobEnded(job);
  },

  'is done when it is as long as it may be': async (on) => {
    const { party } = await on.caller();
    const job = await record(on, party, { maxMs: 2000 });
    expect((await on.jobEnded(job, LATE)).outcome).to.equal('done');
  },

  'is done at the digit that ends it, and no other': async (on) => {
    const { party, customer } = await on.caller();
    const job = await record(on, party, { stopOn: '#' });
    customer.press('1');
    await on.harness.pause(1000);
    expect(on.recorder.all('jobEnded').map((event) => event.job)).to.not.include(job);
    customer.press('#');
    expect((await on.jobEnded(job)).outcome).to.equal('done');
  },

  'leaves out what is said while it is paused': async (on) => {
    const { party } = await on.caller();
    const job = await record(on, party);
    await on.harness.pause(700);
    await on.ok(on.pbx.pauseRecord(job, true));
    await on.harness.pause(3000);
    await on.ok(on.pbx.pauseRecord(job, false));
    await on.harness.pause(700);
    await on.ok(on.pbx.stopJob(job));
    await on.jobEnded(job);
    const audio = await bytesOf(await on.ok(on.pbx.recording(job)));
    expect(audio.length / 16).to.be.within(700, 3500);
  },

  'ends while it is paused, and is kept': async (on) => {
    const { party } = await on.caller();
    const job = await record(on, party);
    await on.harness.pause(700);
    await on.ok(on.pbx.pauseRecord(job, true));
    await on.ok(on.pbx.stopJob(job));
    await on.jobEnded(job);
    await on.ok(on.pbx.recording(job));
    expect((await on.do(on.pbx.pauseRecord(job, true))).result).to.be.oneOf(['gone', 'refused']);
  },

  'is kept when the party hangs up': async (on) => {
    const { party, customer } = await on.caller();
    const job = await record(on, party);
    await on.harness.pause(1500);
    customer.hangup();
    await on.gone(party);
    expect((await on.jobEnded(job)).outcome).to.be.oneOf(['done', 'failed']);
    expect((await bytesOf(await on.ok(on.pbx.recording(job)))).length).to.be.greaterThan(44);
  },

  'is played back by its job': async (on) => {
    const { party } = await on.caller();
    const recorded = await record(on, party);
    await on.harness.pause(1000);
    await on.ok(on.pbx.stopJob(recorded));
    await on.jobEnded(recorded);
    const job = on.harness.ids.fresh();
    await on.ok(on.pbx.play({ target: { party }, job, media: [{ play: 'recording', job: recorded }] }));
    expect((await on.jobEnded(job)).outcome).to.equal('done');
  },

  'can be forgotten': async (on) => {
    const { party } = await on.caller();
    const job = await record(on, party);
    await on.harness.pause(500);
    await on.ok(on.pbx.stopJob(job));
    await on.jobEnded(job);
    await on.ok(on.pbx.forget(job));
    expect(await on.do(on.pbx.recording(job))).to.deep.equal({ result: 'gone' });
    expect(await on.do(on.pbx.forget(job))).to.deep.equal({ result: 'gone' });
  },
};
