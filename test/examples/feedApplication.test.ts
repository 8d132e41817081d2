/** The program that tenants copy works as it stands: it attaches, decides, and goes on where it was. */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { expect } from 'chai';
import { type Listening, listen } from '../../src/delivery/server';
import { CALL_ID } from '../support/fakeApi';
import { MemoryServer } from '../support/memoryServer';

const EXAMPLE = path.join(__dirname, '../../examples/feed-application.mjs');

const offered = (sequence: number, cause: string) => {
  const call = { id: CALL_ID, application: 'hotline', ani: '+4930', dnis: '100', offer: { number: sequence, cause } };
  return JSON.stringify({ type: 'call.offered', sequence, data: call });
};

describe('examples/feed-application.mjs', function () {
  this.timeout(30_000);
  let server: MemoryServer;
  let listening: Listening;
  let child: ChildProcess;

  beforeEach(async () => {
    server = new MemoryServer();
    const app = server.server.http.listeners('request')[0] as never;
    listening = await listen({ host: '127.0.0.1', port: 0, app, feed: server.feed, clock: server.clock });
    const env = { ...process.env, SIGNALBOX_URL: listening.url, SIGNALBOX_KEY: 'secret-application' };
    child = spawn(process.execPath, [EXAMPLE], { env, stdio: 'ignore' });
  });
  afterEach(async () => {
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill();
    await ended;
    await listening.close();
    await server.end();
  });

  /** The process has its own time: its next step is awaited, however long it takes (the test has a limit). */
  const happens = async (probe: () => unknown): Promise<void> => {
    while (!probe()) await new Promise((resolve) => setTimeout(resolve, 10));
  };

  it('attaches, answers offers, and resumes after the last sequence', async () => {
    const { api } = server;
    await happens(() => api.asked.length === 1);
    expect(api.asked[0]?.slice(0, 3)).to.deep.equal(['attach', 'hotline', 'exclusive']);
    api.subscribers[0]?.sink.send(offered(42, 'arrived'));
    api.subscribers[0]?.sink.send(offered(43, 'busy'));
    await happens(() => api.executed.length === 2);
    expect(api.executed[0]).to.deep.include({
      command: 'call.route',
      target: CALL_ID,
      requestId: `route-${CALL_ID}-42`,
      body: {
        offer: 42,
        treatments: [
          { do: 'announce', media: [{ play: 'prompt', name: 'welcome' }] },
          { do: 'connect', to: { endpoint: 'SIM/101' } },
        ],
      },
    });
    expect(JSON.stringify(api.executed[1]?.body), 'nobody was there').to.contain('"do":"reject"');
    server.feed.terminate();
    await happens(() => api.asked.length === 2);
    expect(api.subscribers[1]?.options).to.deep.equal({ after: 43 });
    expect(api.asked[1]?.[3], 'to attach again is another act').not.to.equal(api.asked[0]?.[3]);
  });
});
