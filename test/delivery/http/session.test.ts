/** Sessions at the door: cookies, the token against forged requests, origins, and addresses behind proxies. */
import { expect } from 'chai';
import type { EdgeOptions } from '../../../src/delivery/edge';
import { FakeApi } from '../../support/fakeApi';
import { COOKIE, CSRF } from '../../support/fakeSignIns';
import { MemoryServer } from '../../support/memoryServer';

const JSON_TYPE = { 'content-type': 'application/json' };
const IN = { cookie: `sb_session=${COOKIE}` };
const SIGN_IN = JSON.stringify({ tenant: 'acme', login: 'anna', password: 'right' });

describe('sessions over HTTP', () => {
  let server: MemoryServer;
  const serve = (edge?: EdgeOptions): MemoryServer => {
    server = new MemoryServer(new FakeApi(), () => true, edge);
    return server;
  };
  afterEach(() => server.end());

  const signIn = (headers: Record<string, string> = {}, body = SIGN_IN) =>
    server.send({ method: 'POST', path: '/v1/session', headers: { ...JSON_TYPE, ...headers }, body });
  const post = (headers: Record<string, string>) =>
    server.send({ method: 'POST', path: '/v1/tenants/acme/keys', headers: { ...JSON_TYPE, ...headers }, body: '{}' });

  it('give a cookie that no script reads and no other site sends', async () => {
    serve();
    const { status, headers } = await signIn();
    expect(status).to.equal(200);
    expect(headers['set-cookie']).to.deep.equal([
      `sb_session=${COOKIE}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${Math.floor((3_600_000 - server.clock.now()) / 1_000)}`.replace(
        /Max-Age=-\d+/,
        'Max-Age=0',
      ),
    ]);
  });

  it('bind the cookie to this host where the browser came by HTTPS', async () => {
    serve({ publicUrl: 'https://calls.example' });
    const { headers } = await signIn();
    expect(headers['set-cookie']?.[0]).to.match(/^__Host-sb_session=se_1\.signed; .*; Secure$/);
    const plain = await server.send({ path: '/v1/session', headers: IN });
    expect(plain.json.code, 'a cookie that anybody nearby could have set').to.equal('auth.missing');
    const bound = await server.send({ path: '/v1/session', headers: { cookie: `a=b; __Host-sb_session=${COOKIE}` } });
    expect([bound.status, bound.json.role]).to.deep.equal([200, 'owner']);
  });

  it('are refused with one answer, and no cookie', async () => {
    serve();
    const { status, headers, json } = await signIn({}, SIGN_IN.replace('right', 'wrong'));
    expect([status, json.code]).to.deep.equal([401, 'auth.sign_in_failed']);
    expect(headers).not.to.have.property('set-cookie');
  });

  it('read with the cookie alone', async () => {
    serve();
    expect((await server.send({ path: '/v1/tenants/acme/keys', headers: IN })).status).to.equal(200);
    const other = await server.send({ path: '/v1/tenants/globex/keys', headers: IN });
    expect([other.status, other.json.code]).to.deep.equal([403, 'auth.forbidden']);
    const forged = await server.send({ path: '/v1/session', headers: { cookie: 'sb_session=se_1.forged' } });
    expect([forged.status, forged.json.code]).to.deep.equal([401, 'auth.invalid']);
  });

  it('change nothing without the token, nor from the page of somebody else', async () => {
    serve();
    for (const headers of [
      {},
      { 'x-csrf-token': 'guessed' },
      { 'x-csrf-token': CSRF, origin: 'https://evil.example' },
    ]) {
      const { status, json } = await post({ ...IN, ...headers });
      expect([status, json.code], JSON.stringify(headers)).to.deep.equal([403, 'auth.csrf']);
    }
    expect(server.api.asked).to.deep.equal([]);
    for (const headers of [{}, { origin: 'http://memory' }])
      expect((await post({ ...IN, 'x-csrf-token': CSRF, ...headers })).json.code).to.equal('request.invalid');
  });

  it('let a key through without a token: no browser sends it by itself', async () => {
    serve();
    const { json } = await post({
      authorization: 'Bearer secret-owner',
      cookie: IN.cookie,
      origin: 'https://evil.example',
    });
    expect(json.code).to.equal('request.invalid');
  });

  it('are not begun from the page of somebody else', async () => {
    serve();
    for (const origin of ['https://evil.example', 'null'])
      expect((await signIn({ origin })).json.code, origin).to.equal('auth.csrf');
    expect((await signIn({ 'content-type': 'text/plain' })).json.code).to.equal('request.unsupported_type');
    expect((await signIn({ origin: 'http://memory' })).status).to.equal(200);
  });

  it('take the cookie away at the end', async () => {
    serve();
    const { status, headers } = await server.send({
      method: 'POST',
      path: '/v1/session/end',
      headers: { ...IN, 'x-csrf-token': CSRF },
    });
    expect(status).to.equal(200);
    expect(headers['set-cookie']?.[0]).to.include('sb_session=; ').and.include('Max-Age=0');
    const key = await server.send({ method: 'POST', path: '/v1/session/end', key: 'secret-owner' });
    expect([key.status, key.json.code]).to.deep.equal([409, 'auth.not_signed_in']);
  });

  it('open a feed from a page of this gateway and from no other', async () => {
    serve();
    const open = async (origin: string | undefined) => {
      const headers = { ...IN, ...(origin !== undefined && { origin }) };
      const client = server.client('/v1/tenants/acme/feed', undefined, headers);
      return origin === 'http://memory' ? client.opened() : JSON.parse((await client.answered()).body).code;
    };
    expect(await open('https://evil.example')).to.equal('auth.csrf');
    expect(await open(undefined)).to.equal('auth.csrf');
    await open('http://memory');
  });

  describe('behind a proxy', () => {
    const from = async (forwarded: string) => {
      await signIn({ 'x-forwarded-for': forwarded });
      return server.api.signIns.addresses.at(-1);
    };

    it('believe nobody by default', async () => {
      serve();
      expect(await from('198.51.100.7')).to.equal('unknown');
      const { headers } = await signIn({
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'evil.example',
        origin: 'https://evil.example',
      });
      expect(headers).not.to.have.property('set-cookie');
    });

    it('take the address that the last trusted hop saw', async () => {
      serve({ trustProxy: 1 });
      expect(await from('203.0.113.9, 198.51.100.7')).to.equal('198.51.100.7');
      serve({ trustProxy: 2 });
      expect(await from('203.0.113.9, 198.51.100.7')).to.equal('203.0.113.9');
      expect(await from('198.51.100.7')).to.equal('198.51.100.7');
    });

    it('take no port for part of an address: it is another one with every connection', async () => {
      serve({ trustProxy: 1 });
      expect(await from('198.51.100.7:40001')).to.equal('198.51.100.7');
      expect(await from('[2001:db8::1]:40001')).to.equal('2001:db8::1');
      expect(await from('2001:db8::1')).to.equal('2001:db8::1');
    });

    it('know from it whether the browser came by HTTPS, and to which host', async () => {
      serve({ trustProxy: 1 });
      const told = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'calls.example' };
      const { headers } = await signIn({ ...told, origin: 'https://calls.example' });
      expect(headers['set-cookie']?.[0]).to.match(/^__Host-/);
      expect((await signIn({ ...told, origin: 'http://calls.example' })).json.code).to.equal('auth.csrf');
    });
  });

  it('are not asked for too often from one address', async () => {
    serve({ trustProxy: 1 });
    const knock = (address: string) => server.send({ path: '/v1/session', headers: { 'x-forwarded-for': address } });
    for (let i = 0; i < 100; i += 1) expect((await knock('198.51.100.7')).status).to.equal(401);
    const { status, json, headers } = await knock('198.51.100.7');
    expect([status, json.code, headers['retry-after']]).to.deep.equal([429, 'request.too_many', '1']);
    expect((await knock('198.51.100.8')).status, 'somebody else').to.equal(401);
    const good = await server.send({
      path: '/v1/session',
      key: 'secret-owner',
      headers: { 'x-forwarded-for': '198.51.100.7' },
    });
    expect(good.status, 'a good key from the same address').to.equal(200);
    server.clock.advance(1_000);
    expect((await knock('198.51.100.7')).status).to.equal(401);
  });
});
