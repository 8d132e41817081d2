import { expect } from 'chai';
import WebSocket from 'ws';
import { CliError } from '../../src/cli/cliError';
import { follow } from '../../src/cli/follow';
import { until } from '../support/manualClock';
import { MemoryServer } from '../support/memoryServer';

const OPTIONS = { tenant: 'acme', url: 'http://memory', key: 'secret-admin', json: false };

/** One run of `tail` against a server in memory. */
class Run {
  readonly out: string[] = [];
  readonly err: string[] = [];
  readonly controller = new AbortController();
  /** What the run ended with: `undefined` for a normal end. */
  ended: { error?: unknown } | undefined;
  server: MemoryServer | undefined;

  constructor(
    readonly first: MemoryServer,
    options: Partial<Parameters<typeof follow>[0]> = {},
    isThere = true,
  ) {
    this.server = isThere ? first : undefined;
    follow(
      { ...OPTIONS, ...options },
      {
        out: (line) => this.out.push(line),
        err: (line) => this.err.push(line),
        after: (ms, fire) => first.clock.after(ms, fire),
        signal: this.controller.signal,
        open: (url, headers) => this.open(url, headers),
      },
    ).then(
      () => {
        this.ended = {};
      },
      (error) => {
        this.ended = { error };
      },
    );
  }

  private open(url: string, headers: Record<string, string>): WebSocket {
    const { server } = this;
    if (server) return new WebSocket(url, { headers, createConnection: () => server.connect() as never });
    // Port 1 of this machine: nobody listens.
    return new WebSocket('ws://127.0.0.1:1');
  }

  async stop(): Promise<void> {
    this.controller.abort();
    await until(() => this.ended, 'tail ends');
  }

  async error(): Promise<CliError> {
    const { error } = await until(() => this.ended, 'tail ends');
    expect(error).to.be.instanceOf(CliError);
    return error as CliError;
  }
}

const event = (sequence: number) =>
  JSON.stringify({ type: 'call.ringing', subject: 'call/x', time: '2026-01-05T09:00:01.250Z', sequence, data: {} });

describe('tail', () => {
  let server: MemoryServer;
  beforeEach(() => {
    server = new MemoryServer();
  });
  afterEach(() => server.end());

  const subscribers = () => server.api.subscribers;
  const subscribed = (count = 1) => until(() => subscribers().length === count, `${count} subscriptions`);

  it('prints a line for every event and none for positions, until it is interrupted', async () => {
    const run = new Run(server);
    await subscribed();
    subscribers()[0]?.sink.send(event(42));
    subscribers()[0]?.sink.send(JSON.stringify({ type: 'stream.position', data: { sequence: 50 } }));
    subscribers()[0]?.sink.send(event(51));
    await until(() => run.out.length === 2, 'two lines');
    expect(run.out[0]).to.match(/^09:00:01\.250 {2}#42 +call\.ringing/);
    expect(run.err).to.deep.equal(['-- acme at http://memory, sequence 41']);
    await run.stop();
    expect(run.ended).to.deep.equal({});
    await until(() => subscribers()[0]?.ended, 'the gateway is told');
  });

  it('prints envelopes as they came with --json', async () => {
    const run = new Run(server, { json: true });
    await subscribed();
    subscribers()[0]?.sink.send(event(42));
    await until(() => run.out.length === 1, 'a line');
    expect(run.out).to.deep.equal([event(42)]);
    await run.stop();
  });

  it('asks for what the options say', async () => {
    const run = new Run(server, { after: 7, types: ['call.cleared'] });
    await subscribed();
    expect(subscribers()[0]?.options).to.deep.equal({ after: 7, types: ['call.cleared'] });
    await run.stop();
  });

  it('goes on after the last sequence when the connection breaks, later each time it fails', async () => {
    const run = new Run(server);
    await subscribed();
    subscribers()[0]?.sink.send(event(42));
    subscribers()[0]?.sink.send(JSON.stringify({ type: 'stream.position', data: { sequence: 50 } }));
    await until(() => run.out.length === 1, 'a line');
    run.server = undefined;
    server.feed.terminate();
    await until(() => run.err.length === 2, 'it says so');
    expect(run.err[1]).to.match(/^-- connection lost \(.+\); trying again in 0\.5 s$/);
    server.clock.advance(500);
    await until(() => run.err.length === 3, 'it fails again');
    expect(run.err[2]).to.equal('-- connection lost (ECONNREFUSED); trying again in 1 s');
    run.server = server;
    server.clock.advance(1_000);
    await subscribed(2);
    expect(subscribers()[1]?.options).to.deep.equal({ after: 50 });
    server.feed.terminate();
    await until(() => run.err.at(-1)?.endsWith('0.5 s'), 'a good connection starts the waits anew');
    await run.stop();
  });

  it('says that the gateway is not running', async () => {
    const { message } = await new Run(server, {}, false).error();
    expect(message).to.equal(
      'Signalbox is not running at http://memory (ECONNREFUSED); start it with: signalbox start',
    );
  });

  it('says what is wrong with the key', async () => {
    const { message } = await new Run(server, { key: 'nobody' }).error();
    expect(message).to.equal('The key or session is not known, or not accepted any more.');
    const other = await new Run(server, { tenant: 'globex', key: 'secret-owner' }).error();
    expect(other.message).to.equal('The key may not do this. (the key is not one of this tenant)');
  });

  it('says that there is no such tenant', async () => {
    expect((await new Run(server, { tenant: 'nobody' }).error()).message).to.equal('there is no tenant nobody');
  });

  it('says which event type there is not', async () => {
    const { message } = await new Run(server, { types: ['call.exploded'] }).error();
    expect(message).to.contain('/data/types/0 no such event type');
  });

  it('tries again when the gateway is stopping', async () => {
    const run = new Run(server);
    await subscribed();
    subscribers()[0]?.sink.close(1001, 'the gateway is stopping');
    await until(() => run.err.length === 2, 'it says so');
    expect(run.err[1]).to.contain('closed with 1001 the gateway is stopping');
    await run.stop();
  });
});
