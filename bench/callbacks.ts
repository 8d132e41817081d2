/**
 * Callbacks of one process (part `callbacks`): registering durable ones through the service, 50 at a time, beside `queue.add`
 * of BullMQ with a delay on a Redis that writes every change to the disk, and over REST beside an express that echoes; what a
 * pending one takes up, how soon a start is ready with them, and how late those are dialled that are due together, beside jobs
 * of BullMQ. `PENDING` says how many there are, else 1,000,000, and 20,000 in the short form. `bench/peers/bullmq.sh` fetches
 * the peer; without it there is none.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isRefusal } from '../src/core/errors';
import { numberOf, overRest, timeOf } from './callbacksRest';
import { atLeast, atMost, type Figure, quantile, under } from './figures';
import { OnSimulator } from './onSimulator';
import { Bull } from './peers/bullmq';
import { KEY, SILENT } from './services';

const AT_ONCE = 50;
const RUN_MS = 4_000;
/** Of the pending ones so many are due within five seconds. */
const DUE = 5_000;
const DUE_MS = 5_000;
/** At least so many are registered to see what one takes up. */
const MEASURED = 20_000;

const mapping = {
  pbxs: {
    pbx: {
      kind: 'simulator',
      trunks: { carrier: { country: 'DE', dial: 'SIM/out-{digits}' } },
      routingPoints: { main: {} },
    },
  },
  tenants: {
    acme: {
      name: 'Acme',
      keys: { program: { role: 'application', secret: { literal: KEY } } },
      owns: { pbx: { endpoints: ['SIM/a*'], trunks: ['carrier'], numbers: ['+493023125100'] } },
      applications: { sales: { kind: 'queue', queue: 'sales' } },
      venues: { sales: { routingPoint: 'pbx/main', match: { dnis: '1000' }, application: 'sales' } },
      queues: {
        sales: {
          callback: {
            ...{ venue: 'sales', connect: { endpoint: 'SIM/a1' }, simultaneous: 1_000, minDelaySeconds: 0 },
            ...{ maxPending: 1_000_000, ringSeconds: 5, slots: { minutes: 60, capacity: 10_000 } },
          },
        },
      },
    },
  },
};

/** The services, on a simulated PBX on which everybody is busy. */
class House extends OnSimulator {
  constructor(
    folder: string,
    private readonly fresh = true,
  ) {
    super(folder, SILENT);
  }

  override async start(): Promise<this> {
    await super.start();
    if (this.fresh) {
      await this.map(mapping, 'bench');
      await this.allow();
    }
    // Who is dialled is busy: how soon that is does not depend on how many ring.
    this.sim.phone(/^SIM\/out-/, { refuses: 'busy' });
    while (this.signalbox.lines.state('pbx') !== 'live') await sleep(10);
    return this;
  }

  /** As much as there may be at all: the quotas are not what is measured. */
  private async allow(): Promise<void> {
    const admin = { key: 'bench', actor: 'key:bench', role: 'admin' } as const;
    const body = { quotas: { dialsPerMinute: 100_000, requestsPerSecond: 10_000 } };
    const changed = await this.signalbox.api.tenants.change(admin, 'acme', body, '*');
    if (isRefusal(changed)) throw new Error(JSON.stringify(changed));
  }

  async request(n: number, when: string): Promise<void> {
    const made = await this.signalbox.api.commands.execute({
      principal: { key: 'bench', actor: 'key:bench', role: 'application', tenant: 'acme' },
      tenant: 'acme',
      command: 'callback.request',
      body: { queue: 'sales', to: { number: numberOf(n) }, when },
    });
    if (isRefusal(made)) throw new Error(JSON.stringify(made));
  }

  /** Everything that was decided is on disk, documents included. */
  async settled(): Promise<void> {
    while (this.signalbox.counts().uncommitted !== 0) await sleep(50);
    await this.signalbox.checkpoints.flush();
  }
}

/** Bytes that are used after everything that is not was given back. */
function heap(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let i = 0; i < 3; i += 1) collect();
  return process.memoryUsage().heapUsed + process.memoryUsage().external;
}

