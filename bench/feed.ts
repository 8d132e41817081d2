/**
 * How many events a second the feed delivers to 1,000 subscribers of one tenant: `node -r ts-node/register
 * bench/feed.ts`. The measure is `ws` alone, which sends the same text, encoded once, to as many sockets from the same
 * process. Runs alternate, because machines vary. The subscribers are another process, so that their work is not counted.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { systemClock } from '../src/clock';
import { type Envelope, ephemeral } from '../src/core/envelope';
import { Edge } from '../src/delivery/edge';
import { listen } from '../src/delivery/server';
import { FeedServer } from '../src/delivery/ws/feedServer';
import type { Log } from '../src/ports/log';
import type { Api, Principal } from '../src/services/api';
import { FeedHub } from '../src/services/feeds';
import { atLeast, type Figure, tableOf } from './figures';

const SUBSCRIBERS = 1_000;
const RUNS = 5;
const WARM_UP_MS = 500;
/** While a socket has more than this unsent, nothing is published: both sides are measured at the pace of the readers. */
const ENOUGH_BYTES = 32_768;
const FACTS = { type: 'call.digit_pressed', venue: 'hotline' };

/** Something that sends a text to all who are connected. */
interface Subject {
  readonly name: 'ws' | 'signalbox';
  readonly url: string;
  publish(event: Envelope): void;
  /** Most unsent bytes of a socket. */
  backlog(): number;
  close(): Promise<void>;
}

async function rawSubject(): Promise<Subject> {
  const http = createServer();
  const server = new WebSocketServer({ server: http, perMessageDeflate: false });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    name: 'ws',
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}`,
    publish(event) {
      const bytes = Buffer.from(JSON.stringify(event));
      for (const socket of server.clients) socket.send(bytes, { binary: false });
    },
    backlog: () => Math.max(...[...server.clients].map((socket) => socket.bufferedAmount)),
    async close() {
      for (const socket of server.clients) socket.terminate();
      http.close();
    },
  };
}

const SILENT: Log = { debug() {}, info() {}, warn() {}, error: console.error, with: () => SILENT };
const PRINCIPAL: Principal = { key: 'ke_1', actor: 'key:ke_1', role: 'application', tenant: 'acme' };

/** The feed as it runs in a gateway, over a tenant without calls. */
async function feedSubject(): Promise<Subject> {
  const metrics = { count() {}, gauge() {}, observe() {} };
  const partitions = { get: () => ({ term: 1 }), durableSeq: () => 0 };
  const ports = { clock: systemClock, ids: { fresh: () => '0'.repeat(32) }, log: SILENT, metrics };
  const hub = new FeedHub(
    ports as never,
    partitions as never,
    {} as never,
    { admits: () => undefined },
    { room: () => undefined },
  );
  const backlogs: (() => number)[] = [];
  const feeds: Api['feeds'] = {
    heartbeatSeconds: hub.heartbeatSeconds,
    subscribe(principal, tenant, options, sink) {
      backlogs.push(() => sink.pending());
      return hub.subscribe(principal, tenant, options, sink);
    },
  };
  const limits = { request: () => undefined };
  const api = {
    limits,
    signIns: {} as Api['signIns'],
    access: { authenticate: () => PRINCIPAL },
    commands: { definitions: {} } as Api['commands'],
    feeds,
  };
  const feed = new FeedServer({ api, clock: systemClock, log: SILENT, edge: new Edge(systemClock) });
  const app = () => {};
  const server = await listen({ host: '127.0.0.1', port: 0, app, feed, clock: systemClock });
  return {
    name: 'signalbox',
    url: `${server.url.replace('http', 'ws')}/v1/tenants/acme/feed`,
    publish: (event) => hub.tell('acme', event, FACTS),
    backlog: () => Math.max(...backlogs.map((pending) => pending())),
    close: () => server.close(),
  };
}

function eventOf(number: number): Envelope {
  const data = { call: `ca_${'0'.repeat(32)}`, party: `pa_${'0'.repeat(32)}`, digit: '5', venue: 'hotline', number };
  const subject = `call/ca_${'0'.repeat(32)}`;
  return ephemeral('acme', {
    id: `${number}`,
    type: 'call.digit_pressed',
    subject,
    at: number,
    actor: 'pbx:demo',
    data,
  });
}

/** Publishes as fast as the readers take it for `ms`. */
async function press(subject: Subject, ms: number): Promise<void> {
  for (const ends = performance.now() + ms; performance.now() < ends; ) {
    for (let i = 0; i < 5; i++) subject.publish(eventOf(i));
    do await new Promise((resolve) => setImmediate(resolve));
    while (subject.backlog() > ENOUGH_BYTES);
  }
}

const asked = (child: ChildProcess, question: string): Promise<number> =>
  new Promise((resolve) => {
    child.once('message', (answer) => resolve(Number(answer)));
    child.send(question);
  });

interface Result {
  /** Events delivered a second. */
  readonly rate: number;
  /** Microseconds of CPU of the publishing process for one delivery: what a busy machine does not distort. */
  readonly cpu: number;
}

async function measure(make: () => Promise<Subject>, seconds: number): Promise<Result> {
  const subject = await make();
  const child = fork(__filename, [], { env: { ...process.env, BENCH_URL: subject.url } });
  await asked(child, `open ${SUBSCRIBERS}`);
  await press(subject, WARM_UP_MS);
  const before = await asked(child, 'count');
  const began = performance.now();
  const cpu = process.cpuUsage();
  await press(subject, seconds * 1_000);
  const took = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  const delivered = (await asked(child, 'count')) - before;
  child.kill();
  await subject.close();
  return { rate: delivered / (took / 1_000), cpu: (user + system) / delivered };
}

/** The other process: opens sockets and counts what comes. */
function subscribe(url: string): void {
  let count = 0;
  const open = (): Promise<void> =>
    new Promise((resolve) => {
      const socket = new WebSocket(url, { headers: { authorization: 'Bearer bench' }, perMessageDeflate: false });
      socket.on('open', () => {
        socket.send('{"type":"hello"}');
        resolve();
      });
      socket.on('message', () => {
        count += 1;
      });
      // The end of a run.
      socket.on('error', () => process.exit());
    });
  process.on('message', async (question: string) => {
    if (question.startsWith('open ')) for (let left = Number(question.slice(5)); left > 0; left--) await open();
    process.send?.(count);
  });
}

/** The figures of the feed; `quick` presses for a shorter time. */
export async function feedFigures(quick: boolean): Promise<Figure[]> {
  const raw: Result[] = [];
  const ours: Result[] = [];
  const seconds = quick ? 1 : 3;
  for (let run = 0; run < RUNS; run++) {
    raw.push(await measure(rawSubject, seconds));
    ours.push(await measure(feedSubject, seconds));
  }
  const of = (name: string, what: keyof Result): Figure => ({
    name,
    ours: ours.map((result) => result[what]),
    peer: { name: 'ws', runs: raw.map((result) => result[what]) },
  });
  return [
    { ...of('feed: events delivered a second, 1 to 1,000', 'rate'), target: atLeast(0.9) },
    of('feed: processor time of a delivery, µs', 'cpu'),
  ];
}

if (process.env.BENCH_URL) subscribe(process.env.BENCH_URL);
else if (require.main === module) void feedFigures(false).then((figures) => console.log(tableOf(figures)));
