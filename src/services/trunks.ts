/**
 * The lines of a trunk that callbacks take, shared by the tenants that use it (design §4, §6): counts per tenant and nothing
 * else of them, made of their records. A line is taken from the decision that reaches somebody for a callback until its call
 * is over. So many as the installation may have under way at once are shared alike, until those concerned talk. Who wanted a
 * line and does not any more costs one look.
 */
import type { Callback } from '../core/callback';
import { hasCall } from '../core/callbackStates';
import type { JournalRecord } from '../core/record';
import type { Cancel } from '../ports/clock';
import type { Metrics } from '../ports/metrics';
import { FairLines, type Wanting } from './fairLines';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions, Ports } from './partitions';

/** What callbacks of all tenants share beside their trunks: so many are under way at once. */
const INSTALLATION = '*';

interface Held {
  readonly trunk: string | undefined;
  /** Somebody is reached for it: it counts for the installation. */
  readonly underWay: boolean;
}
const NOTHING: Held = { trunk: undefined, underWay: false };

export class Trunks implements PartitionListener {
  readonly kinds = ['callback'] as const;
  private readonly lines = new Map<string, FairLines>();
  /** What each callback has of them, by tenant. */
  private readonly holders = new Map<string, Map<string, Held>>();
  private turn = 0;
  private cancel: Cancel | undefined;
  private stopped = false;

  constructor(
    private readonly ports: Pick<Ports, 'clock'>,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    /** It is the turn of that queue; afterwards it has taken a line, or wants one again, or none. */
    private readonly granted: (to: Wanting) => void,
  ) {}

  /** Whether a queue gets a line now; else it waits for one, and is told when its turn has come. */
  asks(trunk: string, who: Wanting): boolean {
    return this.asksFor(trunk, who) && this.asksFor(INSTALLATION, who);
  }

  private asksFor(trunk: string, { tenant, queue }: Wanting): boolean {
    const limit = this.limit(trunk);
    if (limit === undefined) return true;
    const lines = this.on(trunk);
    const free = lines.size < limit;
    if (free && lines.isFirst(tenant)) return true;
    lines.wait(tenant, queue);
    if (free) this.soon();
    return false;
  }

  /** No line is free; without a trunk: the installation has as many under way as it may have. */
  full(trunk = INSTALLATION): boolean {
    return this.on(trunk).size >= (this.limit(trunk) ?? Number.POSITIVE_INFINITY);
  }

  /** More are taken than there may be: the limit was higher. */
  over(trunk = INSTALLATION): boolean {
    return this.on(trunk).size > (this.limit(trunk) ?? Number.POSITIVE_INFINITY);
  }

  applied(tenant: string, { data }: JournalRecord): void {
    this.follow(tenant, data as Callback);
  }

  /** Counts the lines that a tenant that was loaded has. */
  loaded(tenant: string): Promise<void> {
    return this.partitions.each<Callback>(tenant, 'callback', (callback) => this.follow(tenant, callback));
  }

  dropped(tenant: string): void {
    for (const lines of this.lines.values()) lines.forget(tenant);
    this.holders.delete(tenant);
    this.soon();
  }

  /** Another mapping is in force: limits may be others. */
  changed(): void {
    this.soon();
  }

  stop(): void {
    this.stopped = true;
    this.cancel?.();
  }

  /** Sets what operators see of the trunks that have a limit. */
  measure(metrics: Metrics): void {
    for (const [trunk, lines] of this.lines) {
      if (trunk === INSTALLATION) continue;
      const limit = this.limit(trunk);
      if (limit !== undefined) metrics.gauge('signalbox_trunk_callback_lines_limit', limit, { trunk });
      for (const [tenant, taken] of lines.taken) {
        metrics.gauge('signalbox_trunk_callback_lines', taken, { trunk, tenant });
        metrics.gauge('signalbox_trunk_callback_line_wanted', lines.wants(tenant) ? 1 : 0, { trunk, tenant });
      }
    }
  }

  private limit(trunk: string): number | undefined {
    if (trunk === INSTALLATION) return this.mappings.current.system?.callbacks?.simultaneous;
    const [pbx = '', name = ''] = trunk.split('/');
    return this.mappings.current.pbxs[pbx]?.trunks[name]?.callbackLines;
  }

  private on(trunk: string): FairLines {
    const known = this.lines.get(trunk) ?? new FairLines();
    this.lines.set(trunk, known);
    return known;
  }

  private follow(tenant: string, callback: Callback): void {
    const { id, state } = callback;
    const holders = this.holders.get(tenant) ?? new Map<string, Held>();
    const before = holders.get(id) ?? NOTHING;
    const now = hasCall(callback) ? { trunk: callback.trunk, underWay: state !== 'connected' } : NOTHING;
    if (before.trunk === now.trunk && before.underWay === now.underWay) return;
    if (before.trunk !== now.trunk) {
      if (before.trunk !== undefined) this.on(before.trunk).take(tenant, -1, this.turn);
      if (now.trunk !== undefined) this.on(now.trunk).take(tenant, 1, ++this.turn);
    }
    if (before.underWay !== now.underWay) this.on(INSTALLATION).take(tenant, now.underWay ? 1 : -1, ++this.turn);
    if (now === NOTHING) holders.delete(id);
    else holders.set(id, now);
    this.holders.set(tenant, holders);
    this.soon();
  }

  private soon(): void {
    if (!this.stopped && [...this.lines.values()].some(({ waits }) => waits > 0))
      this.cancel ??= this.ports.clock.after(0, () => this.run());
  }

  /** One at a time: whoever is brought together with agents gets its line before the next one is looked at. */
  private run(): void {
    this.cancel = undefined;
    for (const [trunk, lines] of this.lines) {
      if (lines.waits === 0 || this.full(trunk)) continue;
      const next = lines.next();
      if (next) this.granted(next);
      if (lines.waits > 0 && !this.full(trunk)) this.soon();
    }
  }
}
