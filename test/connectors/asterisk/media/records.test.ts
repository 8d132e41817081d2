/** Recordings through a PBX that may forget them. */
import { expect } from 'chai';
import { event } from '../../../support/ariEvents';
import { AriSubject } from '../../../support/ariSubject';

const JOB = 'e'.padEnd(32, '0');

describe('recordings by Asterisk', () => {
  let on: AriSubject;
  let party: string;
  beforeEach(async () => {
    on = await AriSubject.open();
    party = await on.arrival();
  });
  afterEach(() => on.end());

  const outcome = async (): Promise<string> => (await on.event('jobEnded')).outcome;
  const record = async (more: object = {}): Promise<string> =>
    (await on.pbx.record({ target: { party }, job: JOB, maxMs: 5500, ...more })).result;
  const recorded = (type: 'RecordingFinished' | 'RecordingFailed'): void =>
    on.fake.send(event(type, { recording: { name: JOB, format: 'wav', state: '', target_uri: '', duration: 4 } }));

  it('ask for what was asked', async () => {
    expect(await record({ silenceMs: 2500, stopOn: '#', beep: true })).to.equal('ok');
    expect(on.fake.asked.at(-1)?.query).to.deep.equal({
      name: JOB,
      format: 'wav',
      maxDurationSeconds: '6',
      maxSilenceSeconds: '3',
      beep: 'true',
      terminateOn: '#',
    });
    recorded('RecordingFinished');
    expect(await on.event('jobEnded')).to.include({ outcome: 'done', durationMs: 4000 });
  });

  it('end as stopped by command and as failed when Asterisk says so', async () => {
    await record();
    await on.pbx.stopJob(JOB);
    expect(on.last).to.equal(`POST recordings/live/${JOB}/stop`);
    recorded('RecordingFinished');
    expect(await outcome()).to.equal('stopped');
  });

  it('are ended late, when Asterisk did not at their limit', async () => {
    await record();
    for (let passed = 0; passed < 15_500; passed += 500) {
      on.clock.advance(500);
      await on.settled();
    }
    expect(on.fake.requests(`POST recordings/live/${JOB}/stop`)).to.have.length(1);
    on.clock.advance(3000);
    expect(await outcome()).to.equal('failed');
  });

  it('are given as bytes', async () => {
    on.fake.answers = ({ path }) =>
      path.includes('/live/') ? { status: 404 } : { status: 200, body: Buffer.from('RIFFxxxx') };
    const audio = await on.pbx.recording(JOB);
    let text = '';
    if (audio.result === 'ok') for await (const chunk of audio.value) text += Buffer.from(chunk);
    expect(text).to.equal('RIFFxxxx');
    on.fake.answers = () => ({ status: 404 });
    expect(await on.pbx.recording(JOB)).to.deep.equal({ result: 'gone' });
    on.fake.answers = () => ({ status: 200, body: Buffer.from('{}') });
    expect(await on.pbx.recording(JOB)).to.include({ result: 'refused', code: 'invalid' });
    on.fake.answers = ({ path }) => ({ status: path.includes('/live/') ? 404 : 500 });
    expect(await on.pbx.recording(JOB)).to.include({ result: 'refused', code: 'failed' });
  });

  it('that another gateway began are stopped, too', async () => {
    expect(await on.pbx.stopJob(JOB)).to.deep.equal({ result: 'ok', value: undefined });
    expect(on.last).to.equal(`POST recordings/live/${JOB}/stop`);
    on.fake.answers = () => ({ status: 404 });
    expect(await on.pbx.stopJob(JOB)).to.deep.equal({ result: 'gone' });
  });

  it('stop at no digit that Asterisk cannot stop at', async () => {
    expect(await on.pbx.record({ target: { party }, job: JOB, maxMs: 1000, stopOn: '7' })).to.include({
      result: 'refused',
      code: 'invalid',
    });
  });
});
