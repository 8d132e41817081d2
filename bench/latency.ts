/**
 * From a commit on disk to the subscriber: `node -r ts-node/register bench/latency.ts`. Calls of a made-up PBX run
 * through the real services, store and feed at a steady rate. The measure is `ws` alone, which sends the same bytes at
 * the same moment from the same process. The two take turns, and the subscriber is another process.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket, WebSocketServer } from 'ws';
import { systemClock } from '../src/clock';
import { envelopeOf } from '../src/core/envelope';
import { Edge } from '../src/delivery/edge';
import { listen } from '../src/delivery/server';
import { FeedServer } from '../src/delivery/ws/feedServer';
import type { Store } from '../src/ports/store';
import { EmbeddedStore } from '../src/store/embedded/embeddedStore';
import { type Figure, quantile, tableOf, within } from './figures';
import { KEY, type Running, SILENT, services, TENANT } from './services';

const CALLS_PER_SECOND = 50;

/** Node's monotonic clock is the system's, so that two processes can compare. */
const now = (): number => Number(process.hrtime.bigint()) / 1e6;

type Mode = 'raw' | 'feed';

class Stage {
  /** When the record of a sequence was on disk. */
  readonly durable = new Map<number, number>();
  raw: WebSocket | undefined;

  /** The store, which tells when a commit is on disk, and in the turn of `ws` sends its events at that moment. */
  watch(store: Store): Store {
    const commit: Store['commit'] = async (batches) => {
      const texts = new Map(
        batches.flatMap(({ tenant, records }) =>
          tenant === TENANT ? records.map(({ seq, json }) => [seq, Buffer.from(eventOf(json))] as const) : [],
        ),
      );
      const outcomes = await store.commit(batches);
      const at = now();
      for (const [seq, bytes] of texts) {
        this.durable.set(seq, at);
        this.raw?.send(bytes, { binary: false });
      }
      return outcomes;
    };
    return new Proxy(store, { get: (of, name) => (name === 'commit' ? commit : bound(of, name)) });
  }
}

const eventOf = (json: string): string => JSON.stringify(envelopeOf(TENANT, JSON.parse(json)));

function bound(store: Store, name: string | symbol): unknown {
  const value = store[name as keyof Store];
  return typeof value === 'function' ? value.bind(store) : value;
}

const asked = <T>(child: ChildProcess, question: object): Promise<T> =>
  new Promise((resolve) => {
    child.once('message', (answer) => resolve(answer as T));
    child.send(question);
  });

/** One turn: the delays of all events, in ms. */
async function turn(stage: Stage, running: Running, child: ChildProcess, url: string, ms: number): Promise<number[]> {
  await asked(child, { open: url });
  stage.durable.clear();
  await running.call(CALLS_PER_SECOND, ms);
  await sleep(300);
  const received = await asked<[number, number][]>(child, { close: true });
  return received.flatMap(([seq, at]) => {
    const since = stage.durable.get(seq);
    return since === undefined ? [] : [at - since];
  });
}

/** `ws` alone; its one client is handed to the stage. */
async function rawServer(stage: Stage): Promise<{ url: string; close(): void }> {
  const http = createServer();
  const server = new WebSocketServer({ server: http, perMessageDeflate: false });
  server.on('connection', (socket) => {
    stage.raw = socket;
    socket.on('close', () => {
      stage.raw = undefined;
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  return { url: `ws://127.0.0.1:${port}`, close: () => http.close() };
}

/** The figures of an event's way from the disk to a subscriber. */
export async function latencyFigures(quick: boolean): Promise<Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'signalbox-bench-'));
  const stage = new Stage();
  const embedded = new EmbeddedStore(folder);
  await embedded.open();
  const running = await services(stage.watch(embedded));
  const feed = new FeedServer({ api: running.api, clock: systemClock, log: SILENT, edge: new Edge(systemClock) });
  const server = await listen({ host: '127.0.0.1', port: 0, app: () => {}, feed, clock: systemClock });
  const raw = await rawServer(stage);
  const child = fork(__filename, [], { env: { ...process.env, BENCH_SUBSCRIBER: '1' } });
  const urls: Record<Mode, string> = {
    raw: raw.url,
    feed: `${server.url.replace('http', 'ws')}/v1/tenants/${TENANT}/feed`,
  };
  const delays: Record<Mode, number[][]> = { raw: [], feed: [] };
  try {
    for (let run = -1; run < 5; run++)
      for (const mode of ['raw', 'feed'] as const) {
        const seen = await turn(stage, running, child, urls[mode], quick ? 1_500 : 4_000);
        if (run >= 0) delays[mode].push(seen); // the first turn warms up
      }
  } finally {
    child.kill();
    raw.close();
    await server.close();
    await running.stop();
    await embedded.close();
    rmSync(folder, { recursive: true });
  }
  return [0.5, 0.99].map((share) => ({
    name: `feed: on disk to received p${share * 100}, ms`,
    ours: delays.feed.map((run) => quantile(run, share)),
    peer: { name: 'ws', runs: delays.raw.map((run) => quantile(run, share)) },
    ...(share > 0.5 && { target: within(2) }),
  }));
}

/** The other process: notes the sequence of each event and when it came. */
function subscribe(): void {
  let received: [number, number][] = [];
  let socket: WebSocket | undefined;
  process.on('message', ({ open }: { open?: string }) => {
    if (open === undefined) {
      socket?.once('close', () => {
        process.send?.(received);
        received = [];
      });
      return socket?.close();
    }
    socket = new WebSocket(open, { headers: { authorization: `Bearer ${KEY}` }, perMessageDeflate: false });
    socket.on('open', () => {
      socket?.send('{"type":"hello"}');
      setTimeout(() => process.send?.([]), 100);
    });
    socket.on('message', (data) => {
      const at = now();
      const { sequence } = JSON.parse(String(data));
      if (sequence !== undefined) received.push([sequence, at]);
    });
  });
}

if (process.env.BENCH_SUBSCRIBER) subscribe();
else if (require.main === module) void latencyFigures(false).then((figures) => console.log(tableOf(figures)));
