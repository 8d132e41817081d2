/** Conversations, kept values, states of phones, and whether the PBX is well. */
import { expect } from 'chai';
import { channel, event } from '../../../support/ariEvents';
import { AriSubject } from '../../../support/ariSubject';
import { until } from '../../../support/manualClock';

const CONVERSATION = 'c'.padEnd(32, '0');

describe('around the parties of Asterisk', () => {
  let on: AriSubject;
  beforeEach(async () => {
    on = await AriSubject.open();
  });
  afterEach(() => on.end());

  it('remembers values and writes them again when the link is back', async () => {
    expect((await on.pbx.remember('USER_1', 'PJSIP/a&PJSIP/b')).result).to.equal('ok');
    expect(on.fake.asked.at(-1)?.query).to.deep.equal({ variable: 'SB_USER_1', value: 'PJSIP/a&PJSIP/b' });
    expect(await on.pbx.remember('X(1)', '')).to.include({ result: 'refused', code: 'invalid' });
    on.fake.cut();
    await on.link('lost');
    on.clock.advance(200);
    await until(() => on.fake.requests('POST asterisk/variable').length === 2, 'it is written again');
  });

  it('subscribes to a phone and gives its state, and again when the link is back', async () => {
    let state = 'INUSE';
    on.fake.answers = ({ path }) => (path.startsWith('deviceStates/') ? { status: 200, body: { state } } : undefined);
    expect(await on.pbx.device('PJSIP/a6001')).to.deep.equal({ result: 'ok', value: 'busy' });
    const [subscription] = on.fake.requests('POST applications/sb-main/subscription');
    expect(subscription?.query).to.deep.equal({ eventSource: 'deviceState:PJSIP/a6001' });
    state = 'NOT_INUSE';
    on.fake.cut();
    await on.link('lost');
    on.clock.advance(200);
    expect(await on.event('deviceChanged')).to.include({ endpoint: 'PJSIP/a6001', state: 'idle' });
    on.fake.send(event('DeviceStateChanged', { device_state: { name: 'PJSIP/a6001', state: 'NOT_INUSE' } }));
    await on.settled();
    expect(on.all('deviceChanged'), 'the same state twice').to.have.length(1);
  });

  it('asks once about a phone when the link is back, also where the gateway asks by itself', async () => {
    const asked = (phone: string) =>
      on.fake.asked.filter(({ path }) => decodeURIComponent(path) === `deviceStates/${phone}`).length;
    on.fake.answers = ({ path }) =>
      path.startsWith('deviceStates/') ? { status: 200, body: { state: 'INUSE' } } : undefined;
    await on.pbx.device('PJSIP/a6001');
    await on.pbx.device('PJSIP/a6002');
    expect((await on.pbx.remember('USER_1', 'x')).result).to.equal('ok');
    on.fake.cut();
    await on.link('lost');
    on.clock.advance(200);
    await on.link('live');
    expect(await on.pbx.device('PJSIP/a6001')).to.deep.equal({ result: 'ok', value: 'busy' });
    await until(() => asked('PJSIP/a6002') === 2, 'the other one is asked about');
    await on.settled();
    expect(asked('PJSIP/a6001'), 'before and after').to.equal(2);
    expect(on.fake.requests('POST applications/sb-main/subscription')).to.have.length(4);
  });

  it('probes each part by itself', async () => {
    on.fake.answers = ({ path }) =>
      path === 'bridges' ? 'hang' : path === 'deviceStates' ? { status: 500 } : undefined;
    const probing = on.pbx.probe();
    await until(() => on.fake.requests('GET deviceStates').length, 'all are asked');
    await on.settled();
    on.clock.advance(3000);
    const parts = await probing;
    expect(parts.filter(({ ok }) => ok).map(({ part }) => part)).to.deep.equal(['channels', 'applications']);
  });

  it('opens and closes conversations, and knows one that is open', async () => {
    expect((await on.pbx.open(CONVERSATION)).result).to.equal('ok');
    expect(on.fake.asked.at(-1)?.query).to.include({ bridgeId: CONVERSATION, name: 'sb-main' });
    const body = { message: `Unable to create bridge. Possible duplicate bridge id '${CONVERSATION}'` };
    on.fake.answers = () => ({ status: 500, body });
    expect(await on.pbx.open(CONVERSATION)).to.deep.equal({ result: 'refused', code: 'exists' });
    on.fake.answers = () => ({ status: 404 });
    expect(await on.pbx.close(CONVERSATION)).to.deep.equal({ result: 'gone' });
  });

  it('joins after the hold music has ended, muted where one only listens', async () => {
    const party = await on.arrival();
    await on.pbx.hold(party, 'default');
    await on.pbx.join(CONVERSATION, party, { mode: 'listen' });
    const lines = on.fake.asked.slice(-2).map(({ method, path }) => `${method} ${path}`);
    expect(lines).to.deep.equal(['DELETE channels/1.1/moh', `POST bridges/${CONVERSATION}/addChannel`]);
    expect(on.fake.asked.at(-1)?.query).to.deep.equal({ channel: '1.1', mute: 'true' });
    on.fake.answers = () => ({ status: 400, body: { message: 'Channel not found' } });
    expect(await on.pbx.join(CONVERSATION, party, { mode: 'talk' })).to.deep.equal({ result: 'gone' });
  });

  it('ends music that may have been begun before the link was lost', async () => {
    const party = await on.arrival();
    on.fake.channels = [channel('1.1', { state: 'Up' })];
    on.fake.cut();
    await on.link('lost');
    on.clock.advance(200);
    await on.link('live');
    await on.pbx.join(CONVERSATION, party, { mode: 'talk' });
    expect(on.fake.requests('DELETE channels/1.1/moh')).to.have.length(1);
  });

  it('joins those who are asked for together by one request, after the hold music of each has ended', async () => {
    const both = [await on.arrival('1.1'), await on.arrival('1.2')];
    await on.pbx.hold(both[1] as string, 'default');
    const joined = await Promise.all(both.map((party) => on.pbx.join(CONVERSATION, party, { mode: 'talk' })));
    expect(joined.map(({ result }) => result)).to.deep.equal(['ok', 'ok']);
    expect(on.fake.asked.slice(-2).map(({ path }) => path)).to.deep.equal([
      'channels/1.2/moh',
      `bridges/${CONVERSATION}/addChannel`,
    ]);
    expect(on.fake.asked.at(-1)?.query).to.deep.equal({ channel: '1.1,1.2' });
  });

  it('joins each by itself when one of two is not there any more', async () => {
    const both = [await on.arrival('1.1'), await on.arrival('1.2')];
    on.fake.answers = ({ query }) =>
      query.channel?.includes('1.2') ? { status: 400, body: { message: 'Channel not found' } } : { status: 204 };
    const joined = await Promise.all(both.map((party) => on.pbx.join(CONVERSATION, party, { mode: 'talk' })));
    expect(joined.map(({ result }) => result)).to.deep.equal(['ok', 'gone']);
  });

  it('asks nobody twice when nobody knows whether both were joined', async () => {
    const both = [await on.arrival('1.1'), await on.arrival('1.2')];
    on.fake.answers = ({ path }) => (path.endsWith('/addChannel') ? 'hang' : undefined);
    const joining = Promise.all(both.map((party) => on.pbx.join(CONVERSATION, party, { mode: 'talk' })));
    await until(() => on.fake.requests(`POST bridges/${CONVERSATION}/addChannel`).length, 'it is asked for');
    await on.settled();
    on.clock.advance(3000);
    expect((await joining).map(({ result }) => result)).to.deep.equal(['timeout', 'timeout']);
    expect(on.fake.requests(`POST bridges/${CONVERSATION}/addChannel`)).to.have.length(1);
  });
});
