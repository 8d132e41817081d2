import { expect } from 'chai';
import { until } from '../../support/manualClock';
import { MemoryServer } from '../../support/memoryServer';

const HANDSHAKE =
  'Host: m\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

describe('opening a feed', () => {
  let server: MemoryServer;
  beforeEach(() => {
    server = new MemoryServer();
  });
  afterEach(() => server.end());

  const refusal = async (path: string, key?: string): Promise<[number, string]> => {
    const { status, headers, body } = await server.client(path, key).answered();
    expect(headers['content-type']).to.equal('application/problem+json');
    return [status, JSON.parse(body).code];
  };

  /** What the server answers to these bytes, and that it ends the connection. */
  const raw = async (bytes: string): Promise<string> => {
    const socket = server.connect();
    let answer = '';
    let ended = false;
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('end', () => {
      ended = true;
    });
    socket.write(bytes);
    await until(() => ended, 'the server ends the connection');
    socket.destroy();
    return answer;
  };

  it('works with the key of the tenant, and with the one of an admin for every tenant', async () => {
    await server.client('/v1/tenants/acme/feed', 'secret-supervisor').opened();
    await server.client('/v1/tenants/globex/feed', 'secret-admin').opened();
  });

  it('needs a key in the header', async () => {
    const client = server.client('/v1/tenants/acme/feed', '');
    const { status, headers } = await client.answered();
    expect([status, headers['www-authenticate']]).to.deep.equal([
      401,
      'Bearer realm="signalbox", error="invalid_token"',
    ]);
    expect(await refusal('/v1/tenants/acme/feed', 'nobody')).to.deep.equal([401, 'auth.invalid']);
    expect(await raw(`GET /v1/tenants/acme/feed?key=secret-admin HTTP/1.1\r\n${HANDSHAKE}\r\n`)).to.match(
      /^HTTP\/1\.1 401 Unauthorized\r\n[\s\S]*\r\nContent-Type: application\/problem\+json\r\n[\s\S]*"code":"auth.missing"/,
    );
  });

  it('says the same of another tenant and of none', async () => {
    const answers = ['globex', 'nobody', 'system', 'Acme', '%00'].map(async (tenant) => {
      const { status, body } = await server.client(`/v1/tenants/${tenant}/feed`, 'secret-application').answered();
      return `${status} ${body}`;
    });
    const [first, ...others] = await Promise.all(answers);
    expect(first).to.match(/^403 .*auth\.forbidden/);
    for (const other of others) expect(other).to.equal(first);
  });

  it('is possible at exactly one address', async () => {
    for (const path of [
      '/v1/tenants/acme/feed/',
      '/v1/tenants/acme/Feed',
      '/v1/tenants/acme/calls',
      '/',
      '/v1/tenants//feed',
    ])
      expect(await refusal(path, 'secret-admin'), path).to.deep.equal([404, 'request.not_found']);
  });

  it('takes no query', async () => {
    expect(await refusal('/v1/tenants/acme/feed?after=0', 'secret-application')).to.deep.equal([
      400,
      'request.invalid',
    ]);
  });

  it('takes a handshake of WebSocket alone', async () => {
    const head = `GET /v1/tenants/acme/feed HTTP/1.1\r\nAuthorization: Bearer secret-application\r\n`;
    const broken = HANDSHAKE.replace('Sec-WebSocket-Version: 13', 'Sec-WebSocket-Version: 7');
    expect(await raw(`${head}${broken}\r\n`)).to.match(
      /^HTTP\/1\.1 400 [\s\S]*"code":"request\.invalid"[\s\S]*Sec-WebSocket-Version/,
    );
    const other = HANDSHAKE.replace('Upgrade: websocket', 'Upgrade: h2c');
    expect(await raw(`${head}${other}\r\n`)).to.match(/^HTTP\/1\.1 400 [\s\S]*"code":"request\.invalid"/);
  });

  it('tells a plain request to speak WebSocket', async () => {
    const { status, headers, json } = await server.send({ path: '/v1/tenants/acme/feed', key: 'secret-application' });
    expect([status, json.code, headers.upgrade]).to.deep.equal([426, 'request.upgrade_required', 'websocket']);
  });

  it('answers what is no HTTP with a problem', async () => {
    expect(await raw('\x16\x03\x01 not http\r\n\r\n')).to.match(/^HTTP\/1\.1 400 [\s\S]*"code":"request\.invalid"/);
    expect(await raw(`GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).to.match(
      /^HTTP\/1\.1 413 [\s\S]*"code":"request\.too_large"/,
    );
  });
});
