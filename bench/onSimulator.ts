/** The services on the embedded store and a simulated PBX, in this process, on real time: for what is measured of them alone. */
import { Simulator } from '../connectors/simulator/simulator';
import { systemClock } from '../src/clock';
import { isRefusal } from '../src/core/errors';
import { systemIds } from '../src/ids';
import { MediaFolder } from '../src/media/mediaFolder';
import { RecordingFolder } from '../src/media/recordingFolder';
import { systemMetrics } from '../src/metrics';
import { httpNotifier } from '../src/notifier/httpNotifier';
import { systemPasswords } from '../src/passwords';
import type { Log } from '../src/ports/log';
import { Signalbox } from '../src/services/signalbox';
import { EmbeddedStore } from '../src/store/embedded/embeddedStore';
import { systemVault } from '../src/vault';
import { VERSION } from '../src/version';
import { systemWebhook } from '../src/webhook/webhook';

export class OnSimulator {
  readonly ids = systemIds(systemClock);
  readonly sim = new Simulator({ name: 'pbx', clock: systemClock, ids: this.ids, random: Math.random });
  private readonly store: EmbeddedStore;
  signalbox!: Signalbox;

  constructor(
    private readonly folder: string,
    private readonly log: Log,
  ) {
    this.store = new EmbeddedStore(folder);
  }

  async start(): Promise<this> {
    await this.store.open();
    const ports = { store: this.store, clock: systemClock, ids: this.ids, log: this.log, metrics: systemMetrics() };
    const files = await MediaFolder.open({ folder: this.folder, secretKey: 'x'.repeat(32) }, systemClock);
    const webhook = systemWebhook({ allow: [], version: VERSION }, systemClock);
    this.signalbox = new Signalbox({
      ports,
      vault: systemVault('x'.repeat(32), {}),
      passwords: systemPasswords(),
      ...{ webhook, notifier: httpNotifier(webhook) },
      connect: () => this.sim.pbx(),
      media: { files, recordings: await RecordingFolder.open(this.folder) },
      node: 'main',
      adminHash: this.ids.hash('admin'),
      fatal: (error) => console.error(error),
    });
    await this.signalbox.start();
    return this;
  }

  /** Puts a mapping in force; throws what is wrong with it. */
  async map(mapping: object, author: string): Promise<void> {
    const applied = await this.signalbox.applyMapping(mapping, author, 'system', true);
    if (isRefusal(applied)) throw new Error(JSON.stringify(applied));
  }

  async stop(): Promise<void> {
    await this.signalbox.stop();
    await this.store.close();
  }
}
