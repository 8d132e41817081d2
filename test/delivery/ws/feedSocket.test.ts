import { expect } from 'chai';
import type { FeedSink } from '../../../src/services/api';
import { settled, until } from '../../support/manualClock';
import { type FeedClient, MemoryServer } from '../../support/memoryServer';

const text = (sequence: number): string => JSON.stringify({ type: 'call.offered', sequence });

describe('a socket of the feed', () => {
  let server: MemoryServer;
  beforeEach(() => {
    server = new MemoryServer();
  });
  afterEach(() => server.end());

  const sink = (): FeedSink => server.api.subscribers.at(-1)?.sink as FeedSink;

  it('is welcomed after hello, with what hello asked for', async () => {
    const hello = { after: 0, types: ['call.offered', 'transaction.*'], venues: ['sales'], snapshot: true };
    await server.subscribed(hello);
    expect(server.api.subscribers).to.have.length(1);
    expect(server.api.subscribers[0]).to.deep.include({ tenant: 'acme', options: hello });
  });

  it('gets the texts of the services as they are and in order', async () => {
    const client = await server.subscribed();
    for (let i = 1; i <= 100; i++) sink().send(text(i));
    await until(() => client.frames.length === 100, '100 events come');
    expect(client.frames.map(({ sequence }) => sequence)).to.deep.equal([...Array(100).keys()].map((i) => i + 1));
  });

  it('tells what has not left yet', async () => {
    const client = await server.subscribed();
    expect(sink().pending()).to.equal(0);
    client.ws.pause();
    await settled();
    for (let i = 0; i < 20; i++) sink().send(JSON.stringify({ type: 'call.offered', data: 'x'.repeat(65_536) }));
    expect(sink().pending()).to.be.greaterThan(1_000_000);
    client.ws.resume();
    await until(() => sink().pending() === 0, 'all of it leaves');
  });

  it('is closed when hello does not come within 5 s', async () => {
    const client = server.client();
    await client.opened();
    await until(() => server.feed.size === 1, 'the server has it');
    server.clock.advance(4_999);
    await settled();
    expect(client.closed).to.equal(undefined);
    server.clock.advance(1);
    expect(await client.ended()).to.deep.equal({ code: 4408, reason: 'hello did not come within 5 s' });
  });

  it('is not closed for a late hello once hello came', async () => {
    const client = await server.subscribed();
    server.clock.advance(14_000);
    await settled();
    expect(client.closed).to.equal(undefined);
  });

  for (const [name, frame, pattern] of [
    ['no JSON', 'hello', /^request\.malformed: Unexpected token/],
    ['an empty frame', '', /^request\.malformed/],
    ['a list', '[]', /^request\.invalid: .*expected object/],
    ['another type', { type: 'welcome' }, /\/type the first frame is hello/],
    ['a command', { id: 'c1', type: 'call.route' }, /\/type the first frame is hello/],
    ['a negative sequence', { type: 'hello', data: { after: -1 } }, /\/data\/after /],
    ['a sequence as text', { type: 'hello', data: { after: '1' } }, /\/data\/after .*number/],
    [
      'an unknown event type',
      { type: 'hello', data: { types: ['call.offered', 'call.exploded'] } },
      /\/data\/types\/1 no such event type/,
    ],
    ['an unknown family', { type: 'hello', data: { types: ['cal.*'] } }, /\/data\/types\/0 no such event type/],
    ['a venue that is none', { type: 'hello', data: { venues: ['No Venue'] } }, /\/data\/venues\/0 /],
    ['another id', { type: 'hello', data: { transaction: 'ca_1' } }, /\/data\/transaction /],
    ['an unknown option', { type: 'hello', data: { since: 1 } }, /\/data\/since is not known here/],
    ['bytes', Buffer.from('{}'), /a frame is text/],
  ] as const)
    it(`is closed with 4400 and the place for ${name} as hello`, async () => {
      const client = server.client();
      await client.opened();
      client.send(frame);
      const { code, reason } = await client.ended();
      expect(code).to.equal(4400);
      expect(reason).to.match(pattern);
      expect(server.api.subscribers).to.deep.equal([]);
    });

  const refusals = [
    ['auth.forbidden', 4403],
    ['resource.not_found', 4403],
    ['auth.invalid', 4401],
    ['tenant.gone', 4410],
    ['quota.exceeded', 1013],
    ['store.away', 1013],
    ['service.internal', 1011],
  ] as const;
  for (const [refused, code] of refusals)
    it(`is closed with ${code} when subscribing ends in ${refused}`, async () => {
      server.api.onSubscribe = () => ({ refused, detail: 'why' });
      const client = server.client();
      await client.opened();
      client.send({ type: 'hello' });
      expect(await client.ended()).to.deep.equal({ code, reason: `${refused}: why` });
    });

  it('is closed by the services, with their code; nothing more is sent and the subscription ends', async () => {
    const client = await server.subscribed();
    sink().send(text(1));
    sink().close(4429, 'too slow');
    sink().send(text(2));
    expect(await client.ended()).to.deep.equal({ code: 4429, reason: 'too slow' });
    expect(client.frames.map(({ sequence }) => sequence)).to.deep.equal([1]);
    expect(server.api.subscribers[0]?.ended).to.equal(true);
  });

  it('may be closed by the services while it subscribes', async () => {
    server.api.onSubscribe = (opened) => void opened.close(4410, 'moved');
    const client = server.client();
    await client.opened();
    client.send({ type: 'hello' });
    expect((await client.ended()).code).to.equal(4410);
    expect(server.api.subscribers[0]?.ended).to.equal(true);
  });

  it('ends its subscription when the peer goes', async () => {
    const client = await server.subscribed();
    client.ws.close(1000);
    await until(() => server.api.subscribers[0]?.ended, 'the subscription ends');
    await until(() => server.feed.size === 0, 'the server forgets it');
  });

  it('that reads slowly is told why it is closed: what waits is dropped, so that little is before it', async () => {
    const client = await server.subscribed();
    client.ws.pause();
    await settled();
    const large = JSON.stringify({ type: 'call.offered', data: 'x'.repeat(10_000) });
    for (let i = 0; i < 100; i++) sink().send(large);
    expect(sink().pending()).to.be.greaterThan(900_000);
    sink().close(4429, 'too slow');
    expect(sink().pending()).to.be.lessThan(100_000);
    client.ws.resume();
    expect(await client.ended()).to.deep.equal({ code: 4429, reason: 'too slow' });
    expect(client.frames.length).to.be.within(1, 20);
  });

  it('gets everything in order however little of it is on its way at once', async () => {
    const client = await server.subscribed();
    const sizes = Array.from({ length: 500 }, (_, i) => (i * 7_919) % 20_000);
    client.ws.pause();
    await settled();
    for (const [i, size] of sizes.entries()) sink().send(JSON.stringify({ sequence: i, data: 'x'.repeat(size) }));
    client.ws.resume();
    await until(() => client.frames.length === sizes.length, 'all of it comes');
    expect(client.frames.map(({ sequence }) => sequence)).to.deep.equal([...sizes.keys()]);
    expect(sink().pending()).to.equal(0);
    sink().send(text(500));
    await until(() => client.frames.length === sizes.length + 1, 'and what follows');
  });

  it('is cut when the peer does not answer a close within 10 s', async () => {
    const client = await server.subscribed();
    client.ws.pause();
    sink().close(4429, 'too slow');
    await settled();
    server.clock.advance(9_999);
    await settled();
    expect(server.feed.size).to.equal(1);
    server.clock.advance(1);
    await until(() => server.feed.size === 0, 'the socket is gone');
  });

  it('cuts a long reason at a whole character', async () => {
    const client = await server.subscribed();
    sink().close(4400, 'ü'.repeat(100));
    const { reason } = await client.ended();
    expect(reason).to.equal(`${'ü'.repeat(60)}…`);
  });

  it('is closed with the reason when a frame is larger than 64 kB, or no text', async () => {
    const client = await server.subscribed();
    client.send(JSON.stringify({ id: 'c1', type: 'call.route', data: { x: 'x'.repeat(65_536) } }));
    const tooLarge = 'request.too_large: a frame is at most 65536 bytes';
    expect(await client.ended()).to.deep.equal({ code: 4400, reason: tooLarge });
    const other = await server.subscribed();
    other.ws.send(Buffer.from([0x22, 0xff, 0x22]), { binary: false });
    const noText = 'request.malformed: the text is not UTF-8';
    expect(await other.ended()).to.deep.equal({ code: 4400, reason: noText });
  });

  it('is pinged every 15 s and cut when it does not answer', async () => {
    const client = await server.subscribed();
    let pings = 0;
    client.ws.on('ping', () => {
      pings++;
    });
    server.clock.advance(15_000);
    await until(() => pings === 1, 'the first ping');
    await settled();
    server.clock.advance(15_000);
    await until(() => pings === 2, 'the second ping, as the first was answered');
    await settled();
    client.ws.pause();
    server.clock.advance(15_000);
    await settled();
    expect(server.feed.size).to.equal(1);
    server.clock.advance(15_000);
    await until(() => server.feed.size === 0, 'the dead socket is cut');
    expect(server.api.subscribers[0]?.ended).to.equal(true);
  });

  describe('whose key is revoked', () => {
    let client: FeedClient;
    beforeEach(async () => {
      client = await server.subscribed();
      server.api.revoked.add('secret-application');
    });

    it('is closed at the next ping', async () => {
      server.clock.advance(15_000);
      const { code, reason } = await client.ended();
      expect([code, reason]).to.deep.equal([
        4401,
        'auth.invalid: The key or session is not known, or not accepted any more.',
      ]);
    });

    it('carries out no command any more', async () => {
      client.send({ id: 'c1', type: 'call.answer', data: { call: 'ca_1' } });
      expect((await client.ended()).code).to.equal(4401);
      expect(server.api.executed).to.deep.equal([]);
    });
  });
});
