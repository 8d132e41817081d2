/**
 * Looks around a few times a second: does anybody wait for nothing? Whatever is not right is given a while to become
 * right, counted only while the gateway is up, its link live and its store there; then it is found.
 *
 *   silence    a live call with no offer, step with a deadline, connection or clearing
 *   no ghost   a live call without a party in the PBX, a party of a call that the PBX does not have
 *   nobody lost   a party in the PBX that belongs to no live call
 *   truth      who the call says talks is in that conversation
 *   comfort    who waits for somebody hears something
 *   discretion    nobody hears whom they must not
 *   places     a call in line has its entry, an entry its call
 *   agents     see agents.ts
 *   callbacks  see callbacks.ts
 *   hours      see hours.ts
 *   deadlines  none is in the past
 */
import { alive, type Call, callDeadlines, customer, talking } from '../../../src/core/call';
import { bare } from '../../../src/core/ids';
import { isUp } from '../../../src/core/party';
import { type Entry, inLine } from '../../../src/core/queue';
import type { Scene } from '../scene';
import { agentsAreRight } from './agents';
import { callbacksAreRight } from './callbacks';
import { wronglyHeard } from './hearing';
import { HoursKept } from './hours';

export const LOOK_MS = 250;
/** Events come within milliseconds, late ones within a second. */
const PATIENCE_MS = 3_000;
/** Where commands are lost: four that time out in a row, and a little. */
const LOSSY_MS = 22_000;
/** A dialled party has as long as it may ring, and what the table gives the PBX to end it. */
const DIAL_MS = 60_000;
const OVERDUE_MS = 1_500;

export class Watchman {
  private since = new Map<string, number>();
  private readonly hours = new HoursKept();

  /** Until when what went wrong on a bad line may still show. */
  private lossyUntil = 0;

  constructor(private readonly scene: Scene) {}

  /** Looks around once. */
  look(): void {
    const { house, gate, world } = this.scene;
    const { lostCommand, lostAnswer } = house.sim.faults;
    // Also while there is no link: what is sent as soon as it is live may be lost before the next look.
    if (lostCommand + lostAnswer > 0) this.lossyUntil = world.elapsed + LOSSY_MS;
    if (!gate.up || house.store.away || house.signalbox.lines.state('pbx') !== 'live') return;
    const usual = world.elapsed < this.lossyUntil ? LOSSY_MS : PATIENCE_MS;
    const before = this.since;
    this.since = new Map();
    const wrong = (invariant: string, what: string, patience = usual): void => {
      const key = `${invariant}: ${what}`;
      const ms = (before.get(key) ?? 0) + LOOK_MS;
      if (ms > patience) this.scene.findings.found(invariant, `${what} for ${ms} ms`);
      else this.since.set(key, ms);
    };
    const known = new Set<string>();
    for (const call of this.liveCalls()) this.call(call, known, wrong);
    this.places(wrong);
    agentsAreRight(this.scene, wrong);
    callbacksAreRight(this.scene, wrong);
    this.hours.look(this.scene, wrong);
    for (const party of house.sim.board.exchange.parties.values())
      if (!known.has(party.facts.party)) wrong('no party in the PBX belongs to no call', `${party.facts.party}`);
  }

  /** A caller who is asked about, dialled for or put on hold hears ringing or music. */
  private comfort(call: Call, wrong: (invariant: string, what: string, patience?: number) => void): void {
    const caller = customer(call);
    const waits =
      call.offer ||
      call.step?.do === 'connect' ||
      call.step?.do === 'hold' ||
      call.step?.do === 'queue' ||
      call.fetching ||
      caller?.heldBy === 'command' ||
      caller?.heldBy === 'transfer';
    const party = caller && this.scene.house.sim.board.exchange.parties.get(bare(caller.id));
    // Whoever is asked something hears nothing while an answer is awaited.
    if (!waits || !party || party.held || call.clearing || call.proposal || call.asking) return;
    if (this.scene.house.sim.board.hears(party) === 'silence') wrong('who waits hears something', `${call.id}`);
  }

  /** Who stands in line is on a call that says so, and the other way round. */
  private places(wrong: (invariant: string, what: string, patience?: number) => void): void {
    const { partitions } = this.scene.house.signalbox;
    for (const tenant of partitions.tenants()) {
      const partition = partitions.get(tenant);
      for (const id of partition?.ids('entry') ?? []) {
        const entry = partition?.get<Entry>('entry', id);
        const call = entry && partition?.get<Call>('call', entry.call ?? '');
        if (entry && (inLine(entry) && entry.call !== undefined) !== (call?.entry === id))
          wrong('a place belongs to a call', `${id} of ${entry.call}`, 0);
      }
    }
    for (const call of this.liveCalls())
      if (
        call.entry !== undefined &&
        !partitions.tenants().some((t) => partitions.get(t)?.get('entry', call.entry ?? ''))
      )
        wrong('a call in line has a place', call.id, 0);
  }

  /** Every call that is not cleared, of every tenant and of the installation. */
  liveCalls(): Call[] {
    const { partitions } = this.scene.house.signalbox;
    return partitions.tenants().flatMap((tenant) => {
      const partition = partitions.get(tenant);
      return [...(partition?.ids('call') ?? [])]
        .map((id) => partition?.get<Call>('call', id))
        .filter((call) => call !== undefined && call.clearedAt === undefined) as Call[];
    });
  }

  /** A call of a phone that no venue has is one in the PBX. */
  private outside(call: Call, wrong: (invariant: string, what: string) => void): void {
    const { phoneCalls } = this.scene.house.sim.board;
    if (!alive(call).some(({ id }) => phoneCalls.has(bare(id)))) wrong('no ghost of a call outside', call.id);
  }

  private call(call: Call, known: Set<string>, wrong: (invariant: string, what: string, patience?: number) => void) {
    const { parties } = this.scene.house.sim.board.exchange;
    if (call.outside) return this.outside(call, wrong);
    if (!waitsForSomething(call)) wrong('no caller is left in silence', call.id);
    if (!alive(call).some(({ id }) => parties.has(bare(id)))) wrong('no call without a party', call.id, DIAL_MS);
    for (const party of alive(call)) {
      known.add(bare(party.id));
      const there = parties.get(bare(party.id));
      if (!there) wrong('no ghost in a call', `${party.id} of ${call.id}`, isUp(party) ? undefined : DIAL_MS);
      else if (party.joined && there.conversation !== bare(call.conversation ?? ''))
        wrong('who talks is in the conversation', `${party.id} of ${call.id}`);
    }
    this.comfort(call, wrong);
    for (const what of wronglyHeard(call, this.scene.house.sim.board)) wrong('nobody hears whom they must not', what);
    const now = this.scene.house.clock.now();
    for (const { name, at } of callDeadlines(call))
      if (at < now - OVERDUE_MS) wrong('no deadline is in the past', `${name} of ${call.id}`, 0);
  }
}

/** Something will happen to the call by itself, or the people on it are together. */
function waitsForSomething(call: Call): boolean {
  const names = callDeadlines(call).map(({ name }) => name);
  if (names.some((name) => ['fetch', 'reply', 'step', 'party', 'clearing'].includes(name))) return true;
  if (talking(call).length > 1) return true;
  return call.parties.some((party) => party.state === 'held' && party.heldBy === 'command');
}
