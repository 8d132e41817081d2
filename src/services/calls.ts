/**
 * Calls: from the events of the PBXs to decisions in the right partition (design §5.2), and back from commands that
 * failed. Who belongs to whom is an index over live parties; an event of anybody else is nobody's.
 */
import type { Call } from '../core/call';
import { decideArrival, isLoop } from '../core/callArrival';
import { decideUnheard } from '../core/callbackMachine';
import { decideDeadline } from '../core/callDeadlines';
import type { CallConfig } from '../core/callDraft';
import { decidePartyEvent, type PartyEvent } from '../core/callEvents';
import { decideApart } from '../core/callJoining';
import { decidePhoneConsult } from '../core/callPhoneConsult';
import { decidePhoneTake } from '../core/callPhoneTake';
import { decideProgramEnded, type ProgramOutcome } from '../core/callPrograms';
import { decideTransfer } from '../core/callTransfer';
import { type Context, type Decision, nothing } from '../core/decision';
import type { Effect } from '../core/effect';
import { bare, idOf, SYSTEM } from '../core/ids';
import type { Cause, PartySnapshot, PbxEvent } from '../core/line';
import type { Partition } from '../core/partition';
import { isAlive } from '../core/party';
import type { JournalRecord } from '../core/record';
import type { Pbx, Result } from '../ports/pbx';
import { refusedBy, refusedCause } from './dialRefused';
import { Hairpins } from './hairpins';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions, Ports } from './partitions';
import type { Started } from './programs';

/** A digit is told to the tenant and not kept. */
export type OnDigit = (tenant: string, call: Call, party: string, digit: string) => void;