/** So many at a time, until it is time or there are enough; how many a second. */
async function rate(one: (n: number) => Promise<unknown>, { from = 0, count = Number.POSITIVE_INFINITY, ms = RUN_MS }) {
  const begins = performance.now();
  let next = from;
  const work = async () => {
    while (next < from + count && performance.now() - begins < ms) await one(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { perSecond: ((next - from) * 1_000) / (performance.now() - begins), next };
}

/** How late each of them begins that are due within five seconds, and the longest stall of the event loop meanwhile. */
async function lateness(house: House, from: number): Promise<{ p99Ms: number; stallMs: number }> {
  const late: number[] = [];
  house.signalbox.partitions.listen({
    applied: (_, { type, data, time }) => {
      const { promisedAt } = data as { promisedAt?: number };
      if (type === 'callback.attempted' && promisedAt !== undefined) late.push(time - promisedAt);
    },
  });
  const base = Date.now() + 15_000;
  const due = (n: number) => new Date(base + Math.floor(((n - from) * DUE_MS) / DUE)).toISOString();
  await rate((n) => house.request(n, due(n)), { from, count: DUE, ms: 14_000 });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  await sleep(Math.max(0, base - 500 - Date.now()));
  delay.enable();
  for (const end = Date.now() + 60_000; late.length < DUE && Date.now() < end; ) await sleep(50);
  delay.disable();
  if (late.length < DUE) throw new Error(`${late.length} of ${DUE} were dialled`);
  return { p99Ms: quantile(late, 0.99), stallMs: delay.max / 1e6 };
}

/** Registers so many, and says what one of them takes up when everything is written. */
async function fill(
  house: House,
  later: (n: number) => string,
  more: { readonly from: number; readonly count: number },
) {
  await house.settled();
  const before = heap();
  const { next } = await rate((n) => house.request(n, later(n)), { ...more, ms: 1_800_000 });
  await house.settled();
  return { next, bytes: (heap() - before) / (next - more.from) };
}

export async function callbackFigures(quick: boolean): Promise<Figure[]> {
  const pending = Number(process.env.PENDING ?? (quick ? 20_000 : 1_000_000));
  const folder = mkdtempSync(path.join(tmpdir(), 'signalbox-callbacks-'));
  let house = await new House(folder).start();
  const bull = await Bull.start();
  const tomorrow = Date.now() + 86_400_000;
  const later = (n: number) => timeOf(n, tomorrow);
  const runs = quick ? 2 : 5;
  try {
    const ours: number[] = [];
    const peers: number[] = [];
    let n = 0;
    for (let run = 0; run < runs; run++) {
      const made = await rate((i) => house.request(i, later(i)), { from: n });
      n = made.next;
      ours.push(made.perSecond);
      if (bull) peers.push((await rate((i) => bull.add(i, 86_400_000), {})).perSecond);
    }
    const rest = await overRest(house.signalbox.api, { from: n, first: tomorrow, runs });
    n = rest.next;
    const filled = await fill(house, later, { from: n, count: Math.max(MEASURED, pending - DUE - n) });
    n = filled.next;
    await house.stop();
    const starts = performance.now();
    house = await new House(folder, false).start();
    const readyMs = performance.now() - starts;
    const { p99Ms, stallMs } = await lateness(house, n);
    const peerLate = await bull?.lateness(DUE, DUE_MS);
    const peer = (runs: readonly number[]) => (bull ? { peer: { name: 'BullMQ', runs } } : {});
    return [
      { name: 'registered a second, 50 at a time', ours, ...peer(peers), target: atLeast(2) },
      rest.figure,
      { name: `bytes of a pending one, of ${n}`, ours: [filled.bytes], target: under(1_024) },
      { name: 'ready after a start with them, s', ours: [readyMs / 1_000], target: under(15) },
      {
        ...{ name: `late p99 of ${DUE} due in 5 s, ms`, ours: [p99Ms], target: atMost(1) },
        ...peer(peerLate === undefined ? [] : [peerLate]),
      },
      { name: 'longest stall of the event loop meanwhile, ms', ours: [stallMs], target: under(50) },
    ];
  } finally {
    await house.stop();
    await bull?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
