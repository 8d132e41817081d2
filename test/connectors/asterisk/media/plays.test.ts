/** Plays through a PBX that forgets, freezes and repeats itself: each job ends once, and in time. */
import { expect } from 'chai';
import type { Audible } from '../../../../src/core/media';
import { channel, event } from '../../../support/ariEvents';
import { AriSubject } from '../../../support/ariSubject';
import { until } from '../../../support/manualClock';

const JOB = 'e'.padEnd(32, '0');
const OTHER = 'a'.padEnd(32, '0');
const CONVERSATION = 'c'.padEnd(32, '0');
const WELCOME: readonly Audible[] = [{ play: 'prompt', name: 'welcome' }];

describe('plays through Asterisk', () => {
  let on: AriSubject;
  let party: string;
  beforeEach(async () => {
    on = await AriSubject.open({ playMs: 60_000 });
    party = await on.arrival();
  });
  afterEach(() => on.end());

  const finished = (id: string, state = 'done'): void =>
    on.fake.send(event('PlaybackFinished', { playback: { id, state, media_uri: '', target_uri: '' } }));
  const play = async (media: readonly Audible[] = WELCOME, loop = false, job = JOB): Promise<string> =>
    (await on.pbx.play({ target: { party }, job, media, loop })).result;
  const plays = (): string[] => on.fake.requests(/^POST channels\/1.1\/play\//).map(({ path }) => path.slice(18));
  const outcome = async (job = JOB): Promise<string> =>
    (await on.event('jobEnded', (said) => said.job === job)).outcome;

  for (const [state, ends] of Object.entries({ done: 'done', failed: 'failed' })) {
    it(`end as ${ends}, once, however often Asterisk says so`, async () => {
      expect(await play()).to.equal('ok');
      expect(on.last).to.equal(`POST channels/1.1/play/${JOB}`);
      finished(JOB, state);
      finished(JOB, state);
      expect(await outcome()).to.equal(ends);
      await on.settled();
      expect(on.all('jobEnded')).to.have.length(1);
    });
  }

  const music = (): string[] =>
    on.fake
      .requests(/channels\/1.1\/moh$/)
      .map(({ method, query }) => `${method} ${query.mohClass ?? 'default'}`)
      .slice(1);

  for (const [state, stop] of [
    ['done', false],
    ['failed', false],
    ['done', true],
  ] as const)
    it(`that are ${stop ? 'stopped' : state} let the hold music go on that they were played over`, async () => {
      await on.pbx.hold(party, 'jazz');
      await play();
      await play(WELCOME, false, OTHER);
      finished(JOB);
      await until(() => plays().length === 2, 'the second is played');
      await on.settled();
      expect(music(), 'between the two').to.deep.equal([]);
      if (stop) await on.pbx.stopJob(OTHER);
      finished(OTHER, state);
      await until(() => music().length, 'the music goes on');
      expect(music()).to.deep.equal(['POST jazz']);
    });

  it('are followed by no music that has ended meanwhile, nor by any in a talk', async () => {
    await on.pbx.hold(party, 'default');
    await play();
    await on.pbx.hold(party, 'off');
    finished(JOB);
    await outcome();
    await on.pbx.hold(party, 'default');
    await play(WELCOME, false, OTHER);
    const joining = on.pbx.join(CONVERSATION, party, { mode: 'talk' });
    finished(OTHER);
    await joining;
    await on.settled();
    expect(music()).to.deep.equal(['DELETE default', 'POST default', 'DELETE default']);
  });

  it('are followed by no music after a gap, of which nobody knows whether it was there', async () => {
    on.fake.channels = [channel('1.1', { state: 'Up' })];
    on.fake.cut();
    await on.link('lost');
    on.clock.advance(200);
    await on.link('live');
    await play();
    finished(JOB);
    await outcome();
    await on.settled();
    expect(on.fake.requests(/moh$/)).to.deep.equal([]);
    await on.pbx.join(CONVERSATION, party, { mode: 'talk' });
    expect(on.fake.requests(/moh$/).map(({ method }) => method)).to.deep.equal(['DELETE']);
  });

  it('that Asterisk refuses are no jobs', async () => {
    on.fake.answers = () => ({ status: 404 });
    expect(await play()).to.equal('gone');
    await on.settled();
    expect(on.all('jobEnded')).to.deep.equal([]);
    expect(await on.pbx.stopJob(JOB)).to.deep.equal({ result: 'gone' });
  });

  it('in rounds go on until they are stopped', async () => {
    await play(WELCOME, true);
    on.clock.advance(4000);
    finished(JOB);
    await until(() => plays().length === 2, 'the second round');
    await on.settled();
    on.clock.advance(4000);
    finished(`${JOB}-2`);
    await until(() => plays().length === 3, 'the third round');
    expect((await on.pbx.stopJob(JOB)).result).to.equal('ok');
    expect(on.last).to.equal(`DELETE playbacks/${JOB}-3`);
    finished(`${JOB}-3`);
    expect(await outcome()).to.equal('stopped');
  });

  it('in rounds of nothing do not spin', async () => {
    await play(WELCOME, true);
    on.clock.advance(50);
    finished(JOB);
    await on.settled();
    expect(plays()).to.have.length(1);
    on.clock.advance(1000);
    await until(() => plays().length === 2, 'the second round');
    await on.pbx.stopJob(JOB);
  });

  it('need no request for silence', async () => {
    const before = on.fake.asked.length;
    await play([{ play: 'silence', ms: 700 }]);
    on.clock.advance(699);
    expect(on.all('jobEnded')).to.deep.equal([]);
    on.clock.advance(1);
    expect((await on.event('jobEnded')).durationMs).to.equal(700);
    expect(on.fake.asked).to.have.length(before);
  });

  it('wait for each other, and one that waits can be stopped', async () => {
    const third = 'b'.padEnd(32, '0');
    await play();
    await play(WELCOME, false, OTHER);
    await play(WELCOME, false, third);
    expect(plays()).to.deep.equal([JOB]);
    await on.pbx.stopJob(OTHER);
    on.clock.advance(0);
    expect(await outcome(OTHER)).to.equal('stopped');
    finished(JOB);
    await until(() => plays().length === 2, 'the third has its turn');
    expect(plays()[1]).to.equal(third);
  });

  it('end by our own deadline when Asterisk never says', async () => {
    await play();
    for (let passed = 0; passed < 60_000; passed += 5000) {
      on.clock.advance(5000);
      await on.settled();
    }
    expect(await outcome()).to.equal('failed');
    expect(on.fake.requests(`DELETE playbacks/${JOB}`)).to.have.length(1);
  });

  it('end as stopped in time also when a frozen channel does not stop', async () => {
    await play();
    await on.pbx.stopJob(JOB);
    on.clock.advance(3000);
    expect(await outcome()).to.equal('stopped');
  });

  it('end before their party does', async () => {
    await play();
    on.fake.send(
      event('ChannelHangupRequest', { channel: channel('1.1') }),
      event('StasisEnd', { channel: channel('1.1') }),
    );
    await on.event('gone');
    expect(on.events.slice(-2).map(({ type }) => type)).to.deep.equal(['jobEnded', 'gone']);
  });

  it('that ended while the link was lost end when it is back', async () => {
    await play();
    on.fake.channels = [channel('1.1')];
    on.fake.answers = ({ path }) => (path === `playbacks/${JOB}` ? { status: 404 } : undefined);
    on.fake.cut();
    await on.link('lost');
    on.clock.advance(200);
    expect(await outcome()).to.equal('done');
  });

  it('of a party that went while the link was lost fail when it is back', async () => {
    await play();
    on.fake.cut();
    await on.link('lost');
    on.clock.advance(200);
    expect(await outcome()).to.equal('failed');
  });

  it('give way to a join', async () => {
    await play();
    const joining = on.pbx.join(CONVERSATION, party, { mode: 'talk' });
    await until(() => on.fake.requests(`DELETE playbacks/${JOB}`).length, 'it is stopped');
    finished(JOB);
    expect((await joining).result).to.equal('ok');
    expect(await outcome()).to.equal('stopped');
  });

  it('to a conversation are heard of also when nobody of ours is in it', async () => {
    const target = { conversation: CONVERSATION };
    await on.pbx.play({ target, job: JOB, media: WELCOME });
    const lines = on.fake.asked.slice(-2).map(({ path, query }) => `${path} ${query.eventSource ?? ''}`.trim());
    expect(lines).to.deep.equal([
      `applications/sb-main/subscription bridge:${CONVERSATION}`,
      `bridges/${CONVERSATION}/play/${JOB}`,
    ]);
    await on.pbx.close(CONVERSATION);
    on.clock.advance(0);
    expect(await outcome()).to.equal('failed');
    on.fake.answers = ({ path }) => (path.endsWith('/subscription') ? { status: 422 } : undefined);
    expect((await on.pbx.play({ target, job: OTHER, media: WELCOME })).result).to.equal('gone');
  });
});