export class Calls implements PartitionListener {
  readonly kinds = ['call'] as const;
  private readonly tenants = new Map<string, string>();
  /** Parties whose dial was given to the PBX, or may have been by the process before. */
  private readonly dialled = new Set<string>();
  private readonly hairpins = new Hairpins((tenant) => this.numbersOf(tenant));

  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    /** Whether new calls may reach a tenant. */
    private readonly served: (tenant: string) => boolean,
  ) {}

  applied(tenant: string, record: JournalRecord): void {
    this.index(tenant, record.data as Call);
  }

  /** Parties of calls that are not over. */
  get size(): number {
    return this.tenants.size;
  }

  /** Indexes the parties of a tenant that was loaded. */
  loaded(tenant: string): void {
    const partition = this.partitions.get(tenant);
    for (const id of partition?.ids('call') ?? []) {
      const call = partition?.get('call', id) as Call;
      this.index(tenant, call);
      // The process before may have dialled whom it meant to dial.
      for (const party of call.parties) if (party.state === 'dialing') this.dialled.add(party.id);
    }
  }

  dropped(tenant: string): void {
    this.hairpins.forget(tenant);
    for (const [party, owner] of this.tenants) if (owner === tenant) this.tenants.delete(party);
  }

  private numbersOf(tenant: string): readonly string[] {
    return Object.values(this.mappings.running.tenants[tenant]?.owns ?? {}).flatMap(({ numbers }) => numbers);
  }

  private index(tenant: string, call: Call): void {
    this.hairpins.follow(tenant, call);
    for (const party of call.parties)
      if (call.clearedAt === undefined) this.tenants.set(party.id, tenant);
      else if (this.partitions.get(tenant)?.callOfParty(party.id)?.id === call.id) {
        this.tenants.delete(party.id);
        this.dialled.delete(party.id);
      }
  }

  /** Whether a party (bare id) is one of ours. */
  knows(party: string): boolean {
    return this.tenants.has(idOf('party', party));
  }

  /** Whether a party (bare id) is on one of our calls, as far as we know; one that was given up is not. */
  holds(party: string): boolean {
    const id = idOf('party', party);
    const call = this.partitions.get(this.tenants.get(id) ?? '')?.callOfParty(id);
    return call?.parties.some((one) => one.id === id && isAlive(one)) ?? false;
  }

  /** A party arrived: its venue says whose it is; one that no venue takes is the installation's. */
  arrived(pbx: Pbx, snapshot: PartySnapshot): void {
    if (this.knows(snapshot.party)) return;
    if (this.partitions.commits.crowded || this.mappings.retiring.has(pbx.name))
      return void this.turnAway(pbx, snapshot);
    const resolved = this.mappings.resolve(pbx.name, snapshot);
    const reached = resolved && this.partitions.get(resolved.tenant) && this.served(resolved.tenant);
    const tenant = reached ? resolved.tenant : SYSTEM;
    const venue = tenant === SYSTEM ? undefined : resolved?.name;
    if (!venue) this.ports.metrics.count('signalbox_calls_unmapped_total', { pbx: pbx.name });
    const config = this.mappings.callConfig(tenant, pbx.name);
    const hops = this.hairpins.hops(snapshot);
    if (isLoop(hops)) this.ports.log.warn('a call of ours came back too often', { tenant, pbx: pbx.name, venue });
    const where = { pbx: pbx.name, venue, matched: venue === undefined ? undefined : resolved?.by, hops };
    this.partitions.decide(tenant, { actor: `pbx:${pbx.name}` }, (_, context) =>
      decideArrival(snapshot, where, config, context),
    );
  }

  /** The journal cannot take more, or the PBX was taken out of the mapping: the dialplan's fallback serves the caller, or else the caller hears congestion. */
  private async turnAway(pbx: Pbx, snapshot: PartySnapshot): Promise<void> {
    this.ports.metrics.count('signalbox_calls_turned_away_total', { pbx: pbx.name });
    const point = this.mappings.running.pbxs[pbx.name]?.routingPoints[snapshot.routingPoint ?? ''];
    const given = await pbx.giveBack(snapshot.party, (point?.fallback ?? '').replace('{dnis}', snapshot.dnis));
    if (given.result !== 'ok') await pbx.reject(snapshot.party, 'congestion');
  }

  partyEvent(pbx: Pbx, event: PartyEvent): void {
    if ((event.type === 'ringing' || event.type === 'answered') && !this.knows(event.party)) return nobodys(pbx, event);
    this.onCall(idOf('party', event.party), `pbx:${pbx.name}`, (call, config, context) =>
      decidePartyEvent(call, event, config, context),
    );
  }

  transferAsked(pbx: Pbx, event: Extract<PbxEvent, { type: 'transferAsked' }>): void {
    const party = idOf('party', event.party);
    const { to, consult, other: outside } = event;
    this.onCall(party, `pbx:${pbx.name}`, (call, config, context, partition) => {
      if (outside) return decidePhoneTake(call, { party, outside }, config, context);
      if (to !== undefined) return decideTransfer(call, { party, to }, config, context);
      const second = consult === undefined ? undefined : idOf('party', consult);
      const other = second === undefined ? undefined : partition.callOfParty(second);
      return decidePhoneConsult(call, other, { party, consult: second ?? '' }, config, context);
    });
  }

  digit(event: Extract<PbxEvent, { type: 'digit' }>, tell: OnDigit): void {
    const party = idOf('party', event.party);
    const tenant = this.tenants.get(party);
    const call = tenant === undefined ? undefined : this.partitions.get(tenant)?.callOfParty(party);
    // Nobody is told of the keys of a supervisor.
    const supervises = call?.parties.some(({ id, role }) => id === party && role === 'supervisor');
    if (tenant !== undefined && call && !supervises) tell(tenant, call, party, event.digit);
  }

  programEnded(started: Started, outcome: ProgramOutcome): void {
    this.onCall(started.party, 'system', (call, config, context) =>
      decideProgramEnded(call, started.number, outcome, config, context),
    );
  }

  deadline(tenant: string, id: string, name: string, at: number): void {
    const call = this.partitions.get(tenant)?.get<Call>('call', id);
    if (!call) return;
    const config = this.mappings.callConfig(tenant, call.pbx);
    // Whoever was to be asked may not have been: nothing is told before it is durable.
    const cause = this.partitions.commits.away ? { cause: 'store.away' } : {};
    this.partitions.decide(tenant, { actor: 'system', ...cause }, (_, context) =>
      decideDeadline(call, name, at, config, context),
    );
  }

  /** Asked right before a dial: the party may have been given up while its intent was written. */
  wanted(tenant: string, effect: Effect): boolean {
    if (!('party' in effect)) return true;
    const call = this.partitions.get(tenant)?.callOfParty(effect.party);
    const wanted = call?.parties.some((p) => p.id === effect.party && p.state === 'dialing') === true && !call.clearing;
    if (wanted) this.dialled.add(effect.party);
    return wanted;
  }

  /** Asked late: many are gone, sent away or have moved to another call by the time that theirs is on disk, or a command has had no answer. */
  stays(tenant: string, { call: wanted, party }: { readonly call: string; readonly party: string }): boolean {
    const call = this.partitions.get(tenant)?.callOfParty(party);
    return call?.id === wanted && !call.clearing && call.parties.some((p) => p.id === party && p.state !== 'gone');
  }

  /** Whether the dial of a party certainly never reached the PBX. */
  unsent(party: string): boolean {
    return !this.dialled.has(party);
  }

  /** No event will come of a dial that was refused or given up, and nobody may wait for others whom they cannot be brought to. */
  commandFailed(tenant: string, effect: Effect, result: Result): void {
    // What a dead link did not take is made good after the listing of the PBX.
    if (result.result === 'linkDown') {
      if (effect.do === 'dial') this.dialled.delete(effect.party);
      return;
    }
    const reaches = effect.do === 'dial' || effect.do === 'take';
    if (reaches && result.result !== 'timeout') return this.gone(effect.party, refusedCause(result), refusedBy(result));
    // Whom the PBX does not know was to be dialled and is not any more: it has told of all others.
    if (effect.do === 'hangup' && result.result === 'gone') return this.gone(effect.party, effect.cause, 'local');
    if (effect.do === 'detectMachine') return this.unheard(effect.party, result);
    if (!TOGETHER.has(effect.do) || !isBroken(result)) return;
    const facts = { tenant, call: effect.call, command: effect.do, ...result };
    this.ports.log.warn('parties could not be brought together', facts);
    this.partitions.decide(tenant, { actor: 'system' }, (partition, context) => {
      const call = partition.get<Call>('call', effect.call);
      if (!call) return nothing;
      const config = this.mappings.callConfig(tenant, call.pbx);
      return decideApart(call, effect.do === 'join' ? effect.party : undefined, config, context);
    });
  }

  /** Whoever answered is taken for a person; after a timeout the PBX may be listening, and a deadline leads on. */
  private unheard(party: string, result: Result): void {
    if (result.result !== 'refused' && result.result !== 'unsupported') return;
    const detail = result.result === 'refused' ? (result.detail ?? result.code) : 'this kind of PBX cannot';
    this.ports.log.warn('no machine can be detected', { tenant: this.tenants.get(party), party, detail });
    this.onCall(party, 'system', (call, config, context) => decideUnheard(call, { party, detail }, config, context));
  }

  private gone(party: string, cause: Cause, by: 'pbx' | 'local'): void {
    const event = { type: 'gone', party: bare(party), cause, by, at: 0 } as const;
    this.onCall(party, 'system', (call, config, context) => decidePartyEvent(call, event, config, context));
  }

  private onCall(
    party: string,
    actor: string,
    decide: (call: Call, config: CallConfig, context: Context, partition: Partition) => Decision,
  ): void {
    const tenant = this.tenants.get(party);
    if (tenant === undefined) return;
    this.partitions.decide(tenant, { actor }, (partition, context) => {
      const call = partition.callOfParty(party);
      return call ? decide(call, this.mappings.callConfig(tenant, call.pbx), context, partition) : nothing;
    });
  }
}

/** A party that was given up, call and all, and shows up after all. */
const nobodys = (pbx: Pbx, { party }: PartyEvent): void => void pbx.hangup(party, 'cancelled');

/** Without any of these two people stay apart, and nothing else would tell. */
const TOGETHER: ReadonlySet<Effect['do']> = new Set(['answer', 'open', 'join']);

/** It cannot be; a conversation that is open already is one. */
const isBroken = (result: Result): boolean =>
  result.result === 'timeout' || (result.result === 'refused' && result.code !== 'exists');
