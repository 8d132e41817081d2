/** Calls of phones that no gateway has: a phone dials something else of the dialplan, or the dialplan dials it. */
import type { Cause, OtherEnd, PartyId, PhoneCall } from '../../src/ports/pbx';
import type { Exchange } from './exchange';
import type { Lamps } from './lamps';
import type { Line, Party } from './party';

/** Who talks to the phone, where a test wants to hear. */
export interface Talker {
  readonly line: Line;
  readonly endpoint: string;
  /** It is a party of a gateway from now on. */
  attach(party: Party): void;
}

/** One of them, in the hands of a test. */
export interface PhoneCallHandle {
  /** What the gateway knows the phone by on this call. */
  readonly party: PartyId;
  /** Who can be taken. */
  readonly other: OtherEnd | undefined;
  answer(): void;
  end(cause?: Cause): void;
}

export class PhoneCalls {
  private readonly calls = new Map<string, PhoneCall>();
  /** Who can be taken, by the id that it then has. */
  private readonly talkers = new Map<PartyId, { call: string; talker: Talker }>();
  /** What each node of the gateway observes. */
  private readonly watched = new Map<string, readonly string[]>();

  constructor(
    private readonly exchange: Exchange,
    private readonly lamps: Lamps,
  ) {}

  /** A phone is called by `number`, or calls it. */
  begin(endpoint: string, direction: 'in' | 'out', number: string, talker?: Talker): PhoneCallHandle {
    const { parts } = this.exchange;
    const { pbxId } = this.exchange.nextIds();
    const party = parts.ids.derive(parts.name, 'outside', pbxId);
    this.change({ party, endpoint, direction, state: 'ringing', number, pbxId });
    this.lamps.use(endpoint, true);
    const id = parts.ids.derive(parts.name, 'other', pbxId);
    if (talker) this.talkers.set(id, { call: party, talker });
    return {
      party,
      other: talker && { party: id, endpoint: talker.endpoint, pbxId: `${pbxId}b` },
      answer: () => {
        const call = this.calls.get(party);
        if (call && call.state !== 'up') this.change({ ...call, state: 'up' });
      },
      end: (cause = 'normal') => this.end(party, cause),
    };
  }

  /** The other end of a call, whose phone is hung up. */
  give(other: PartyId): Talker | undefined {
    const found = this.talkers.get(other);
    if (found) this.end(found.call, 'normal');
    return found?.talker;
  }

  /** Tells a node of these phones from now on, and gives their calls. */
  observe(phones: readonly string[], node: string): readonly PhoneCall[] {
    this.watched.set(node, phones);
    return [...this.calls.values()].filter(({ endpoint }) => fits(phones, endpoint));
  }

  has(party: string): boolean {
    return this.calls.has(party);
  }

  unwatch(node: string): void {
    this.watched.delete(node);
  }

  /** The PBX starts anew. */
  wipe(): void {
    for (const { endpoint } of this.calls.values()) this.lamps.use(endpoint, false);
    this.calls.clear();
    this.talkers.clear();
    this.watched.clear();
  }

  private change(call: PhoneCall): void {
    this.calls.set(call.party, call);
    for (const node of this.nodes(call)) this.exchange.emit(node, { type: 'phoneCall', call });
  }

  private end(party: string, cause: Cause): void {
    const call = this.calls.get(party);
    if (!call) return;
    this.calls.delete(party);
    for (const [other, { call: of }] of this.talkers) if (of === party) this.talkers.delete(other);
    for (const node of this.nodes(call)) this.exchange.emit(node, { type: 'phoneCallEnded', party, cause });
    const others = [...this.calls.values()].some(({ endpoint }) => endpoint === call.endpoint);
    if (!others) this.lamps.use(call.endpoint, false);
  }

  private nodes({ endpoint }: PhoneCall): string[] {
    return [...this.watched].filter(([, phones]) => fits(phones, endpoint)).map(([node]) => node);
  }
}

const fits = (phones: readonly string[], endpoint: string): boolean =>
  phones.some((phone) => (phone.endsWith('*') ? endpoint.startsWith(phone.slice(0, -1)) : phone === endpoint));
