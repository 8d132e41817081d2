/** The webhook adapter against real servers that behave, and that do not. */
import { createServer, type Server } from 'node:net';
import { expect } from 'chai';
import { Webhook as Verifier } from 'standardwebhooks';
import { at, SECRET, Subject, send, tls } from './subject';

const OTHER = `whsec_${Buffer.alloc(24, 9).toString('base64')}`;

describe('the webhook adapter', () => {
  const subject = new Subject();
  const { adapter, receiver } = { adapter: subject.adapter.bind(subject), receiver: subject.receiver.bind(subject) };
  afterEach(() => subject.close());

  it('posts what the library of Standard Webhooks verifies, with each of two secrets', async () => {
    const server = await receiver();
    const sent = await send(adapter(), at(server, '/hook?tenant=1'), { secrets: [SECRET, OTHER] });
    expect(sent).to.deep.equal({ delivered: true, status: 204, body: '' });
    const [got] = server.received;
    expect(got).to.include({ method: 'POST', path: '/hook?tenant=1', body: '{"a":"ä"}' });
    expect(got?.headers).to.include({ 'content-type': 'application/json', 'user-agent': 'Signalbox/1.2.3' });
    for (const secret of [SECRET, OTHER])
      expect(new Verifier(secret).verify(got?.body ?? '', got?.headers ?? {})).to.deep.equal({ a: 'ä' });
    const third = new Verifier(`whsec_${Buffer.alloc(24, 1).toString('base64')}`);
    expect(() => third.verify(got?.body ?? '', got?.headers ?? {})).to.throw('No matching signature');
    expect(() => new Verifier(SECRET).verify('{"a":"x"}', got?.headers ?? {})).to.throw('No matching signature');
  });

  it('gives the answer where it is wanted', async () => {
    const server = await receiver();
    server.answer = (response) => response.end('{"vip":true}');
    expect(await send(adapter(), at(server), { maxBytes: 100 })).to.deep.equal({
      delivered: true,
      status: 200,
      body: '{"vip":true}',
    });
  });

  it('follows no redirect, least of all to an address that is not allowed', async () => {
    const server = await receiver();
    server.answer = (response) => response.writeHead(307, { location: 'http://169.254.169.254/latest' }).end();
    expect(await send(adapter(), at(server))).to.deep.equal({ delivered: false, reason: 'redirected', status: 307 });
    expect(server.received).to.have.lengthOf(1);
  });

  for (const [header, ms] of [
    ['7', 7_000],
    ['999999999', 86_400_000],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['soon', undefined],
  ] as const)
    it(`reads Retry-After: ${header}`, async () => {
      const server = await receiver();
      server.answer = (response) => response.writeHead(429, { 'retry-after': header }).end('slow down');
      const sent = await send(adapter(), at(server));
      expect(sent).to.deep.equal({
        delivered: false,
        reason: 'status',
        status: 429,
        ...(ms !== undefined && { retryAfterMs: ms }),
      });
    });

  it('gives up at its deadline when nothing is answered', async () => {
    const server = await receiver();
    server.answer = () => {};
    expect(await send(adapter(), at(server), { deadlineMs: 50 })).to.deep.equal({
      delivered: false,
      reason: 'timeout',
    });
  });

  it('gives up at its deadline when a wanted answer drips', async () => {
    const server = await receiver();
    server.answer = (response) => response.writeHead(200).write('{');
    const sent = await send(adapter(), at(server), { deadlineMs: 50, maxBytes: 100 });
    expect(sent).to.deep.equal({ delivered: false, reason: 'timeout' });
  });

  it('needs no more than the status of an answer nobody wants, and cuts one that does not end', async () => {
    const server = await receiver();
    let cut: () => void = () => {};
    const wasCut = new Promise<void>((resolve) => {
      cut = resolve;
    });
    server.answer = (response) => {
      response.on('close', cut);
      const more = (): unknown => response.destroyed || response.write('x'.repeat(65_536), () => setImmediate(more));
      more();
    };
    expect(await send(adapter(), at(server))).to.deep.equal({ delivered: true, status: 200, body: '' });
    await wasCut;
  });

  for (const length of ['100000000', undefined])
    it(`reads no more than wanted, ${length ? 'announced' : 'unannounced'}`, async () => {
      const server = await receiver();
      server.answer = (response) => {
        response.writeHead(200, length === undefined ? {} : { 'content-length': length });
        response.write('x'.repeat(200));
      };
      const sent = await send(adapter(), at(server), { maxBytes: 100 });
      expect(sent).to.deep.equal({ delivered: false, reason: 'too_large', status: 200 });
    });

  it('says when the connection breaks before the answer, or when it is no HTTP', async () => {
    const server = await receiver();
    server.answer = (response) => response.destroy();
    expect(await send(adapter(), at(server))).to.deep.equal({ delivered: false, reason: 'broken' });
    const raw: Server = createServer((socket) => void socket.resume().end('SSH-2.0-OpenSSH\r\n'));
    await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve));
    subject.keep({ close: () => new Promise<void>((resolve) => raw.close(() => resolve())) });
    const { port } = raw.address() as { port: number };
    expect(await send(adapter(), at({ port }))).to.deep.equal({ delivered: false, reason: 'broken' });
  });

  it('says when nobody listens', async () => {
    const server = await receiver();
    const gone = at(server);
    await server.close();
    expect(await send(adapter(), gone)).to.deep.equal({ delivered: false, reason: 'unreachable' });
  });

  it('ends at once when it is given up', async () => {
    const server = await receiver();
    const webhook = adapter();
    const request = { url: at(server), id: 'msg_1', body: '{}', contentType: 'application/json', secrets: [SECRET] };
    const sending = webhook.send({ ...request, deadlineMs: 4_000 });
    server.answer = () => sending.abort();
    expect(await sending.result).to.deep.equal({ delivered: false, reason: 'aborted' });
    sending.abort();
  });

  describe('with TLS', () => {
    const resolve = async (): Promise<string[]> => ['127.0.0.1'];

    it('speaks to whom it trusts by the name that was given', async () => {
      const server = await receiver(tls);
      const webhook = adapter({ ca: tls.cert, resolve });
      expect(await send(webhook, `https://localhost:${server.port}/`)).to.include({ delivered: true });
      const wrong = await send(webhook, `https://other.example:${server.port}/`);
      expect(wrong).to.deep.equal({ delivered: false, reason: 'tls' });
    });

    it('does not speak to whom nobody vouches for', async () => {
      const server = await receiver(tls);
      const sent = await send(adapter({ resolve }), `https://localhost:${server.port}/`);
      expect(sent).to.deep.equal({ delivered: false, reason: 'tls' });
      expect(server.received).to.deep.equal([]);
    });

    it('does not take plain HTTP for TLS', async () => {
      const server = await receiver();
      const sent = await send(adapter({ resolve }), `https://localhost:${server.port}/`);
      expect(sent).to.deep.equal({ delivered: false, reason: 'tls' });
    });
  });
});
