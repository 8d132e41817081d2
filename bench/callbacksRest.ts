/**
 * Registering callbacks over REST, beside an express that parses JSON and sends it back: each in the process of the bench, asked
 * by one client in a process of its own that keeps 50 requests on the way.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { Pool } from 'undici';
import { systemClock } from '../src/clock';
import { Edge } from '../src/delivery/edge';
import { buildApp } from '../src/delivery/http/app';
import { listen } from '../src/delivery/server';
import { FeedServer } from '../src/delivery/ws/feedServer';
import type { Api } from '../src/services/api';
import { VERSION } from '../src/version';
import { atLeast, type Figure } from './figures';
import { type Echo, echo } from './peers/echo';
import { KEY, SILENT } from './services';

const AT_ONCE = 50;
const RUN_MS = 4_000;
const PATH = '/v1/tenants/acme/callbacks';

/** What the client is to do: numbers from `from` on, for so long. */
interface Order {
  readonly url: string;
  readonly from: number;
  readonly ms: number;
  /** The first of them is wanted then. */
  readonly first: number;
}

interface Done {
  readonly perSecond: number;
  readonly next: number;
}

/** The two servers and the client. */
class OverRest {
  private readonly client: ChildProcess;

  private constructor(
    private readonly ours: { readonly url: string; close(): Promise<void> },
    private readonly echo: Echo,
  ) {
    this.client = fork(__filename, [], { env: { ...process.env, BENCH_CLIENT: '1' } });
  }

  static async start(api: Api): Promise<OverRest> {
    const shared = { api, clock: systemClock, log: SILENT, edge: new Edge(systemClock) };
    const app = buildApp({ ...shared, metricsText: async () => '', version: VERSION, describeLate: true });
    const feed = new FeedServer(shared);
    const ours = await listen({ host: '127.0.0.1', port: 0, app, feed, clock: systemClock });
    return new OverRest(ours, await echo(PATH));
  }

  register(from: number, first: number): Promise<Done> {
    return this.ask({ url: this.ours.url, from, first, ms: RUN_MS });
  }

  echoed(first: number): Promise<Done> {
    return this.ask({ url: this.echo.url, from: 0, first, ms: RUN_MS });
  }

  private ask(order: Order): Promise<Done> {
    return new Promise((resolve, reject) => {
      this.client.once('message', (answer: Done | { error: string }) =>
        'error' in answer ? reject(new Error(answer.error)) : resolve(answer),
      );
      this.client.send(order);
    });
  }

  async stop(): Promise<void> {
    this.client.disconnect();
    this.echo.close();
    await this.ours.close();
  }
}

/** In turns; `next` is the first customer who has none yet. */
export async function overRest(
  api: Api,
  { from, first, runs }: { readonly from: number; readonly first: number; readonly runs: number },
): Promise<{ figure: Figure; next: number }> {
  const rest = await OverRest.start(api);
  const ours: number[] = [];
  const echoed: number[] = [];
  let next = from;
  for (let run = 0; run < runs; run++) {
    const made = await rest.register(next, first);
    next = made.next;
    ours.push(made.perSecond);
    echoed.push((await rest.echoed(first)).perSecond);
  }
  await rest.stop();
  const peer = { name: 'express echo', runs: echoed };
  return { figure: { name: 'registered a second over REST, 50 at a time', ours, peer, target: atLeast(0.7) }, next };
}

/** The number of the nth customer. */
export const numberOf = (n: number): string => `+4915${String(100_000_000 + n)}`;
/** A few thousand an hour. */
export const timeOf = (n: number, first: number): string => new Date(first + (n % 500) * 3_600_000).toISOString();

async function carryOut({ url, from, ms, first }: Order): Promise<Done> {
  const pool = new Pool(url, { connections: AT_ONCE });
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
  const begins = performance.now();
  let next = from;
  const work = async () => {
    while (performance.now() - begins < ms) {
      const n = next++;
      const body = JSON.stringify({ queue: 'sales', to: { number: numberOf(n) }, when: timeOf(n, first) });
      const answer = await pool.request({ path: PATH, method: 'POST', headers, body });
      const text = await answer.body.text();
      if (answer.statusCode !== 201) throw new Error(`${answer.statusCode} ${text}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const done = { perSecond: ((next - from) * 1_000) / (performance.now() - begins), next };
  await pool.close();
  return done;
}

if (process.env.BENCH_CLIENT !== undefined)
  process.on('message', (order: Order) => {
    carryOut(order).then(
      (done) => process.send?.(done),
      (error) => process.send?.({ error: String(error) }),
    );
  });
