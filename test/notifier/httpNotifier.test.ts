/** The notifier against a real HTTP server that behaves, and that does not. */
import { expect } from 'chai';
import { httpNotifier } from '../../src/notifier/httpNotifier';
import type { NotifierResult, TextMessage } from '../../src/ports/notifier';
import type { WebhookOptions } from '../../src/webhook/webhook';
import type { Receiver } from '../webhook/receiver';
import { at, Subject } from '../webhook/subject';

const PARTS = { id: 'me_1', to: '+4915123456789', from: 'Acme', text: 'Grüße: 123 456 7890', language: 'de' };

describe('the notifier over HTTP', () => {
  const subject = new Subject();
  let server: Receiver;
  const notifier = (options?: Partial<WebhookOptions>) => httpNotifier(subject.adapter(options));
  const message = (by: object = {}, deadlineMs = 4_000): TextMessage => ({
    parts: PARTS,
    by: {
      ...{ url: at(server, '/messages?v=1'), headers: {} },
      body: { json: { to: '{to}', body: '{text}' } },
      ...by,
    },
    secrets: { key: 's3cret' },
    deadlineMs,
  });
  const send = (by?: object, deadlineMs?: number): Promise<NotifierResult> =>
    notifier().send(message(by, deadlineMs)).result;

  beforeEach(async () => {
    server = await subject.receiver();
  });
  afterEach(() => subject.close());

  it('posts JSON with the headers of the tenant, and nothing of a signature', async () => {
    const headers = { Authorization: 'Bearer {secrets.key}', 'Idempotency-Key': '{id}' };
    expect(await send({ headers })).to.deep.equal({ sent: true, status: 204 });
    const [got] = server.received;
    expect(got).to.include({ method: 'POST', path: '/messages?v=1' });
    expect(JSON.parse(got?.body ?? '')).to.deep.equal({ to: PARTS.to, body: PARTS.text });
    expect(got?.headers).to.include({
      ...{ authorization: 'Bearer s3cret', 'idempotency-key': 'me_1' },
      ...{ 'content-type': 'application/json', 'user-agent': 'Signalbox/1.2.3' },
    });
    expect(Object.keys(got?.headers ?? {}).filter((name) => name.startsWith('webhook-'))).to.deep.equal([]);
  });

  it('says that it cannot send what is no header, as a secret may be that was changed since it was looked at', async () => {
    const sending = notifier().send({
      ...message({ headers: { Key: '{secrets.key}' } }),
      secrets: { key: 'a\r\nb: c' },
    });
    expect(await sending.result).to.include({ sent: false });
    expect(server.received).to.deep.equal([]);
  });

  it('posts the fields of a form', async () => {
    expect(await send({ body: { form: { To: '{to}', Body: '{text}' } } })).to.include({ sent: true });
    const [got] = server.received;
    expect(got?.headers).to.include({ 'content-type': 'application/x-www-form-urlencoded' });
    expect(Object.fromEntries(new URLSearchParams(got?.body))).to.deep.equal({ To: PARTS.to, Body: PARTS.text });
  });

  for (const [status, again] of [
    [400, false],
    [401, false],
    [404, false],
    [408, true],
    [429, true],
    [500, true],
    [503, true],
  ] as const)
    it(`says of ${status} that it ${again ? 'may do better later' : 'is for good'}`, async () => {
      server.answer = (response) => response.writeHead(status, { 'retry-after': '7' }).end('why');
      const result = { sent: false, reason: 'status', status, again, retryAfterMs: 7_000 };
      expect(await send()).to.deep.equal(result);
    });

  it('follows no redirect', async () => {
    server.answer = (response) => response.writeHead(302, { location: at(server, '/elsewhere') }).end();
    expect(await send()).to.deep.equal({ sent: false, reason: 'redirected', status: 302, again: false });
    expect(server.received).to.have.lengthOf(1);
  });

  it('gives up at its deadline, when it is told to, and when the service is gone; all of it may pass', async () => {
    server.answer = () => {};
    expect(await send({}, 50)).to.deep.equal({ sent: false, reason: 'timeout', again: true });
    const sending = notifier().send(message());
    server.answer = () => sending.abort();
    expect(await sending.result).to.deep.equal({ sent: false, reason: 'aborted', again: false });
    const gone = message();
    await server.close();
    const result = await notifier().send(gone).result;
    expect(result).to.deep.equal({ sent: false, reason: 'unreachable', again: true });
  });

  it('reads no more of an answer than it needs', async () => {
    server.answer = (response) => {
      const more = (): unknown => response.destroyed || response.write('x'.repeat(65_536), () => setImmediate(more));
      more();
    };
    expect(await send()).to.deep.equal({ sent: true, status: 200 });
    const result = { sent: false, reason: 'too_large', status: 200, again: false };
    expect(await send({ accepted: 'yes' })).to.deep.equal(result);
  });

  it('looks into the answer of a service that says 200 to everything', async () => {
    const accepted = '"status":"0"';
    server.answer = (response) => response.end('{"messages": [{\n "status": "0" }]}');
    expect(await send({ accepted })).to.deep.equal({ sent: true, status: 200 });
    server.answer = (response) => response.end('{"messages": [{ "status": "4" }]}');
    expect(await send({ accepted })).to.deep.equal({ sent: false, reason: 'not_accepted', status: 200, again: false });
  });

  it('reaches no address that the installation does not allow', async () => {
    const sending = notifier({ allow: [] }).send(message({ url: `https://127.0.0.1:${server.port}/` }));
    expect(await sending.result).to.deep.equal({ sent: false, reason: 'refused_address', again: false });
    expect(await send({ url: 'http://169.254.169.254/latest' })).to.include({
      reason: 'refused_address',
      again: false,
    });
    expect(server.connections).to.equal(0);
  });
});
