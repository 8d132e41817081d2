/** BullMQ on a Redis that syncs every change to the disk before it answers: the peer of durable callbacks. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../figures';

/** Where `bullmq.sh` puts it. */
const DIR = path.resolve(process.env.BULLMQ ?? '.lab/bullmq');
const REDIS = path.join(DIR, 'root/usr/bin/redis-server');
const PORT = 16_379;

interface Job {
  readonly timestamp: number;
  readonly opts: { readonly delay?: number };
}
interface Queue {
  add(name: string, data: object, options: object): Promise<unknown>;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
}
interface BullModule {
  readonly Queue: new (name: string, options: object) => Queue;
  readonly Worker: new (
    name: string,
    work: (job: Job) => Promise<void>,
    options: object,
  ) => { waitUntilReady(): Promise<unknown>; close(): Promise<void> };
}

export class Bull {
  private readonly connection = { host: '127.0.0.1', port: PORT };

  private constructor(
    private readonly bull: BullModule,
    private readonly redis: ChildProcess,
    private readonly folder: string,
    private readonly queue: Queue,
  ) {}

  /** Undefined where it is not there. */
  static async start(): Promise<Bull | undefined> {
    if (!existsSync(REDIS)) {
      console.error(`no BullMQ in ${DIR}: measured without it; bench/peers/bullmq.sh fetches it`);
      return undefined;
    }
    const folder = mkdtempSync(path.join(tmpdir(), 'redis-'));
    const args = ['--port', `${PORT}`, '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
    const env = { ...process.env, LD_LIBRARY_PATH: path.join(DIR, 'root/usr/lib/x86_64-linux-gnu') };
    const redis = spawn(REDIS, [...args, '--appendonly', 'yes', '--appendfsync', 'always'], { env, stdio: 'ignore' });
    await sleep(500);
    const bull = require(path.join(DIR, 'node_modules/bullmq')) as BullModule;
    const queue = new bull.Queue('callbacks', { connection: { host: '127.0.0.1', port: PORT } });
    await queue.waitUntilReady();
    return new Bull(bull, redis, folder, queue);
  }

  /** One durable job, due after so long. */
  add(n: number, delay: number): Promise<unknown> {
    return this.queue.add('call', { queue: 'sales', to: { number: `+4915${100_000_000 + n}` } }, { delay });
  }

  /** p99, in ms, of how late `count` jobs begin that are due within `ms`. */
  async lateness(count: number, ms: number): Promise<number> {
    const late: number[] = [];
    const base = Date.now() + 15_000;
    const connection = this.connection;
    const options = { connection, concurrency: 1_000 };
    const work = async ({ timestamp, opts }: Job) => void late.push(Date.now() - timestamp - (opts.delay ?? 0));
    const queue = new this.bull.Queue('due', { connection });
    for (let n = 0; n < count; n += 50)
      await Promise.all(
        Array.from({ length: 50 }, (_, i) =>
          queue.add('call', {}, { delay: base + Math.floor(((n + i) * ms) / count) - Date.now() }),
        ),
      );
    const worker = new this.bull.Worker('due', work, options);
    await worker.waitUntilReady();
    for (const end = Date.now() + 60_000; late.length < count && Date.now() < end; ) await sleep(50);
    await worker.close();
    await queue.close();
    return quantile(late, 0.99);
  }

  async stop(): Promise<void> {
    await this.queue.close();
    const over = new Promise((resolve) => this.redis.once('exit', resolve));
    this.redis.kill();
    await over;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
