/** A gateway with the demo mapping on real time, and a command line that reaches it as on its own machine. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type SimulatedPbxs, simulatedPbxs } from '../../connectors/simulator/demo';
import type { Simulator } from '../../connectors/simulator/simulator';
import { systemClock } from '../../src/clock';
import { readConfig } from '../../src/config';
import { type Gateway, gateway } from '../../src/gateway';
import { systemIds } from '../../src/ids';
import { MemoryIo } from './memoryIo';

export class DemoGateway {
  /** Its own, with its data in `data`. */
  readonly folder = mkdtempSync(path.join(tmpdir(), 'signalbox-demo-'));
  private readonly people: SimulatedPbxs;
  private readonly running: Gateway;
  private readonly env: Record<string, string>;
  url = '';
  io!: MemoryIo;

  constructor() {
    this.env = {
      SIGNALBOX_DATA: path.join(this.folder, 'data'),
      SIGNALBOX_PORT: '0',
      SIGNALBOX_LOG_LEVEL: 'error',
    };
    const parts = { clock: systemClock, ids: systemIds(systemClock), random: Math.random };
    // Whoever else called would be the last call that tests ask for.
    this.people = simulatedPbxs({ ...parts, quiet: true });
    this.running = gateway(
      readConfig(this.env, () => {}),
      this.env,
      { people: this.people },
    );
  }

  async start(): Promise<this> {
    this.url = await this.running.start();
    this.io = new MemoryIo({ ...this.env, SIGNALBOX_URL: this.url });
    return this;
  }

  /** Its PBX. */
  get pbx(): Simulator {
    return this.people.pbx('demo') as Simulator;
  }

  async stop(): Promise<void> {
    await this.running.stop();
    rmSync(this.folder, { recursive: true });
  }
}

/** Asks again until it is so. */
export async function soon<T>(probe: () => Promise<T | false | undefined>, what: string): Promise<T> {
  for (let tries = 0; tries < 200; tries++) {
    const found = await probe();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`not ${what} in time`);
}
