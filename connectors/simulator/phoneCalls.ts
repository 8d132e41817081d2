/** Calls of phones that no gateway has: a phone dials something else of the dialplan, or the dialplan dials it. */
import type { Cause, PhoneCall } from '../../src/ports/pbx';
import type { Exchange } from './exchange';
import type { Lamps } from './lamps';

/** One of them, in the hands of a test. */
export interface PhoneCallHandle {
  answer(): void;
  end(cause?: Cause): void;
}

export class PhoneCalls {
  private readonly calls = new Map<string, PhoneCall>();
  /** What each node of the gateway observes. */
  private readonly watched = new Map<string, readonly string[]>();

  constructor(
    private readonly exchange: Exchange,
    private readonly lamps: Lamps,
  ) {}

  /** A phone is called by `number`, or calls it. */
  begin(endpoint: string, direction: 'in' | 'out', number: string): PhoneCallHandle {
    const { parts } = this.exchange;
    const { pbxId } = this.exchange.nextIds();
    const party = parts.ids.derive(parts.name, 'outside', pbxId);
    this.change({ party, endpoint, direction, state: 'ringing', number, pbxId });
    this.lamps.use(endpoint, true);
    return {
      answer: () => {
        const call = this.calls.get(party);
        if (call && call.state !== 'up') this.change({ ...call, state: 'up' });
      },
      end: (cause = 'normal') => this.end(party, cause),
    };
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
