/** Requests over the event socket: what goes that way, and what happens when it does not answer. */
import { expect } from 'chai';
import { COMMAND_MS } from '../../../connectors/asterisk/options';
import { channel, start } from '../../support/ariEvents';
import { AriSubject } from '../../support/ariSubject';
import { until } from '../../support/manualClock';

describe('requests over the event socket', () => {
  let on: AriSubject;
  beforeEach(async () => {
    on = new AriSubject();
    await on.listen();
    on.fake.takesSocketRequests = true;
    on.connector();
    await on.link('live');
    await able();
  });
  afterEach(() => on.stop());

  const by = (line: string) => on.fake.requests(line).map(({ bySocket }) => (bySocket ? 'socket' : 'pool'));
  /** The answer to that comes before whatever the fake sends from now on. */
  const able = async (times = 1): Promise<void> => {
    await until(() => by('GET asterisk/ping').length === times, 'it is asked whether it takes them');
  };
  const arrive = async (id: string): Promise<string> => {
    on.fake.send(start(channel(id, { state: 'Ring' }), ['main']));
    const { snapshot } = await on.event('arrived', (event) => event.snapshot.pbxId === id);
    return snapshot.party;
  };

  it('carry the answer to who just arrived, and the hang-up with its cause', async () => {
    const party = await arrive('1.1');
    expect(await on.pbx.answer(party)).to.deep.equal({ result: 'ok', value: undefined });
    expect(await on.pbx.hangup(party, 'busy')).to.deep.equal({ result: 'ok', value: undefined });
    expect([...by('POST channels/1.1/answer'), ...by('DELETE channels/1.1')]).to.deep.equal(['socket', 'socket']);
    expect(on.fake.requests('DELETE channels/1.1')[0]?.query).to.deep.equal({ reason_code: '17' });
  });

  it('say the same as others when Asterisk refuses', async () => {
    const party = await arrive('1.1');
    on.fake.answers = ({ path }) =>
      path.endsWith('/answer') ? { status: 500, body: { message: 'as I said' } } : undefined;
    expect(await on.pbx.answer(party)).to.deep.equal({ result: 'refused', code: 'failed', detail: 'as I said' });
    on.fake.answers = () => ({ status: 404 });
    expect(await on.pbx.hangup(party, 'normal')).to.deep.equal({ result: 'gone' });
  });

  it('carry nothing that may wait: not the answer to who hears something, nor anything else', async () => {
    const party = await arrive('1.1');
    await on.pbx.ringing(party);
    await on.pbx.play({ target: { party }, job: 'a'.repeat(32), media: [{ play: 'tone', tone: 'busy' }] });
    await on.pbx.answer(party);
    expect([...by('POST channels/1.1/ring'), ...by('POST channels/1.1/answer')]).to.deep.equal(['pool', 'pool']);
  });

  it('go one at a time: the others take the pool, and nobody waits for the one that hangs', async () => {
    const [slow, quick] = [await arrive('1.1'), await arrive('1.2')];
    on.fake.answers = ({ path }) => (path === 'channels/1.1/answer' ? 'hang' : undefined);
    const hanging = on.pbx.answer(slow);
    await until(() => by('POST channels/1.1/answer').length === 1, 'it is under way');
    expect(await on.pbx.answer(quick)).to.include({ result: 'ok' });
    expect(by('POST channels/1.2/answer')).to.deep.equal(['pool']);
    on.clock.advance(COMMAND_MS);
    expect(await hanging).to.deep.equal({ result: 'timeout' });
    await on.pbx.hangup(quick, 'normal');
    expect(by('DELETE channels/1.2'), 'it is not asked there again').to.deep.equal(['pool']);
  });

  it('end with the connection, and begin with the next one', async () => {
    const party = await arrive('1.1');
    on.fake.channels = [channel('1.1', { state: 'Ring' })];
    on.fake.answers = ({ path }) => (path.endsWith('/answer') ? 'drop' : undefined);
    expect(await on.pbx.answer(party)).to.deep.equal({ result: 'timeout' });
    on.fake.answers = () => undefined;
    await until(() => on.clock.next !== undefined, 'it waits to connect again');
    on.clock.advance(10_000);
    await until(() => on.all('link').filter(({ state }) => state === 'live').length === 2, 'it is live again');
    await able(2);
    await arrive('1.2');
    await on.pbx.hangup(party, 'normal');
    expect(by('DELETE channels/1.1')).to.deep.equal(['socket']);
  });

  it('are not made where Asterisk does not answer them', async () => {
    on.fake.takesSocketRequests = false;
    on.fake.cut();
    await until(() => on.all('link').some(({ state }) => state === 'lost'), 'the link is lost');
    on.clock.advance(10_000);
    await until(() => on.all('link').filter(({ state }) => state === 'live').length === 2, 'it is live again');
    on.clock.advance(COMMAND_MS);
    const party = await arrive('1.3');
    expect(await on.pbx.answer(party)).to.include({ result: 'ok' });
    expect(by('POST channels/1.3/answer')).to.deep.equal(['pool']);
  });
});
