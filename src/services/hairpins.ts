/**
 * Dials of ours that come back to us: a trunk brings a call for a number of our own to a venue as any other. Whatever a
 * carrier leaves out on the way, it arrives while that number still rings, from the number that was shown. How often a
 * caller has come round so is counted over all tenants; nothing else of a dial is told (docs/decisions/0027).
 */
import type { Call } from '../core/call';
import type { PartySnapshot } from '../core/line';

interface Dialled {
  readonly tenant: string;
  /** The ends of the number that rings and of the one that is shown to it. */
  readonly number: string;
  readonly shown: string;
  readonly hops: number;
}

/** The same however a number is written: with its country, with a trunk prefix, or as on a keypad. */
const END = 7;
const endOf = (number: string): string => number.replace(/[^0-9]/g, '').slice(-END);

export class Hairpins {
  private readonly dials = new Map<string, Dialled>();
  private readonly byNumber = new Map<string, Set<Dialled>>();

  /** `numbersOf`: what a tenant may show; a carrier puts one of those in the place of a foreign one. */
  constructor(private readonly numbersOf: (tenant: string) => readonly string[]) {}

  /** Numbers that ring. */
  get size(): number {
    return this.dials.size;
  }

  /** What a call dials from now on, and what it does not any more. */
  follow(tenant: string, call: Call): void {
    for (const { id, state, number, shown = '' } of call.parties) {
      const rings = call.clearedAt === undefined && (state === 'dialing' || state === 'ringing');
      if (!rings || number === undefined) this.remove(id);
      else if (!this.dials.has(id))
        this.add(id, { tenant, number: endOf(number), shown: endOf(shown), hops: call.hops ?? 0 });
    }
  }

  /** The partition of a tenant is gone. */
  forget(tenant: string): void {
    for (const [id, dial] of this.dials) if (dial.tenant === tenant) this.remove(id);
  }

  /** How often whoever arrives has come back to us; 0 for who comes from elsewhere. */
  hops({ ani, dnis }: Pick<PartySnapshot, 'ani' | 'dnis'>): number {
    const from = endOf(ani);
    const dials = [...(this.byNumber.get(endOf(dnis)) ?? [])].filter((dial) => this.showed(dial, from));
    return Math.max(0, ...dials.map(({ hops }) => hops + 1));
  }

  /** A withheld number may be anybody's. */
  private showed({ tenant, shown }: Dialled, from: string): boolean {
    return from === '' || from === shown || this.numbersOf(tenant).some((own) => endOf(own) === from);
  }

  private add(id: string, dial: Dialled): void {
    this.dials.set(id, dial);
    const others = this.byNumber.get(dial.number);
    if (others) others.add(dial);
    else this.byNumber.set(dial.number, new Set([dial]));
  }

  private remove(id: string): void {
    const dial = this.dials.get(id);
    if (!dial) return;
    this.dials.delete(id);
    const others = this.byNumber.get(dial.number);
    others?.delete(dial);
    if (others?.size === 0) this.byNumber.delete(dial.number);
  }
}
