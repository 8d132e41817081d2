/** The lamp of each phone: what its state is, and which nodes of the gateway watch it. */
import type { DeviceState } from '../../src/ports/pbx';
import type { Exchange } from './exchange';
import type { Party } from './party';

interface Watched {
  readonly nodes: Set<string>;
  shown: DeviceState;
}

/** The lamps of one PBX. */
export class Lamps {
  /** Phones that exist, and whether they are registered. */
  private readonly plugged = new Map<string, boolean>();
  private readonly lines = new Map<string, Set<Party>>();
  private readonly watched = new Map<string, Watched>();
  /** Phones in use by calls that no gateway has. */
  private readonly outside = new Set<string>();

  constructor(private readonly exchange: Exchange) {}

  /** A phone exists, registered or not. */
  plug(endpoint: string, registered: boolean): void {
    this.plugged.set(endpoint, registered);
    this.changed(endpoint);
  }

  /** A party takes a line of its phone. */
  add(party: Party): void {
    const { endpoint } = party.facts;
    if (endpoint === undefined) return;
    this.lines.set(endpoint, (this.lines.get(endpoint) ?? new Set()).add(party));
    this.changed(endpoint);
  }

  /** A party frees its line. */
  remove(party: Party): void {
    const { endpoint } = party.facts;
    if (endpoint === undefined) return;
    const lines = this.lines.get(endpoint);
    lines?.delete(party);
    if (lines?.size === 0) this.lines.delete(endpoint);
  }

  /** A call that no gateway has begins on a phone, or ends. */
  use(endpoint: string, on: boolean): void {
    if (on) this.outside.add(endpoint);
    else this.outside.delete(endpoint);
    this.changed(endpoint);
  }

  /** Lines of a phone that are taken. */
  taken(endpoint: string): number {
    return this.lines.get(endpoint)?.size ?? 0;
  }

  state(endpoint: string): DeviceState {
    const lines = [...(this.lines.get(endpoint) ?? [])];
    const registered = this.plugged.get(endpoint);
    if (registered === false) return 'unavailable';
    if (this.outside.has(endpoint)) return 'busy';
    if (registered === undefined && lines.length === 0) return 'unknown';
    const open = lines.filter((party) => party.state === 'up' || party.state === 'arrived');
    if (open.length > 0) return open.every((party) => party.held) ? 'held' : 'busy';
    return lines.some((party) => party.state === 'ringing') ? 'ringing' : 'idle';
  }

  /** Shows `node` the lamp from now on. */
  watch(endpoint: string, node: string): DeviceState {
    const state = this.state(endpoint);
    const watched = this.watched.get(endpoint) ?? { nodes: new Set<string>(), shown: state };
    watched.nodes.add(node);
    watched.shown = state;
    this.watched.set(endpoint, watched);
    return state;
  }

  /** A connection is over, and what it watched with it. */
  unwatch(node: string): void {
    for (const { nodes } of this.watched.values()) nodes.delete(node);
  }

  /** Something happened at a phone: whoever watches is told if its lamp changed. */
  changed(endpoint: string | undefined): void {
    const watched = endpoint === undefined ? undefined : this.watched.get(endpoint);
    if (endpoint === undefined || !watched) return;
    const state = this.state(endpoint);
    if (state === watched.shown) return;
    watched.shown = state;
    for (const node of watched.nodes) this.exchange.emit(node, { type: 'deviceChanged', endpoint, state });
  }
}
