import { expect } from 'chai';
import type { EdgeOptions } from '../../../src/delivery/edge';
import { REQUEST_MS } from '../../../src/delivery/http/serve';
import { CALL_ID } from '../../support/fakeApi';
import { until } from '../../support/manualClock';
import { MemoryServer } from '../../support/memoryServer';

const CALL = `/v1/tenants/acme/calls/${CALL_ID}`;

describe('the app', () => {
  let server: MemoryServer;
  beforeEach(() => {
    server = new MemoryServer();
  });
  afterEach(() => server.end());

  it('sends the security headers with every answer and does not name its framework', async () => {
    for (const path of ['/healthz', '/nowhere', CALL]) {
      const { headers } = await server.send({ path });
      expect(headers).to.include({
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'referrer-policy': 'no-referrer',
      });
      expect(headers).not.to.have.property('x-powered-by');
    }
  });

  it('keeps browsers to HTTPS that came by it, and only those', async () => {
    const over = async (edge: EdgeOptions, headers = {}): Promise<unknown> => {
      const other = new MemoryServer(server.api, () => true, edge);
      const reply = await other.send({ path: '/nowhere', headers });
      await other.end();
      return reply.headers['strict-transport-security'];
    };
    const proxied = { 'x-forwarded-proto': 'https' };
    expect(await over({ trustProxy: 1 }, proxied)).to.equal('max-age=31536000');
    expect(await over({ publicUrl: 'https://calls.example' })).to.equal('max-age=31536000');
    expect(await over({}, proxied), 'nobody we trust').to.equal(undefined);
    expect(await over({ trustProxy: 1 })).to.equal(undefined);
  });

  it('answers an unknown address with a problem', async () => {
    const { status, headers, json } = await server.send({ path: '/v2/calls' });
    expect(status).to.equal(404);
    expect(headers['content-type']).to.equal('application/problem+json');
    expect(json).to.deep.equal({
      type: 'urn:signalbox:problem:request.not_found',
      title: 'There is nothing at this address.',
      status: 404,
      code: 'request.not_found',
    });
  });

  it('takes an address exactly: letter case and a slash at the end count', async () => {
    for (const path of ['/Healthz', '/healthz/', '//healthz'])
      expect((await server.send({ path })).status).to.equal(404);
  });

  it('answers a path that cannot be decoded with 404', async () => {
    const { status, json } = await server.send({ path: '/v1/tenants/%E0%A4%A/calls', key: 'secret-admin' });
    expect([status, json.code]).to.deep.equal([404, 'request.not_found']);
  });

  it('answers another method with 405 and the methods there are', async () => {
    const { status, headers, json } = await server.send({ method: 'DELETE', path: '/v1/tenants/acme/calls' });
    expect([status, json.code]).to.deep.equal([405, 'request.method_not_allowed']);
    expect(headers.allow).to.equal('GET, HEAD, POST');
    expect((await server.send({ method: 'OPTIONS', path: `${CALL}/answer` })).headers.allow).to.equal('POST');
  });

  it('answers HEAD like GET, without the body', async () => {
    const { status, text, headers } = await server.send({ method: 'HEAD', path: CALL, key: 'secret-owner' });
    expect([status, text, headers.etag]).to.deep.equal([200, '', '"7"']);
  });

  it('gives the sequence as ETag and 304 to who has it', async () => {
    const first = await server.send({ path: CALL, key: 'secret-owner' });
    expect([first.status, first.headers.etag]).to.deep.equal([200, '"7"']);
    const again = await server.send({ path: CALL, key: 'secret-owner', headers: { 'if-none-match': '"7"' } });
    expect([again.status, again.text]).to.deep.equal([304, '']);
    const older = await server.send({ path: CALL, key: 'secret-owner', headers: { 'if-none-match': '"6"' } });
    expect(older.status).to.equal(200);
  });

  it('never answers 304 for what has figures of this moment', async () => {
    for (const path of ['queues/sales', 'agents/anna', 'workstations/desk-1']) {
      const asked = { path: `/v1/tenants/acme/${path}`, key: 'secret-owner' };
      const { headers } = await server.send(asked);
      const again = await server.send({ ...asked, headers: { 'if-none-match': headers.etag as string } });
      expect([again.status, again.headers.etag], path).to.deep.equal([200, headers.etag]);
    }
  });

  it('hides a defect behind a request id that is in the log', async () => {
    server.api.queries.get = () => Promise.reject(new TypeError('secret inside'));
    const { status, json, text } = await server.send({ path: CALL, key: 'secret-owner' });
    expect([status, json.code]).to.deep.equal([500, 'service.internal']);
    expect(text).not.to.contain('secret inside');
    const [level, , facts] = server.logged.at(-1) ?? [];
    expect(level).to.equal('error');
    expect(facts).to.include({ requestId: json.facts.requestId });
    expect(String(facts?.error)).to.contain('secret inside');
  });

  it('gives every answer of a route a request id of its own', async () => {
    const one = await server.send({ path: '/healthz' });
    const two = await server.send({ path: '/healthz' });
    expect(one.headers['x-request-id']).to.match(/^[0-9a-f-]{36}$/);
    expect(one.headers['x-request-id']).not.to.equal(two.headers['x-request-id']);
  });

  it('answers 504 when the services do not answer in time', async () => {
    let asked = false;
    server.api.queries.get = () => {
      asked = true;
      return new Promise(() => {});
    };
    const answer = server.send({ path: CALL, key: 'secret-owner' });
    await until(() => asked, 'the request is under way');
    server.clock.advance(REQUEST_MS - 1);
    expect(server.clock.next, 'the deadline is still to come').to.be.within(0, 1);
    server.clock.advance(1);
    const { status, json } = await answer;
    expect([status, json.code]).to.deep.equal([504, 'service.timeout']);
  });

  it('answers 429 and for how long when a tenant asks too often', async () => {
    server.api.limits.spent.add('acme');
    const { status, headers, json } = await server.send({ path: CALL, key: 'secret-owner' });
    expect([status, json.code, headers['retry-after']]).to.deep.equal([429, 'quota.exceeded', '3']);
    expect((await server.send({ path: CALL, key: 'secret-admin' })).status).to.equal(200);
  });

  it('hands on which state of a resource a change is about', async () => {
    const patch = (headers: Record<string, string>) =>
      server.send({
        method: 'PATCH',
        path: '/v1/system/tenants/acme',
        key: 'secret-admin',
        body: '{"name":"A"}',
        headers: { 'content-type': 'application/json', ...headers },
      });
    await patch({ 'if-match': '"17"' });
    expect(server.api.asked.at(-1)).to.deep.equal(['changeTenant', { name: 'A' }, 'acme', 17]);
    await patch({ 'if-match': '*' });
    expect(server.api.asked.at(-1), 'whichever').to.deep.equal(['changeTenant', { name: 'A' }, 'acme', '*']);
    for (const tag of ['17', 'W/"17"', '"x"'])
      expect((await patch({ 'if-match': tag })).json.errors?.[0]?.path, tag).to.equal('header If-Match');
  });

  it('says when to come back while the store is away', async () => {
    server.api.onCommand = () => ({ refused: 'store.away' });
    const { status, headers } = await server.post(`${CALL}/answer`, 'secret-owner', {});
    expect([status, headers['retry-after']]).to.deep.equal([503, '2']);
  });
});
