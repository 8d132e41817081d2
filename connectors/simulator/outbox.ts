/**
 * Events on their way from the PBX to one gateway: late by a seeded moment, in their order. Only what Asterisk may do
 * to them is done: a doubled event where two subscriptions overlap, and a swap of neighbours of different parties.
 */
import type { Clock } from '../../src/ports/clock';
import type { PbxEvent } from '../../src/ports/pbx';
import type { Faults } from './faults';
import { between, chance, type Random } from './random';

const LOOSE: ReadonlySet<PbxEvent['type']> = new Set(['ringing', 'answered', 'joined']);
const DOUBLED: ReadonlySet<PbxEvent['type']> = new Set([...LOOSE, 'left', 'held', 'retrieved', 'deviceChanged']);

/** The events of one connection that are under way. */
export class Outbox {
  private waiting: PbxEvent[] = [];
  private lastAt = 0;
  private connection = 0;

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly faults: Faults,
    private readonly deliver: (event: PbxEvent) => void,
  ) {}

  /** Sends an event off. */
  put(event: PbxEvent): void {
    this.queue(event);
    if (DOUBLED.has(event.type) && chance(this.random, this.faults.doubled)) this.queue(event);
    this.swap();
  }

  /** The connection is gone, and what was under way with it. */
  clear(): void {
    this.connection += 1;
    this.waiting = [];
  }

  private queue(event: PbxEvent): void {
    const { faults, random, clock } = this;
    const late = chance(random, faults.late) ? between(random, 0, faults.lateMs) : 0;
    this.lastAt = Math.max(this.lastAt, clock.monotonic() + between(random, 1, 5) + late);
    this.waiting.push(event);
    const { connection } = this;
    clock.after(this.lastAt - clock.monotonic(), () => {
      if (connection === this.connection) this.next();
    });
  }

  /** Timers of the same moment may fire in any order: each takes whatever is first. */
  private next(): void {
    const event = this.waiting.shift();
    if (event) this.deliver(event);
  }

  private swap(): void {
    const [before, last] = this.waiting.slice(-2);
    if (!before || !last || !swappable(before, last) || !chance(this.random, this.faults.swapped)) return;
    this.waiting.splice(-2, 2, last, before);
  }
}

function swappable(a: PbxEvent, b: PbxEvent): boolean {
  return LOOSE.has(a.type) && LOOSE.has(b.type) && 'party' in a && 'party' in b && a.party !== b.party;
}
