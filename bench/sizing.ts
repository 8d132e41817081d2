/**
 * What a tenant, a live call and an ended call take up (`make sizing`): the services on the embedded store and a simulated
 * PBX, in this process, on real time. The figures of docs/sizing.md; ratios hold elsewhere, absolute times do not.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../src/ports/log';
import { OnSimulator } from './onSimulator';

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

class Sizing extends OnSimulator {
  override async start(): Promise<this> {
    await super.start();
    await this.apply(1);
    await until(() => this.signalbox.lines.state('pbx') === 'live', 'the link is live');
    return this;
  }

  apply(tenants: number): Promise<void> {
    return this.map(mapping(tenants), 'sizing');
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
}

const kb = (bytes: number): string => `${(bytes / 1_024).toFixed(1)} kB`;

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'signalbox-sizing-'));
  const sizing = new Sizing(folder, quiet);
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
