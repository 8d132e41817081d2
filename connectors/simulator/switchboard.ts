/**
 * The PBX itself: how parties come, change and end. It knows no gateway and outlives them all. Everything here is
 * immediate; delays and losses belong to the line between it and a gateway (`port.ts`).
 *
 *   arrived → up → gone        dialing → ringing → up → gone
 */
import type { Cause, Dial, PartyId, PbxEvent, Tags } from '../../src/ports/pbx';
import { Conversations } from './conversations';
import { Exchange, type Parts } from './exchange';
import { heardBy, speakers } from './hearing';
import { Jobs } from './jobs';
import { Lamps } from './lamps';
import { type EndedBy, type Facts, type Line, newParty, type Party, snapshotOf } from './party';
import { PhoneCalls } from './phoneCalls';

/** One telephone system. */
export class Switchboard {
  readonly exchange: Exchange;
  readonly jobs: Jobs;
  readonly conversations: Conversations;
  readonly lamps: Lamps;
  readonly phoneCalls: PhoneCalls;
  /** Values kept for the dialplan; gone after a restart. */
  readonly remembered = new Map<string, string>();
  /** How often it has been started. */
  starts = 1;

  constructor(
    readonly parts: Parts,
    tell: (node: string, event: PbxEvent) => void,
  ) {
    this.exchange = new Exchange(parts, tell);
    this.jobs = new Jobs(this.exchange);
    this.conversations = new Conversations(this.exchange, this.jobs);
    this.lamps = new Lamps(this.exchange);
    this.phoneCalls = new PhoneCalls(this.exchange, this.lamps);
  }

  /** Parks a call at a routing point, for `node` to decide. */
  arrive(facts: Omit<Facts, 'party' | 'pbxId' | 'sipCallId'>, line: Line, node: string): Party {
    const ids = this.exchange.nextIds();
    const party = newParty({ ...facts, ...ids, party: this.parts.ids.derive(this.parts.name, ids.pbxId) }, line, node);
    this.add(party);
    this.exchange.emit(node, { type: 'arrived', snapshot: snapshotOf(party) });
    return party;
  }

  /** Begins to dial `line`, which exists and has just been plugged to nothing else. */
  dial(dial: Dial, line: Line, node: string): Party {
    const facts = { party: dial.party, ani: dial.from.number, dnis: dial.to, endpoint: dial.to };
    const party = newParty({ ...facts, ...this.exchange.nextIds() }, line, node, dial.tags);
    this.add(party);
    this.limit(party, dial.maxMs);
    party.ring = this.parts.clock.after(dial.ringMs, () => {
      this.end(party, party.state === 'ringing' ? 'noAnswer' : 'unreachable', 'pbx');
    });
    return party;
  }

  /** The other end of a call that no gateway has becomes a party; false when there is none. */
  take({ party: id, tags, maxMs }: { party: PartyId; tags: Tags; maxMs: number }, node: string): boolean {
    const talker = this.phoneCalls.give(id);
    if (!talker) return false;
    const facts = { party: id, ani: '', dnis: '', endpoint: talker.endpoint, ...this.exchange.nextIds() };
    const party = newParty(facts, talker.line, node, tags);
    this.add(party);
    this.limit(party, maxMs);
    talker.attach(party);
    this.up(party);
    return true;
  }

  /** The phone rings. */
  rings(party: Party): void {
    if (party.state !== 'dialing') return;
    party.state = 'ringing';
    this.exchange.emit(party.node, { type: 'ringing', party: party.facts.party });
    this.changed(party);
  }

  /** Somebody answers: the phone that was dialled, or we an arriving party. */
  up(party: Party): void {
    party.ring();
    party.state = 'up';
    party.alerted = false;
    this.exchange.emit(party.node, { type: 'answered', party: party.facts.party });
    this.changed(party);
  }

  /** Ends a party once: its media first, then its place in the conversation, then itself, as on Asterisk. */
  end(party: Party, cause: Cause, by: EndedBy, sipCode?: number): void {
    if (!this.remove(party)) return;
    const gone = { type: 'gone', party: party.facts.party, cause, by } as const;
    this.exchange.emit(party.node, sipCode === undefined ? gone : { ...gone, sipCode });
    party.line.ended(cause, by);
    this.lamps.changed(party.facts.endpoint);
  }

  /** Something about the party changed: it, who is joined with it and the lamp of its phone may notice. */
  changed(party: Party): void {
    party.line.changed();
    if (party.conversation) this.exchange.refresh(party.conversation);
    this.lamps.changed(party.facts.endpoint);
  }

  /** What a party hears, in words. */
  hears(party: Party): string {
    return heardBy(party, this.exchange, this.jobs);
  }

  /** Whom a party hears speak. */
  heardBy(id: PartyId): Party[] {
    const party = this.exchange.parties.get(id);
    return party ? speakers(party, this.exchange) : [];
  }

  /** The PBX dies and starts anew: everybody is cut off, and no gateway is told. */
  restart(): void {
    const cutOff = [...this.exchange.parties.values()];
    this.jobs.wipe();
    this.phoneCalls.wipe();
    this.exchange.conversations.clear();
    this.exchange.parties.clear();
    this.remembered.clear();
    this.starts += 1;
    for (const party of cutOff) {
      this.stop(party);
      party.line.ended('lost', 'pbx');
    }
  }

  /** Ends the party `maxMs` from now, whatever was said before. */
  limit(party: Party, maxMs: number): void {
    party.limit();
    party.limit = this.parts.clock.after(maxMs, () => this.end(party, 'timeLimit', 'pbx'));
  }

  private add(party: Party): void {
    this.exchange.parties.set(party.facts.party, party);
    this.lamps.add(party);
  }

  /** Takes a party out of everything; false when it was gone already. */
  remove(party: Party): boolean {
    if (party.state === 'gone') return false;
    this.jobs.targetEnded({ party: party.facts.party });
    this.conversations.remove(party, true);
    this.exchange.parties.delete(party.facts.party);
    this.stop(party);
    return true;
  }

  private stop(party: Party): void {
    party.state = 'gone';
    party.limit();
    party.ring();
    this.lamps.remove(party);
  }
}
