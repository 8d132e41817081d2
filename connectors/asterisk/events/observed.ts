/**
 * Calls of phones that do not come to us: the phone dials something else of the dialplan, or the dialplan dials it. Asterisk
 * tells of every channel of a phone, ours too; those are left to the parties that they are.
 */
import { canonicalEndpoint } from '../../../src/core/endpointName';
import { oneLine } from '../../../src/core/oneLine';
import type { Cause, PbxEvent, PhoneCall, Result } from '../../../src/ports/pbx';
import { type Ari, parseBody } from '../ari';
import { type Calls, isOurs } from '../calls';
import type { LinkPorts } from '../timers';
import type { Channel, Endpoint } from '../words/ariTypes.generated';
import { failureOf, succeeded } from '../words/results';
import { endpointOf } from './snapshots';

/** A phone that calls us is in Stasis long before; one that is asked again by the dialplan meanwhile is with us then. */
const CLEAR_MS = 1_000;
/** So many phones are asked for in one request. */
const BATCH = 50;

interface Seen {
  call: PhoneCall;
  told: boolean;
}

export class Observed {
  private patterns: readonly string[] = [];
  private readonly seen = new Map<string, Seen>();

  constructor(
    private readonly ari: Ari,
    private readonly ports: LinkPorts,
    private readonly calls: Calls,
    private readonly names: { readonly app: string; readonly pbx: string },
    private readonly emit: (event: PbxEvent) => void,
  ) {}

  async observe(patterns: readonly string[]): Promise<Result<readonly PhoneCall[]>> {
    this.patterns = patterns;
    for (const [id, { call }] of this.seen) if (!this.wants(call.endpoint)) this.seen.delete(id);
    if (patterns.length === 0) return { result: 'ok', value: [] };
    const endpoints = await this.ari.request('GET', 'endpoints');
    if (!succeeded(endpoints)) return failureOf(endpoints);
    const phones = (parseBody<Endpoint[]>(endpoints) ?? [])
      .map(({ technology, resource }) => `${technology}/${resource}`)
      .filter((phone) => this.wants(phone));
    for (let i = 0; i < phones.length; i += BATCH) {
      const eventSource = phones.slice(i, i + BATCH).map((phone) => `endpoint:${phone}`);
      const where = `applications/${this.names.app}/subscription`;
      const subscribed = await this.ari.request('POST', where, { eventSource: eventSource.join(',') });
      if (!succeeded(subscribed)) return failureOf(subscribed);
    }
    return this.list();
  }

  /** Nothing is heard of it any more. */
  lost(): void {
    this.patterns = [];
    this.seen.clear();
  }

  created(channel: Channel): void {
    this.note(channel);
  }

  changed(channel: Channel, at: number): void {
    const seen = this.note(channel);
    const state = channel.state === 'Up' ? 'up' : 'ringing';
    if (!seen || (channel.state !== 'Up' && channel.state !== 'Ringing')) return;
    const same = seen.told && seen.call.state === state;
    // What came later cannot be undone by what is doubled.
    if (same || (seen.told && seen.call.state === 'up')) return;
    seen.call = { ...seen.call, state, number: seen.call.number || numberOf(channel, seen.call.direction) };
    this.tell(seen, at);
  }

  /** It came to a routing point after all: it is a party from now on. */
  taken(channel: string, at: number): void {
    this.ended(channel, 'normal', at);
  }

  ended(channel: string, cause: Cause, at: number): void {
    const seen = this.seen.get(channel);
    this.seen.delete(channel);
    if (seen?.told) this.emit({ type: 'phoneCallEnded', at, party: seen.call.party, cause });
  }

  private async list(): Promise<Result<readonly PhoneCall[]>> {
    const answer = await this.ari.request('GET', 'channels');
    if (!succeeded(answer)) return failureOf(answer);
    const there = (parseBody<Channel[]>(answer) ?? []).filter((channel) => this.note(channel));
    const ids = new Set(there.map(({ id }) => id));
    for (const id of [...this.seen.keys()]) if (!ids.has(id)) this.seen.delete(id);
    const value: PhoneCall[] = [];
    for (const channel of there) {
      const seen = this.seen.get(channel.id) as Seen;
      if (channel.state === 'Up') seen.call = { ...seen.call, state: 'up' };
      if (channel.state !== 'Up' && channel.state !== 'Ringing' && !seen.told) continue;
      seen.told = true;
      value.push(seen.call);
    }
    return { result: 'ok', value };
  }

  /** Begins to know a channel of a phone that is observed and not ours. */
  private note(channel: Channel): Seen | undefined {
    const known = this.seen.get(channel.id);
    if (known || isOurs(channel.id) || this.calls.channel(channel.id)) return known;
    const endpoint = endpointOf(channel.name);
    // Our own dialplan has it, and it is about to be a party, or was one.
    if (!this.wants(endpoint) || channel.dialplan.app_name === 'Stasis') return undefined;
    const direction = directionOf(channel);
    const seen: Seen = { told: false, call: this.callOf(channel, endpoint, direction) };
    this.seen.set(channel.id, seen);
    if (direction === 'out')
      this.ports.clock.after(CLEAR_MS, () => {
        if (this.seen.get(channel.id) === seen && !seen.told) this.tell(seen, this.ports.clock.now());
      });
    return seen;
  }

  private callOf(channel: Channel, endpoint: string, direction: 'in' | 'out'): PhoneCall {
    const { names, ports } = this;
    return {
      party: ports.ids.derive(names.pbx, 'outside', channel.id),
      endpoint,
      direction,
      state: channel.state === 'Up' ? 'up' : 'ringing',
      number: numberOf(channel, direction),
      pbxId: channel.id,
    };
  }

  private tell(seen: Seen, at: number): void {
    seen.told = true;
    this.emit({ type: 'phoneCall', at, call: seen.call });
  }

  private wants(endpoint: string): boolean {
    const name = canonicalEndpoint(endpoint);
    return this.patterns.some((pattern) =>
      pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
    );
  }
}

/** `Ring` is one who calls, and what is dialled begins in `Down`; once it is up only the dialplan still says which it was. */
function directionOf({ state, dialplan }: Channel): 'in' | 'out' {
  if (state === 'Up') return dialplan.app_name === 'AppDial' ? 'in' : 'out';
  return state === 'Ring' ? 'out' : 'in';
}

/** What a phone dialled, or who calls it. */
const numberOf = (channel: Channel, direction: 'in' | 'out'): string =>
  oneLine(direction === 'out' ? channel.dialplan.exten : channel.connected.number);
