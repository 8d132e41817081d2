/** Dialling: nobody is called twice or by half, and every dial that was not refused comes to an end that is told. */
import { expect } from 'chai';
import { channel, event } from '../../../support/ariEvents';
import { AriSubject, dialOf } from '../../../support/ariSubject';
import { until } from '../../../support/manualClock';

const PARTY = 'd'.padEnd(32, '0');

describe('a dial through Asterisk', () => {
  let on: AriSubject;
  beforeEach(async () => {
    on = await AriSubject.open();
  });
  afterEach(() => on.end());

  it('makes the channel with everything it needs, then lets it ring', async () => {
    expect((await on.pbx.dial(dialOf(PARTY, { headers: { 'X-Case': '42' }, ringMs: 2500 }))).result).to.equal('ok');
    const [created] = on.fake.requests('POST channels/create');
    expect(created?.body).to.deep.equal({
      channelId: PARTY,
      endpoint: 'PJSIP/a6001',
      app: 'sb-main',
      appArgs: 'dialed,main',
      variables: {
        'CHANNEL(accountcode)': 'sb.wP_uAAAAAAAAAAAAAAAAAA.agent.1.acme',
        'TIMEOUT(absolute)': '60',
        'CONNECTEDLINE(num)': '1000',
        'CONNECTEDLINE(name)': 'Acme',
        'PJSIP_TRANSFER_HANDLING()': 'ari-only',
        'PJSIP_HEADER(add,X-Case)': '42',
      },
    });
    expect(on.last).to.equal(`POST channels/${PARTY}/dial`);
    expect(on.fake.asked.at(-1)?.query).to.deep.equal({ timeout: '3' });
  });

  it('has transfers asked of us by any phone of that technology, however it is spelt', async () => {
    expect((await on.pbx.dial(dialOf(PARTY, { to: 'pjsip/a6001' }))).result).to.equal('ok');
    expect(on.fake.requests('POST channels/create')[0]?.body)
      .to.have.property('variables')
      .that.includes({ 'PJSIP_TRANSFER_HANDLING()': 'ari-only' });
  });

  it('waits until the channel is in Stasis', async () => {
    on.fake.answers = ({ path }) => (path === 'channels/create' ? { status: 200, body: {} } : undefined);
    const dialling = on.pbx.dial(dialOf(PARTY));
    await until(() => on.fake.requests(/variables$/).length, 'it was made');
    await on.settled();
    expect(on.fake.requests(/\/dial$/)).to.deep.equal([]);
    on.fake.send(event('StasisStart', { channel: channel(PARTY, { state: 'Down' }), args: ['dialed', 'main'] }));
    expect((await dialling).result).to.equal('ok');
  });

  it('sets tags and limit afterwards where Asterisk took none at the making', async () => {
    on.fake.answers = ({ path }) => {
      if (path !== 'channels/create') return undefined;
      const made = channel(PARTY, { state: 'Down' });
      setImmediate(() => on.fake.send(event('StasisStart', { channel: made, args: ['dialed', 'main'] })));
      return { status: 200, body: made };
    };
    expect((await on.pbx.dial(dialOf(PARTY))).result).to.equal('ok');
    const [set] = on.fake.requests(`POST channels/${PARTY}/variables`);
    expect(set?.body).to.have.nested.property('variables.TIMEOUT(absolute)', '60');
  });

  it('asks nothing for the id of a party that is alive', async () => {
    await on.dialled(PARTY);
    const before = on.fake.asked.length;
    expect(await on.pbx.dial(dialOf(PARTY))).to.deep.equal({ result: 'refused', code: 'exists' });
    expect(on.fake.asked).to.have.length(before);
  });

  it('believes a conflict only when the channel is there', async () => {
    let there = 200;
    on.fake.answers = ({ method }) => ({ status: method === 'GET' ? there : 409, body: { message: 'exists' } });
    expect(await on.pbx.dial(dialOf(PARTY))).to.deep.equal({ result: 'refused', code: 'exists' });
    there = 404;
    expect(await on.pbx.dial(dialOf(PARTY))).to.deep.equal({ result: 'refused', code: 'unreachable' });
  });

  it('is refused as unreachable where Asterisk finds nobody', async () => {
    on.fake.answers = () => ({ status: 500, body: { error: 'Allocation failed' } });
    expect(await on.pbx.dial(dialOf(PARTY))).to.deep.equal({ result: 'refused', code: 'unreachable' });
    on.fake.answers = () => undefined;
    expect((await on.pbx.dial(dialOf(PARTY))).result, 'the id is free again').to.equal('ok');
  });

  it('is refused when the making is not answered, and takes away what comes of it', async () => {
    on.fake.answers = ({ path }) => (path === 'channels/create' ? 'hang' : undefined);
    const dialling = on.pbx.dial(dialOf(PARTY));
    await until(() => on.fake.requests('POST channels/create').length, 'the request is there');
    on.clock.advance(3000);
    expect(await dialling).to.include({ result: 'refused', code: 'overloaded' });
    await until(() => on.fake.requests(`DELETE channels/${PARTY}`).length === 1, 'it is taken away');
    on.fake.send(event('StasisStart', { channel: channel(PARTY, { state: 'Down' }), args: ['dialed', 'main'] }));
    await until(() => on.fake.requests(`DELETE channels/${PARTY}`).length === 2, 'it is taken away again');
    expect(on.all('arrived')).to.deep.equal([]);
    expect(on.fake.requests(/\/dial$/), 'nobody was called').to.deep.equal([]);
  });

  it('ends as lost when the ringing was not answered and nobody is there', async () => {
    on.fake.answers = ({ method, path }) =>
      path.endsWith('/dial') ? 'hang' : method === 'GET' && path === `channels/${PARTY}` ? { status: 404 } : undefined;
    const dialling = on.pbx.dial(dialOf(PARTY));
    await until(() => on.fake.requests(/\/dial$/).length, 'the request is there');
    on.clock.advance(3000);
    expect(await dialling).to.deep.equal({ result: 'timeout' });
    on.clock.advance(3000);
    expect(await on.event('gone')).to.include({ party: PARTY, cause: 'lost', by: 'pbx' });
  });

  it('goes on when the ringing was not answered but the party is there', async () => {
    on.fake.answers = ({ path }) => (path.endsWith('/dial') ? 'hang' : undefined);
    const dialling = on.pbx.dial(dialOf(PARTY));
    await until(() => on.fake.requests(/\/dial$/).length, 'the request is there');
    on.clock.advance(3000);
    await dialling;
    await on.say(PARTY, 'ringing', 'Ringing');
    on.clock.advance(60_000);
    await on.settled();
    expect(on.all('gone')).to.deep.equal([]);
  });

  it('is refused without an end when it cannot ring', async () => {
    on.fake.answers = ({ path }) => (path.endsWith('/dial') ? { status: 409, body: { message: 'no' } } : undefined);
    expect(await on.pbx.dial(dialOf(PARTY))).to.deep.equal({ result: 'refused', code: 'failed', detail: 'no' });
    await until(() => on.last === `DELETE channels/${PARTY}`, 'it is taken away');
    on.fake.send(event('ChannelDestroyed', { channel: channel(PARTY), cause: 16 }));
    await on.settled();
    expect(on.all('gone')).to.deep.equal([]);
  });

  it('has its hang-up wait for it', async () => {
    const dialling = on.pbx.dial(dialOf(PARTY));
    const hanging = on.pbx.hangup(PARTY, 'cancelled');
    await dialling;
    expect((await hanging).result).to.equal('ok');
    expect(on.fake.asked.slice(-2).map(({ method }) => method)).to.deep.equal(['POST', 'DELETE']);
    on.fake.send(event('ChannelDestroyed', { channel: channel(PARTY), cause: 16, tech_cause: 487 }));
    expect(await on.event('gone')).to.include({ cause: 'cancelled', by: 'local' });
  });

  it('shows who calls in one line', async () => {
    const from = { number: '\r\nX', name: 'A\nB' };
    expect((await on.pbx.dial(dialOf(PARTY, { from }))).result).to.equal('ok');
    expect(on.fake.requests('POST channels/create')[0]?.body)
      .to.have.property('variables')
      .that.includes({ 'CONNECTEDLINE(num)': 'X', 'CONNECTEDLINE(name)': 'A B' });
  });

  for (const [what, more] of Object.entries({
    'a line break in a header': { headers: { 'X-Case': '1\r\nX-Evil: 1' } },
    'a name that is no header': { headers: { 'X Case:': '1' } },
    'an id that is none of ours': { party: 'short' },
  })) {
    it(`is refused for ${what}`, async () => {
      expect(await on.pbx.dial(dialOf(PARTY, more))).to.include({ result: 'refused', code: 'invalid' });
      expect(on.fake.requests('POST channels/create')).to.deep.equal([]);
    });
  }

  it('that a dead gateway did not get to let ring is no party, and is taken away; one that was answered is', async () => {
    const other = PARTY.replace(/.$/, '1');
    on.fake.channels = [PARTY, other].map((id) => channel(id, { name: 'PJSIP/a6001-00000001', state: 'Down' }));
    on.fake.answers = ({ method, path }) =>
      method === 'GET' && path.endsWith('/variable')
        ? { status: 200, body: { value: path.includes(PARTY) ? '' : 'a-tag' } }
        : undefined;
    on.fake.cut();
    await on.link('lost');
    on.clock.advance(200);
    await on.link('live');
    expect(
      on
        .all('listed')
        .at(-1)
        ?.parties.map(({ party, state }) => [party, state]),
    ).to.deep.equal([[other, 'dialing']]);
    await until(() => on.fake.requests(`DELETE channels/${PARTY}`).length === 1, 'it is taken away');
    expect(on.fake.requests(`DELETE channels/${other}`)).to.deep.equal([]);
  });

  it('that a dead gateway left without ringing is ended in time', async () => {
    on.fake.channels = [channel(PARTY, { name: 'PJSIP/a6001-00000001', state: 'Down' })];
    on.fake.cut();
    await on.link('lost');
    on.clock.advance(200);
    await on.link('live');
    expect(on.all('listed').at(-1)?.parties).to.have.length(1);
    on.fake.pongs = true;
    for (let passed = 0; passed < 120_000; passed += 5000) {
      on.clock.advance(5000);
      await on.settled();
    }
    expect(on.fake.requests(`DELETE channels/${PARTY}`)).to.have.length(1);
  });
});
