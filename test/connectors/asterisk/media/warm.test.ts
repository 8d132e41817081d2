/** Prompts that the PBX fetches by HTTP: never inside a caller's play, and never more than three seconds late. */
import { expect } from 'chai';
import type { Audible } from '../../../../src/core/media';
import { event } from '../../../support/ariEvents';
import { AriSubject } from '../../../support/ariSubject';
import { until } from '../../../support/manualClock';

const JOB = 'e'.padEnd(32, '0');
const OTHER = 'a'.padEnd(32, '0');
const WELCOME: readonly Audible[] = [{ play: 'prompt', name: 'welcome' }];
const TENANT: readonly Audible[] = [{ play: 'audio', file: 'hello,1', instead: 'beep' }];

describe('prompts fetched by Asterisk', () => {
  let on: AriSubject;
  let party: string;
  beforeEach(async () => {
    on = await AriSubject.open({ mediaUrl: 'http://gateway' });
    party = await on.arrival();
  });
  afterEach(() => on.end());

  const finished = (id: string, state = 'done'): void =>
    on.fake.send(event('PlaybackFinished', { playback: { id, state, media_uri: '', target_uri: '' } }));
  const play = async (media: readonly Audible[], loop = false, job = JOB): Promise<string> =>
    (await on.pbx.play({ target: { party }, job, media, loop })).result;
  const plays = (): string[] => on.fake.requests(/^POST channels\/1.1\/play\//).map(({ path }) => path.slice(18));
  const outcome = async (job = JOB): Promise<string> =>
    (await on.event('jobEnded', (said) => said.job === job)).outcome;
  const fetching = (): string => on.fake.requests(/^POST bridges\/[0-9a-f]+\/play\//)[0]?.path.split('/')[3] ?? '';

  it('are fetched unheard first, then played without a comma in the list', async () => {
    expect(await play(TENANT)).to.equal('ok');
    await until(fetching, 'the fetch');
    const [unheard] = on.fake.requests(/^POST bridges\/[0-9a-f]+\/play\//);
    expect(unheard?.query).to.include({ media: 'sound:http://gateway/media/hello,1.wav', offsetms: '3600000' });
    expect(plays()).to.deep.equal([]);
    finished(fetching());
    await until(() => plays().length === 1, 'the play');
    const [heard] = on.fake.requests(/^POST channels\/1.1\/play\//);
    expect(heard?.query.media).to.equal('sound:http://gateway/media/hello%2C1.wav');
    await until(() => on.fake.requests(/^DELETE bridges\//).length === 1, 'nothing is left');
    finished(JOB);
    await outcome();
    await play(TENANT, false, OTHER);
    expect(plays(), 'the second time at once').to.have.length(2);
  });

  it('are replaced by the built-in sound after three seconds', async () => {
    await play(TENANT);
    await until(fetching, 'the fetch');
    on.clock.advance(2999);
    await on.settled();
    expect(plays()).to.deep.equal([]);
    on.clock.advance(1);
    await until(() => plays().length === 1, 'the play');
    expect(on.fake.requests(/^POST channels\/1.1\/play\//)[0]?.query.media).to.equal('sound:beep');
  });

  it('are replaced at once when the fetch fails, and fetched again the next time', async () => {
    await play(TENANT);
    await until(fetching, 'the fetch');
    finished(fetching(), 'failed');
    await until(() => plays().length === 1, 'the play');
    expect(on.fake.requests(/^POST channels\/1.1\/play\//)[0]?.query.media).to.equal('sound:beep');
    finished(JOB);
    await outcome();
    await play(TENANT, false, OTHER);
    await until(() => on.fake.requests(/^POST bridges\/[0-9a-f]+\/play\//).length === 2, 'the second fetch');
  });

  it('can be fetched beforehand, once for all who ask', async () => {
    const both = Promise.all([on.pbx.warm(TENANT), on.pbx.warm([...TENANT, ...WELCOME])]);
    await until(fetching, 'the fetch');
    finished(fetching());
    expect((await both).map(({ result }) => result)).to.deep.equal(['ok', 'ok']);
    expect(on.fake.requests(/^POST bridges\/[0-9a-f]+\/play\//)).to.have.length(1);
  });

  it('do not hold a command up', async () => {
    const warming = on.pbx.warm(TENANT);
    await until(fetching, 'the fetch');
    on.clock.advance(3000);
    expect(await warming).to.deep.equal({ result: 'timeout' });
  });
});
