/**
 * How fast the embedded store takes journal records, and what the main thread notices of it:
 * `node -r ts-node/register bench/journal.ts`. The measure is a plain loop in a worker that writes the same rows in
 * transactions of 1,000 records, while the main thread idles. Runs alternate, because machines vary.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHistogram, monitorEventLoopDelay, type RecordableHistogram } from 'node:perf_hooks';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Batch, Store, StoredRecord } from '../src/ports/store';
import { EmbeddedStore } from '../src/store/embedded/embeddedStore';
import { migrate, prepareWriter } from '../src/store/embedded/schema';
import { openDatabase } from '../src/store/embedded/sqlite';
import { type Figure, over, tableOf, under } from './figures';

const TENANTS = 50;
const BYTES = 600;
const PACED_RATE = 20_000;
const RUNS = 3;

interface Result {
  readonly rate: number;
  /** p99 of the delay of the main thread's event loop, in ms. */
  readonly delay: number;
  /** p99 of the time from commit to durable, in ms. */
  readonly latency?: number;
}

/** One tenant: what it has to write goes out as one batch; what comes meanwhile is the next. */
class Source {
  private seq = 0;
  private waiting: StoredRecord[] = [];
  /** The commits under way; resolves when nothing waits any more. */
  flight: Promise<void> | undefined;
  written = 0;

  constructor(
    private readonly store: Store,
    private readonly tenant: string,
    private readonly latency: RecordableHistogram,
  ) {}

  add(count: number): void {
    for (let n = 0; n < count; n += 1) {
      this.seq += 1;
      this.waiting.push(makeRecord(this.seq));
    }
    this.flight ??= this.fly();
  }

  /** Commits batches of `count` until `ends`. */
  async press(count: number, ends: number): Promise<void> {
    while (performance.now() < ends) {
      this.add(count);
      await this.flight;
    }
  }

  private async fly(): Promise<void> {
    while (this.waiting.length > 0) {
      const records = this.waiting;
      this.waiting = [];
      const began = performance.now();
      await this.store.commit([{ tenant: this.tenant, term: 1, firstSeq: (records[0] as StoredRecord).seq, records }]);
      this.latency.record(Math.max(1, Math.round((performance.now() - began) * 1000)));
      this.written += records.length;
    }
    this.flight = undefined;
  }
}

function makeRecord(seq: number): StoredRecord {
  const transaction = `tx_${Math.ceil(seq / 8)
    .toString(16)
    .padStart(32, '0')}`;
  const head = `{"seq":${seq},"commit":${seq},"v":1,"type":"call.offered","data":"`;
  const json = `${head}${'x'.repeat(BYTES - head.length - 2)}"}`;
  return { seq, transaction, type: 'call.offered', time: 1_767_000_000_000 + seq, json };
}

/** Runs `work` against a store in a folder of its own and measures the event loop meanwhile. */
async function adapter(work: (sources: readonly Source[]) => Promise<void>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-bench-'));
  const store = new EmbeddedStore(folder);
  await store.open();
  const latency = createHistogram();
  const sources = Array.from({ length: TENANTS }, (_, n) => new Source(store, `tenant-${n}`, latency));
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const began = performance.now();
  await work(sources);
  const seconds = (performance.now() - began) / 1000;
  delay.disable();
  const rate = sources.reduce((sum, { written }) => sum + written, 0) / seconds;
  await store.close();
  rmSync(folder, { recursive: true });
  return { rate, delay: delay.percentile(99) / 1e6, latency: latency.percentile(99) / 1000 };
}

/** As many records as the store takes, in batches of 20 from every tenant. */
const pressed = (seconds: number): Promise<Result> =>
  adapter(async (sources) => {
    const ends = performance.now() + seconds * 1000;
    await Promise.all(sources.map((source) => source.press(20, ends)));
  });

/** A steady rate: every few milliseconds the records that are due, to tenants in turn, in small decisions. */
const paced = (seconds: number): Promise<Result> =>
  adapter(async (sources) => {
    const began = performance.now();
    for (let sent = 0; performance.now() - began < seconds * 1000; ) {
      const due = Math.floor(((performance.now() - began) * PACED_RATE) / 1000);
      for (; sent + 4 <= due; sent += 4) sources[(sent / 4) % TENANTS]?.add(4);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await Promise.all(sources.map((source) => source.flight));
  });

/** The plain loop; the main thread idles, which tells what delay the machine has by itself. */
async function raw(seconds: number): Promise<Result> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const worker = new Worker(__filename, { execArgv: ['-r', 'ts-node/register'], workerData: seconds });
  worker.once('online', () => delay.enable());
  const rate = await new Promise<number>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  delay.disable();
  return { rate, delay: delay.percentile(99) / 1e6 };
}

function rawLoop(seconds: number): number {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-bench-'));
  const db = openDatabase(join(folder, 'raw.db'));
  prepareWriter(db);
  migrate(db);
  const insert = db.prepare(
    'INSERT INTO journal (tenant, seq, term, time, type, transaction_id, json) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const began = performance.now();
  let written = 0;
  for (; performance.now() - began < seconds * 1000; written += 1000) {
    db.exec('BEGIN IMMEDIATE');
    for (const batch of rawBatches(written)) {
      for (const { seq, time, type, transaction, json } of batch.records) {
        insert.run(batch.tenant, seq, batch.term, time, type, transaction as string, json);
      }
    }
    db.exec('COMMIT');
  }
  const rate = written / ((performance.now() - began) / 1000);
  db.close();
  rmSync(folder, { recursive: true });
  return rate;
}

function rawBatches(written: number): Batch[] {
  const firstSeq = written / TENANTS + 1;
  return Array.from({ length: TENANTS }, (_, n) => {
    const records = Array.from({ length: 1000 / TENANTS }, (_, index) => makeRecord(firstSeq + index));
    return { tenant: `tenant-${n}`, term: 1, firstSeq, records };
  });
}

/** The figures of the store; `quick` writes for a shorter time. */
export async function journalFigures(quick: boolean): Promise<Figure[]> {
  const seconds = quick ? 1 : 3;
  const runs: Record<'raw' | 'pressed' | 'paced', Result[]> = { raw: [], pressed: [], paced: [] };
  for (let run = 0; run < RUNS; run += 1) {
    runs.raw.push(await raw(seconds));
    runs.pressed.push(await pressed(seconds));
    runs.paced.push(await paced(seconds));
  }
  const of = (kind: keyof typeof runs, what: keyof Result) => runs[kind].map((result) => result[what] ?? Number.NaN);
  const plain = { name: 'plain loop', runs: of('raw', 'rate') };
  const idle = { name: 'idle thread', runs: of('raw', 'delay') };
  return [
    { name: 'journal: records a second, pressed', ours: of('pressed', 'rate'), peer: plain, target: over(20_000) },
    { name: 'journal: records a second, paced', ours: of('paced', 'rate') },
    { name: 'journal: event-loop delay p99 then, ms', ours: of('paced', 'delay'), peer: idle, target: under(5) },
    { name: 'journal: commit p99 then, ms', ours: of('paced', 'latency') },
  ];
}

if (!isMainThread) parentPort?.postMessage(rawLoop(workerData as number));
else if (require.main === module) void journalFigures(false).then((figures) => console.log(tableOf(figures)));
