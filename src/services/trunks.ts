/**
 * The lines of a trunk that callbacks take, shared by the tenants that use it (design §4, §6): counts per tenant and nothing
 * else of them, made of their records. A line is taken from the decision that reaches somebody for a callback until its call
 * is over. Where a trunk has a limit, the next line goes to the tenant that has the fewest of those that want one, of equal
 * ones to the one that had its turn longest ago. Who wanted one and does not any more costs one look.
 */
import type { Callback } from '../core/callback';
import { hasCall } from '../core/callbackStates';
import { isBefore, type Place, Ranked } from '../core/ranked';
import type { JournalRecord } from '../core/record';
import type { Cancel } from '../ports/clock';
import type { Metrics } from '../ports/metrics';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions, Ports } from './partitions';

/** Who wants a line: a queue of a tenant. */
export interface Wanting {
  readonly tenant: string;
  readonly queue: string;
}

/** One trunk, named `<pbx>/<trunk>`. */
class Lines {
  /** How many are taken, in all and by tenant. */
  size = 0;
  readonly taken = new Map<string, number>();
  /** When each tenant got its last one, counted. */
  private readonly turns = new Map<string, number>();
  /** Queues that wait for one, by tenant; and these tenants in the order of their claims. */
  private readonly waiting = new Map<string, Set<string>>();
  private readonly claims = new Ranked();

  get waits(): number {
    return this.waiting.size;
  }

  wants(tenant: string): boolean {
    return this.waiting.has(tenant);
  }

  take(tenant: string, by: 1 | -1, turn: number): void {
    this.size += by;
    this.taken.set(tenant, (this.taken.get(tenant) ?? 0) + by);
    if (by > 0) this.turns.set(tenant, turn);
    if (this.waiting.has(tenant)) this.claim(tenant);
  }

  /** Nobody who waits has a better claim to the next line: fewer lines, or as many and its last turn longer ago. */
  isFirst(tenant: string): boolean {
    const first = this.claims.at(1);
    if (first === undefined || first === tenant) return true;
    return isBefore(this.claimOf(tenant), this.claimOf(first));
  }

  wait(tenant: string, queue: string): void {
    this.waiting.set(tenant, (this.waiting.get(tenant) ?? new Set<string>()).add(queue));
    this.taken.set(tenant, this.taken.get(tenant) ?? 0);
    this.claim(tenant);
  }

  /** Takes whoever has the best claim out of those who wait. */
  next(): Wanting | undefined {
    const tenant = this.claims.at(1) ?? '';
    const queues = this.waiting.get(tenant);
    const [queue] = queues ?? [];
    if (!queues || queue === undefined) return undefined;
    queues.delete(queue);
    if (queues.size === 0) this.drop(tenant);
    return { tenant, queue };
  }

  forget(tenant: string): void {
    this.size -= this.taken.get(tenant) ?? 0;
    this.taken.delete(tenant);
    this.turns.delete(tenant);
    this.drop(tenant);
  }

  private drop(tenant: string): void {
    this.waiting.delete(tenant);
    this.claims.remove(tenant);
  }

  private claimOf(tenant: string): Place {
    return { id: tenant, priority: -(this.taken.get(tenant) ?? 0), arrival: this.turns.get(tenant) ?? 0 };
  }

  private claim(tenant: string): void {
    const { priority, arrival } = this.claimOf(tenant);
    this.claims.insert(tenant, priority, arrival);
  }
}

export class Trunks implements PartitionListener {
  private readonly lines = new Map<string, Lines>();
  /** The trunk of each callback that has a line, by tenant. */
  private readonly holders = new Map<string, Map<string, string>>();
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
  asks(trunk: string, { tenant, queue }: Wanting): boolean {
    const limit = this.limit(trunk);
    if (limit === undefined) return true;
    const lines = this.on(trunk);
    const free = lines.size < limit;
    if (free && lines.isFirst(tenant)) return true;
    lines.wait(tenant, queue);
    if (free) this.soon();
    return false;
  }

  /** No line is free. */
  full(trunk: string): boolean {
    return this.on(trunk).size >= (this.limit(trunk) ?? Number.POSITIVE_INFINITY);
  }

  applied(tenant: string, { subject, data }: JournalRecord): void {
    if (subject.startsWith('callback/')) this.follow(tenant, data as Callback);
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
      const limit = this.limit(trunk);
      if (limit !== undefined) metrics.gauge('signalbox_trunk_callback_lines_limit', limit, { trunk });
      for (const [tenant, taken] of lines.taken) {
        metrics.gauge('signalbox_trunk_callback_lines', taken, { trunk, tenant });
        metrics.gauge('signalbox_trunk_callback_line_wanted', lines.wants(tenant) ? 1 : 0, { trunk, tenant });
      }
    }
  }

  private limit(trunk: string): number | undefined {
    const [pbx = '', name = ''] = trunk.split('/');
    return this.mappings.current.pbxs[pbx]?.trunks[name]?.callbackLines;
  }

  private on(trunk: string): Lines {
    const known = this.lines.get(trunk) ?? new Lines();
    this.lines.set(trunk, known);
    return known;
  }

  private follow(tenant: string, callback: Callback): void {
    const { id, trunk } = callback;
    const holders = this.holders.get(tenant) ?? new Map<string, string>();
    const before = holders.get(id);
    const now = hasCall(callback) ? trunk : undefined;
    if (before === now) return;
    if (before !== undefined) this.on(before).take(tenant, -1, this.turn);
    if (now !== undefined) this.on(now).take(tenant, 1, ++this.turn);
    if (now === undefined) holders.delete(id);
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
