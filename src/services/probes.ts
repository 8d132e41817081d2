/**
 * Asks each PBX every 30 s whether its parts answer, each by itself: some can hang while others do not, and the event
 * socket says nothing of it (design §11).
 */
import type { Cancel } from '../ports/clock';
import type { Probe } from '../ports/pbx';
import type { Lines } from './lines';
import type { Ports } from './partitions';

const EVERY_MS = 30_000;

export class Probes {
  private readonly latest = new Map<string, readonly Probe[]>();
  private cancel: Cancel = () => {};
  private stopped = false;

  constructor(
    private readonly ports: Pick<Ports, 'clock' | 'log' | 'metrics'>,
    private readonly lines: Lines,
  ) {}

  start(): void {
    this.cancel = this.ports.clock.after(EVERY_MS, () => {
      void this.probeAll().finally(() => {
        if (!this.stopped) this.start();
      });
    });
  }

  stop(): void {
    this.stopped = true;
    this.cancel();
  }

  /** What the parts of a PBX last answered; empty before the first time. */
  of(pbx: string): readonly Probe[] {
    return this.latest.get(pbx) ?? [];
  }

  private async probeAll(): Promise<void> {
    for (const name of [...this.latest.keys()]) if (!this.lines.get(name)) this.latest.delete(name);
    await Promise.all(this.lines.names().map((name) => this.probe(name)));
  }

  private async probe(name: string): Promise<void> {
    const pbx = this.lines.get(name);
    if (!pbx || this.lines.state(name) !== 'live') return;
    const probes = await pbx.probe();
    this.latest.set(name, probes);
    for (const { part, ok, ms } of probes) {
      this.ports.metrics.gauge('signalbox_pbx_part_up', ok ? 1 : 0, { pbx: name, part });
      if (!ok) this.ports.log.warn('a part of the PBX does not answer', { pbx: name, part, ms });
    }
  }
}
