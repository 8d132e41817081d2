/**
 * What a tenant, a live call and an ended call take up (`make sizing`): the services on the embedded store and a simulated
 * PBX, in this process, on real time. The figures of docs/sizing.md; ratios hold elsewhere, absolute times do not.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Simulator } from '../connectors/simulator/simulator';
import { systemClock } from '../src/clock';
import { isRefusal } from '../src/core/errors';
import { systemIds } from '../src/ids';
import { MediaFolder } from '../src/media/mediaFolder';
import { RecordingFolder } from '../src/media/recordingFolder';
import { systemMetrics } from '../src/metrics';
import { systemPasswords } from '../src/passwords';
import type { Log } from '../src/ports/log';
import { Signalbox } from '../src/services/signalbox';
import { EmbeddedStore } from '../src/store/embedded/embeddedStore';
import { systemVault } from '../src/vault';
import { VERSION } from '../src/version';
import { systemWebhook } from '../src/webhook/webhook';

const TENANTS = 500;
const LIVE = 2_000;
const ENDED = 5_000;
const AT_ONCE = 100;
const quiet: Log = { debug() {}, info() {}, warn: console.error, error: console.error, with: () => quiet };

const tenant = (i: number) => ({
  name: `Tenant ${i}`,
  owns: { pbx: { endpoints: [`SIM/${i}-*`] } },
  applications: { stay: { kind: 'treatment', treatments: [{ do: 'hold', maxSeconds: 3600 }] } },
  venues: { stay: { routingPoint: 'pbx/main', match: { dnis: `${1_000 + i}` }, application: 'stay' } },
});
const mapping = (tenants: number) => ({
  pbxs: { pbx: { kind: 'simulator', routingPoints: { main: {} } } },
  tenants: Object.fromEntries(Array.from({ length: tenants }, (_, i) => [`t${i}`, tenant(i)])),
});

/** Bytes that are used after everything that is not was given back. */
function heap(): number {
  for (let i = 0; i < 3; i += 1) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

const sizeOf = (folder: string): number =>
  readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const at = path.join(folder, entry.name);
    return sum + (entry.isDirectory() ? sizeOf(at) : statSync(at).size);
  }, 0);

async function until(holds: () => boolean, what: string): Promise<void> {
  for (const deadline = Date.now() + 120_000; !holds(); await sleep(20))
    if (Date.now() > deadline) throw new Error(`not in two minutes: ${what}`);
}

class Sizing {
  private readonly ids = systemIds(systemClock);
  private readonly sim = new Simulator({ name: 'pbx', clock: systemClock, ids: this.ids, random: Math.random });
  private readonly store: EmbeddedStore;
  private signalbox!: Signalbox;

  constructor(private readonly folder: string) {
    this.store = new EmbeddedStore(folder);
  }

  async start(): Promise<void> {
    await this.store.open();
    const ports = { store: this.store, clock: systemClock, ids: this.ids, log: quiet, metrics: systemMetrics() };
    const files = await MediaFolder.open({ folder: this.folder, secretKey: 'x'.repeat(32) }, systemClock);
    this.signalbox = new Signalbox({
      ports,
      vault: systemVault('x'.repeat(32), {}),
      passwords: systemPasswords(),
      webhook: systemWebhook({ allow: [], version: VERSION }, systemClock),
      connect: () => this.sim.pbx(),
      media: { files, recordings: await RecordingFolder.open(this.folder) },
      node: 'main',
      adminHash: this.ids.hash('admin'),
      fatal: (error) => console.error(error),
    });
    await this.signalbox.start();
    await this.apply(1);
    await until(() => this.signalbox.lines.state('pbx') === 'live', 'the link is live');
  }

  async apply(tenants: number): Promise<void> {
    const applied = await this.signalbox.applyMapping(mapping(tenants), 'sizing', 'system');
    if (isRefusal(applied)) throw new Error(JSON.stringify(applied));
  }

  /** Calls to the tenants in turn, each put on hold. */
  callers(count: number, tenants: number) {
    return Array.from({ length: count }, (_, i) =>
      this.sim.call({
        routingPoint: 'main',
        ani: '+493012345678',
        dnis: `${1_000 + (i % tenants)}`,
        endpoint: 'SIM/carrier',
      }),
    );
  }

  get live(): number {
    return this.signalbox.counts().parties ?? 0;
  }

  /** Everything that was decided is on disk, documents included. */
  async settled(): Promise<void> {
    await until(() => {
      const { uncommitted, unwritten } = this.signalbox.counts();
      return uncommitted === 0 && unwritten === 0;
    }, 'everything is written');
  }

  async stop(): Promise<void> {
    await this.signalbox.stop();
    await this.store.close();
  }
}

const kb = (bytes: number): string => `${(bytes / 1_024).toFixed(1)} kB`;

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'signalbox-sizing-'));
  const sizing = new Sizing(folder);
  await sizing.start();
  try {
    const empty = heap();
    await sizing.apply(TENANTS);
    await sizing.settled();
    const withTenants = heap();
    console.log(`memory of a tenant: ${kb((withTenants - empty) / TENANTS)} (${TENANTS} tenants, one venue each)`);
    const people = sizing.callers(LIVE, TENANTS);
    await until(() => sizing.live === LIVE, `${LIVE} calls are live`);
    await sizing.settled();
    console.log(
      `memory of a live call: ${kb((heap() - withTenants) / LIVE)} (${LIVE} on hold, people of the simulator included)`,
    );
    for (const person of people) person.hangup();
    await until(() => sizing.live === 0, 'everybody has hung up');
    await sizing.settled();
    console.log(`memory left of an ended call: ${kb((heap() - withTenants) / LIVE)}`);
    const before = sizeOf(folder);
    for (let done = 0; done < ENDED; done += AT_ONCE) {
      const some = sizing.callers(AT_ONCE, TENANTS);
      await until(() => sizing.live === AT_ONCE, 'the next calls are live');
      for (const person of some) person.hangup();
      await until(() => sizing.live === 0, 'they have hung up');
    }
    await sizing.settled();
    console.log(
      `disk of an ended call: ${kb((sizeOf(folder) - before) / ENDED)} (${ENDED} calls answered, held, hung up)`,
    );
  } finally {
    await sizing.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
