import { request } from 'node:http';
import { connect } from 'node:net';
import { expect } from 'chai';
import { listen } from '../../src/delivery/server';
import { CALL_ID } from '../support/fakeApi';
import { settled, until } from '../support/manualClock';
import { MemoryServer } from '../support/memoryServer';

const CALL = `/v1/tenants/acme/calls/${CALL_ID}`;

describe('the server', () => {
  let server: MemoryServer;
  beforeEach(() => {
    server = new MemoryServer();
  });
  afterEach(() => server.end());

  it('tells sockets to go away and finishes the requests under way', async () => {
    const client = await server.subscribed();
    let finish: (found: { seq: number; data: unknown }) => void = () => {};
    let asked = false;
    server.api.queries.get = () =>
      new Promise((resolve) => {
        asked = true;
        finish = resolve;
      });
    const answer = server.send({ path: CALL, key: 'secret-owner' });
    await until(() => asked, 'the request is under way');
    let ended = false;
    const end = server.server.close().then(() => {
      ended = true;
    });
    expect(await client.ended()).to.deep.equal({ code: 1001, reason: 'the gateway is stopping' });
    finish({ seq: 1, data: {} });
    expect((await answer).status).to.equal(200);
    await end;
    expect(ended).to.equal(true);
  });

  it('opens no feed any more while it ends', async () => {
    const end = server.server.close();
    const { status, body } = await server.client().answered();
    expect([status, JSON.parse(body).code]).to.deep.equal([503, 'service.stopping']);
    await end;
  });

  describe('answers what is not asked as it should be', () => {
    /** Everything that comes back for that text until the connection ends; `meanwhile` runs when it was sent. */
    const raw = async (sent: string, meanwhile: () => unknown = () => {}): Promise<string> => {
      const client = server.connect();
      let answer = '';
      client.on('data', (chunk) => {
        answer += chunk;
      });
      client.on('error', () => {});
      client.write(sent);
      await meanwhile();
      await until(() => client.destroyed || client.readableEnded, 'the connection ends');
      return answer;
    };
    const get = (path: string, more = ''): string =>
      `GET ${path} HTTP/1.1\r\nHost: memory\r\nAuthorization: Bearer secret-owner\r\n${more}\r\n`;
    const UPGRADE = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n';

    for (const [name, text, place] of [
      ['CONNECT', 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n', 'this is no proxy'],
      ['a request without Host', 'GET /healthz HTTP/1.1\r\n\r\n', 'header Host'],
      ['an expectation that nobody knows', get('/healthz', 'Expect: the-impossible\r\n'), 'header Expect'],
    ] as const)
      it(`tells ${name} what is wrong`, async () => {
        const answer = await raw(text);
        expect(answer)
          .to.match(/^HTTP\/1\.1 400 /)
          .and.to.contain('"request.invalid"')
          .and.to.contain(place);
      });

    it('but a request of HTTP/1.0, which needs no Host', async () => {
      expect(await raw('GET /healthz HTTP/1.0\r\n\r\n')).to.match(/^HTTP\/1\.1 200 /);
    });

    for (const [name, next] of [
      ['an upgrade', get('/v1/tenants/globex/feed', UPGRADE)],
      ['what is no HTTP', 'nonsense\r\n\r\n'],
    ] as const)
      it(`and never gives the answer to ${name} to the request before it`, async () => {
        let asked = false;
        server.api.queries.get = () => {
          asked = true;
          return new Promise(() => {});
        };
        expect(await raw(get(CALL) + next, () => until(() => asked, 'the request is under way'))).to.equal('');
        server.clock.advance(30_000);
        await settled();
      });

    it('and answers in order while it starts', async () => {
      const starting = new MemoryServer(undefined, () => false);
      const client = starting.connect();
      client.write(get('/healthz') + get('/readyz'));
      let answer = '';
      client.on('data', (chunk) => {
        answer += chunk;
      });
      await until(() => client.readableEnded, 'the connection ends');
      expect(answer.match(/HTTP\/1\.1 503 /g)).to.have.lengthOf(1);
      expect(answer).to.contain('"service.starting"');
      await starting.end();
    });
  });

  it('may be closed twice', async () => {
    expect(server.server.close()).to.equal(server.server.close());
  });
});

describe('listening', () => {
  /** The same on a port of this machine. */
  const opened = async () => {
    const memory = new MemoryServer();
    const app = memory.server.http.listeners('request')[0] as never;
    const listening = await listen({ host: '127.0.0.1', port: 0, app, feed: memory.feed, clock: memory.clock });
    return { memory, app, listening };
  };

  it('opens a port, answers, and ends with connections kept alive', async () => {
    const { listening } = await opened();
    expect(listening.url).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${listening.url}/healthz`)).status).to.equal(200);
    await listening.close();
    await expectRefused(listening.url);
  });

  it('tells who does not come to the end of the headers, soon after their time', async () => {
    const { server } = new MemoryServer();
    server.http.headersTimeout = 100;
    await server.listen(0, '127.0.0.1');
    const client = connect(Number(new URL(server.url('127.0.0.1')).port), '127.0.0.1');
    client.write('GET /healthz HTTP/1.1\r\nHost: x\r\n');
    const chunks: Buffer[] = [];
    for await (const chunk of client) chunks.push(chunk as Buffer);
    expect(String(chunks))
      .to.match(/^HTTP\/1\.1 408 Request Timeout\r\n/)
      .and.to.contain('"request.too_slow"');
    await server.close();
  }).timeout(10_000);

  it('rejects when the address is taken', async () => {
    const { memory, app, listening } = await opened();
    const { feed, clock } = memory;
    const port = Number(new URL(listening.url).port);
    const error = await listen({ host: '127.0.0.1', port, app, feed, clock }).catch((thrown) => thrown);
    expect(error).to.include({ code: 'EADDRINUSE' });
    await listening.close();
  });

  it('cuts what does not end within 5 s', async () => {
    const { memory, listening } = await opened();
    let asked = false;
    memory.api.queries.get = () => {
      asked = true;
      return new Promise(() => {});
    };
    const headers = { authorization: 'Bearer secret-owner' };
    const answer = fetch(`${listening.url}${CALL}`, { headers }).then(
      () => 'answered',
      () => 'cut',
    );
    await until(() => asked, 'the request is under way');
    let ended = false;
    const end = listening.close().then(() => {
      ended = true;
    });
    memory.clock.advance(4_999);
    await settled();
    expect(ended).to.equal(false);
    memory.clock.advance(1);
    await end;
    expect(await answer).to.equal('cut');
    memory.clock.advance(30_000);
    await until(() => memory.clock.timers === 0, 'the deadline of the request passes');
  });
});

function expectRefused(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request(url, () => reject(new Error('the port is still open')));
    asked.on('error', () => resolve());
    asked.end();
  });
}
