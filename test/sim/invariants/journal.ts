/**
 * Rules that every journal keeps, looked at as each record lands on the disk: it has no gap, a request is carried out
 * once, parties follow their table, the state of a call is what its parties say, and what is cleared stays cleared.
 */
import { type Call, callState } from '../../../src/core/call';
import { PARTY_TABLE, type Party, type PartyState } from '../../../src/core/party';
import type { JournalRecord } from '../../../src/core/record';
import type { Findings } from '../findings';
import { CallbackRules } from './callbackRecords';
import { DialRules } from './dialRules';
import { LineRules } from './line';
import { MessageRules } from './messages';
import { OfferRules } from './offers';
import { ReasonRules } from './reasons';
import { SlotRules } from './slots';

interface Journal {
  seq: number;
  /** `seq` of the first record of the decision that the last record belongs to. */
  commit: number;
  term: number;
  readonly requests: Set<string>;
  readonly calls: Map<string, Call>;
  /** Records by type: what a run has covered. */
  readonly types: Map<string, number>;
}

export class JournalRules {
  private readonly journals = new Map<string, Journal>();
  private readonly lines: LineRules;
  private readonly offers: OfferRules;
  private readonly callbacks: CallbackRules;
  private readonly dials: DialRules;
  private readonly reasons: ReasonRules;
  private readonly slots: SlotRules;
  private readonly messages: MessageRules;

  constructor(private readonly findings: Findings) {
    this.lines = new LineRules(findings);
    this.offers = new OfferRules(findings);
    this.callbacks = new CallbackRules(findings);
    this.dials = new DialRules(findings);
    this.reasons = new ReasonRules(findings);
    this.slots = new SlotRules(findings);
    this.messages = new MessageRules(findings);
  }

  look(tenant: string, record: JournalRecord): void {
    const journal = this.of(tenant);
    this.follows(tenant, journal, record);
    this.once(tenant, journal, record);
    if (record.type === 'tenant.acquired') this.tenure(tenant, journal, record);
    if (record.subject.startsWith('call/')) this.call(journal, record);
    this.lines.look(tenant, record);
    if (record.subject.startsWith('callback/')) this.callbacks.look(tenant, record);
    else if (record.subject.startsWith('entry/')) this.callbacks.entry(tenant, record);
    this.dials.look(tenant, record);
    this.offers.look(tenant, record);
    this.reasons.look(tenant, record);
    this.slots.look(tenant, record);
    this.messages.look(tenant, record);
    journal.seq = record.seq;
    journal.commit = record.commit;
  }

  /** How often a slot took more than it is for. */
  get overbooked(): number {
    return this.slots.overbooked;
  }

  private of(tenant: string): Journal {
    let journal = this.journals.get(tenant);
    if (!journal) {
      journal = { seq: 0, commit: 0, term: 0, requests: new Set(), calls: new Map(), types: new Map() };
      this.journals.set(tenant, journal);
    }
    return journal;
  }

  private follows(tenant: string, { seq, commit }: Journal, record: JournalRecord): void {
    if (record.seq !== seq + 1) this.found('a journal has no gap', `${tenant}: ${record.seq} after ${seq}`);
    if (record.commit !== commit && record.commit !== record.seq)
      this.found('the records of a decision stay together', `${tenant}: ${record.seq} of ${record.commit}`);
  }

  private once(tenant: string, { requests }: Journal, { request, seq }: JournalRecord): void {
    if (!request) return;
    const key = `${request.actor} ${request.key}`;
    if (requests.has(key)) this.found('a command id acts once', `${tenant}: ${key} again at ${seq}`);
    requests.add(key);
  }

  private tenure(tenant: string, journal: Journal, { data, seq }: JournalRecord): void {
    const { term } = data as { term: number };
    if (term !== journal.term + 1) this.found('each tenure has a term of its own', `${tenant}: ${term} at ${seq}`);
    journal.term = term;
  }

  private call({ calls }: Journal, { type, data, seq }: JournalRecord): void {
    const call = data as Call;
    const before = calls.get(call.id);
    calls.set(call.id, call);
    if (before?.clearedAt !== undefined && type !== 'call.disposition_set')
      this.found('after call.cleared a call is silent', `${call.id}: ${type} ${seq}`);
    if (call.state !== callState(call))
      this.found('the state of a call is derived', `${call.id} ${type} ${seq}: ${call.state}, not ${callState(call)}`);
    for (const party of call.parties) this.party(call, party, before);
    const missing = before?.parties.find(({ id }) => !call.parties.some((party) => party.id === id));
    if (missing && type !== 'call.transferred')
      this.found('no party vanishes', `${missing.id} of ${call.id} at ${seq}`);
  }

  private party(call: Call, party: Party, before: Call | undefined): void {
    const was = before?.parties.find(({ id }) => id === party.id);
    if (!was || was.state === party.state || leadsTo(was.state, party.state)) return;
    this.found('parties follow their table', `${call.id} ${party.id}: ${was.state} to ${party.state}`);
  }

  private found(invariant: string, what: string): void {
    this.findings.found(invariant, what);
  }
}

const leadsTo = (from: PartyState, to: PartyState): boolean => Object.values(PARTY_TABLE[from]).includes(to);
