/** The link: how it comes up, what it does when the PBX or the network fails, and that it always comes back or stops. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { channel, event, start } from '../../support/ariEvents';
import { AriSubject } from '../../support/ariSubject';
import { until } from '../../support/manualClock';

describe('the link to Asterisk', () => {
  let on: AriSubject;
  beforeEach(() => {
    on = new AriSubject();
  });
  afterEach(async () => {
    await on.stop();
    expect(on.clock.timers, 'timers left').to.equal(0);
    expect(on.fake.open, 'sockets left').to.equal(0);
  });

  it('connects, lists and is live', async () => {
    await on.live();
    expect(on.events.map((said) => (said.type === 'link' ? said.state : said.type))).to.deep.equal([
      'connecting',
      'resyncing',
      'listed',
      'live',
    ]);
  });

  it('asks for the events that it understands and no others', async () => {
    await on.live();
    const [filter] = on.fake.requests('PUT applications/sb-main/eventFilter');
    const text = JSON.stringify(filter?.body);
    for (const type of ['StasisStart', 'StasisEnd', 'ChannelDestroyed', 'PlaybackFinished'])
      expect(text).to.include(type);
    expect(text).to.not.include('ChannelVarset');
  });

  it('sends credentials in headers and nowhere else', async () => {
    await on.live();
    const basic = `Basic ${Buffer.from('us:pass:word').toString('base64')}`;
    const [upgrade] = on.fake.upgrades;
    expect(upgrade?.headers.authorization).to.equal(basic);
    expect(upgrade?.url).to.equal('/ari/events?app=sb-main');
    expect(on.fake.asked.every(({ headers }) => headers.authorization === basic)).to.equal(true);
    await on.fake.down();
    await on.link('lost');
    expect(on.log.lines.join('\n')).to.not.match(/pass:word|authorization/i);
  });

  it('keeps to a path prefix', async () => {
    await on.start({}, '/asterisk');
    await on.link('live');
    expect(on.fake.upgrades[0]?.url).to.equal('/asterisk/ari/events?app=sb-main');
  });

  describe('over TLS', () => {
    const file = (name: string): string => readFileSync(path.join(__dirname, '../../support/tls', name), 'utf8');
    const cert = file('cert.pem');

    it('trusts the CA that it is given', async () => {
      await on.listen('', { cert, key: file('key.pem') });
      on.connector({ ca: cert });
      await on.link('live');
      expect((await on.pbx.list()).result).to.equal('ok');
    });

    it('trusts nobody else', async () => {
      await on.listen('', { cert, key: file('key.pem') });
      on.connector();
      await until(() => on.log.lines.some((line) => line.includes('cannot be reached')), 'it is refused');
      expect(on.links).to.deep.equal(['connecting']);
    });
  });

  it('answers every command with linkDown before it is live, at once', async () => {
    await on.start();
    expect(await on.pbx.answer('a'.repeat(32))).to.deep.equal({ result: 'linkDown' });
    expect(await on.pbx.list()).to.deep.equal({ result: 'linkDown' });
    expect(await on.pbx.stopJob('a'.repeat(32))).to.deep.equal({ result: 'linkDown' });
  });

  it('begins anew when the PBX is too slow to be listed, without what the first connection heard', async () => {
    await on.listen();
    on.fake.answers = ({ path }) => (path === 'bridges' ? 'hang' : undefined);
    on.connector({ commandMs: 1000 });
    await until(() => on.fake.requests('GET bridges').length, 'the listing has begun');
    on.fake.send(start(channel('1.1')));
    await on.settled();
    on.fake.answers = () => undefined;
    on.clock.advance(1000);
    await on.link('lost');
    on.clock.advance(200);
    await on.link('live');
    await on.settled();
    expect(on.all('arrived')).to.deep.equal([]);
  });

  it('replays events of the same connection idempotently', async () => {
    const known = channel('1.1');
    await on.listen();
    on.fake.channels = [known];
    on.fake.answers = ({ path }) => {
      if (path === 'bridges') on.fake.send(start(known), start(channel('2.2')), event('StasisEnd', { channel: known }));
      return undefined;
    };
    on.connector();
    await on.event('gone');
    await on.event('arrived');
    const order = on.events.map((said) => (said.type === 'link' ? said.state : said.type));
    expect(order.slice(2)).to.have.members(['listed', 'live', 'gone', 'arrived']);
    expect(order.slice(2, 4)).to.deep.equal(['listed', 'live']);
  });

  it('comes back after its socket was cut, with a new epoch and what is there now', async () => {
    await on.listen();
    on.connector();
    await on.link('live');
    const party = await on.arrival('1.1');
    on.fake.channels = [channel('1.1', { state: 'Up' }), channel('2.2')];
    on.fake.cut();
    await on.link('lost');
    expect(await on.pbx.answer(party)).to.deep.equal({ result: 'linkDown' });
    on.clock.advance(200);
    await on.link('live');
    const listed = on.all('listed').at(-1);
    expect(listed?.epoch).to.equal(2);
    expect(listed?.parties.map(({ pbxId, state }) => `${pbxId} ${state}`)).to.deep.equal(['1.1 up', '2.2 arrived']);
    expect(listed?.parties[0]?.party).to.equal(party);
    expect(on.all('link').at(-1)).to.not.have.property('restarted');
    expect(on.all('gone')).to.deep.equal([]);
  });

  it('says when the PBX itself was started anew, and lists nobody', async () => {
    await on.live();
    const party = await on.arrival();
    await on.fake.down();
    await on.link('lost');
    on.fake.startupTime = '2026-02-02T00:00:00.000+0000';
    await on.fake.listen();
    on.clock.advance(200);
    await on.link('live');
    expect(on.all('link').at(-1)?.restarted).to.equal(true);
    expect(on.all('listed').at(-1)?.parties).to.deep.equal([]);
    expect(await on.pbx.hangup(party, 'normal')).to.deep.equal({ result: 'gone' });
  });

  it('tries for ever, with waits that grow to ten seconds and no further', async () => {
    await on.live();
    await on.fake.down();
    await on.link('lost');
    const waits: number[] = [];
    const failures = (): number => on.log.lines.filter((line) => /is lost|be reached/.test(line)).length;
    for (let tries = 1; tries < 10; tries += 1) {
      await until(() => failures() === tries, 'the attempt has failed');
      waits.push(on.clock.next ?? 0);
      on.clock.advance(on.clock.next ?? 0);
    }
    expect(waits).to.deep.equal([200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000]);
    await until(() => failures() === 10, 'the attempt has failed');
    await on.fake.listen();
    on.clock.advance(10_000);
    await on.link('live');
    expect(on.links.slice(3)).to.deep.equal(['lost', 'connecting', 'resyncing', 'live']);
  });

  it('gives up a socket that misses a pong', async () => {
    await on.live();
    on.clock.advance(5000);
    await on.settled();
    on.fake.pongs = false;
    on.clock.advance(5000);
    await on.settled();
    expect(on.links.at(-1)).to.equal('live');
    on.clock.advance(5000);
    expect(on.all('link').at(-1)).to.include({ state: 'lost', reason: 'no pong' });
    on.fake.pongs = true;
    on.clock.advance(200);
    await on.link('live');
  });

  it('gives up an upgrade that is not answered', async () => {
    await on.live();
    on.fake.cut();
    await on.link('lost');
    expect(on.clock.next).to.equal(200);
    on.clock.advance(200);
    on.clock.advance(3000); // before any socket had a turn
    await on.settled();
    expect(on.links.at(-1)).to.equal('connecting');
  });

  it('hears nothing more of a socket that it has given up', async () => {
    await on.live();
    on.fake.pongs = false;
    on.clock.advance(10_000);
    on.fake.send(start(channel('1.1')));
    await on.settled();
    expect(on.all('arrived')).to.deep.equal([]);
  });

  it('stops and never fights when another gateway takes the application', async () => {
    await on.live();
    on.fake.send(event('ApplicationReplaced'));
    await on.link('stopped');
    expect(on.all('link').at(-1)?.reason).to.equal('replaced');
    on.clock.advance(60_000);
    await on.settled();
    expect(on.fake.upgrades).to.have.length(1);
    expect(await on.pbx.answer('a'.repeat(32))).to.deep.equal({ result: 'linkDown' });
    expect(on.log.lines.some((line) => line.startsWith('error another gateway'))).to.equal(true);
  });

  it('stops while it waits for the next attempt', async () => {
    await on.live();
    await on.fake.down();
    await on.link('lost');
    await on.pbx.stop();
    await on.fake.listen();
    on.clock.advance(60_000);
    await on.settled();
    expect(on.fake.upgrades).to.have.length(1);
    expect(on.links.at(-1)).to.equal('stopped');
  });

  it('stops twice, and before it has started', async () => {
    await on.live();
    await on.pbx.stop();
    await on.pbx.stop();
    expect(on.links.filter((state) => state === 'stopped')).to.have.length(1);
    on.connector();
    await on.pbx.stop();
    await on.settled();
    expect(on.fake.upgrades).to.have.length(1);
  });

  it('is not live while the credentials are wrong, and tries on', async () => {
    await on.listen();
    on.fake.answers = ({ path }) => (path === 'channels' ? { status: 401 } : undefined);
    on.connector();
    await on.link('lost');
    on.fake.answers = () => undefined;
    on.clock.advance(200);
    await on.link('live');
  });
});
