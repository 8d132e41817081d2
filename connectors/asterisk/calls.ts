/**
 * What the connector must remember of each channel that is a party: one entry from the first word of it to the last.
 * Our own dialled parties have their id as channel id; an arriving one's is derived from the PBX and its channel id.
 */
import type { Ids } from '../../src/ports/ids';
import type { Cause, ConversationId, PartyId } from '../../src/ports/pbx';
import type { AriEvent } from './words/ariTypes.generated';

const OURS = /^[0-9a-f]{32}$/;

/** Whether an id was chosen by the gateway; Asterisk's own look like `1795243771.0`. */
export const isOurs = (id: string): boolean => OURS.test(id);

/** One party. Fields change as its events and commands go by. */
export class Call {
  /** Answered. A dialled party can be played to and joined only then. */
  up = false;
  rang = false;
  /** Has come to Stasis; until then Asterisk takes no command for it. */
  entered = false;
  /** Waits for that. */
  onEntered: (() => void) | undefined;
  /** On hold by its phone; undefined while nobody knows. */
  held: boolean | undefined;
  /** Class of the hold music that we began, which goes on after each play. */
  music: string | undefined;
  /** Hears that, or may: nobody knows after a gap in the events. */
  mayHear = false;
  /** What was asked of its music last. */
  asking: Promise<unknown> = Promise.resolve();
  /** Something was played to it or recorded: Asterisk may carry out commands for it one after the other. */
  busy = false;
  conversation: ConversationId | undefined;
  /** The cause we hang up with. */
  ending: Cause | undefined;
  /** Came from another node: Asterisk tells us nothing of it after it has left Stasis. */
  handed = false;
  /** On its way here, out of a call of the dialplan. */
  coming = false;
  /** On its way to the dialplan or to another node: leaving Stasis is the end of it for us. */
  released = false;
  /** What the PBX said when the hang-up began. */
  hangup: { readonly cause: number | undefined; readonly soft: boolean } | undefined;
  /** Has our tags, time limit and way of transferring; and the account code that it came with. */
  marked = false;
  accountCode = '';
  /** Monotonic time at which the PBX ends it. */
  endsAt: number | undefined;
  /** Time and digit of the last key, to know a doubled event by. */
  lastDigit = '';
  /** Waits for the echo of the last word about a transfer. */
  onTold: (() => void) | undefined;
  /** Time of the last transfer that was asked for, to know a doubled event by. */
  lastTransfer = '';
  routingPoint: string | undefined;
  headers: Readonly<Record<string, string>> | undefined;
  /** Events that wait until the SIP headers of an arriving party have been read. */
  waiting: AriEvent[] | undefined;
  /** The dial under way: a hang-up must not overtake it. */
  dialing: Promise<unknown> | undefined;

  constructor(
    readonly channel: string,
    readonly party: PartyId,
    readonly dialed: boolean,
  ) {}
}

/** All parties of one link, by channel and by party. */
export class Calls {
  private readonly byChannel = new Map<string, Call>();
  private readonly byParty = new Map<PartyId, Call>();

  constructor(
    private readonly pbx: string,
    private readonly ids: Ids,
  ) {}

  get size(): number {
    return this.byChannel.size;
  }

  channel(id: string): Call | undefined {
    return this.byChannel.get(id);
  }

  party(id: PartyId): Call | undefined {
    return this.byParty.get(id);
  }

  all(): IterableIterator<Call> {
    return this.byChannel.values();
  }

  /** Begins to remember a channel; one that is known already is returned as it is. */
  add(channel: string): Call {
    const known = this.byChannel.get(channel);
    if (known) return known;
    const call = new Call(channel, this.partyId(channel), isOurs(channel));
    this.byChannel.set(channel, call);
    this.byParty.set(call.party, call);
    return call;
  }

  delete(call: Call): void {
    this.byChannel.delete(call.channel);
    this.byParty.delete(call.party);
  }

  /** The party id of any channel of this PBX. */
  partyId(channel: string): PartyId {
    if (isOurs(channel)) return channel;
    return this.byChannel.get(channel)?.party ?? this.ids.derive(this.pbx, channel);
  }
}
