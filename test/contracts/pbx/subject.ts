/** What the groups of the contract share: one connector for the group, short ways to do things, and a clean end. */
import { expect } from 'chai';
import type { Dial, PartyId, PartySnapshot, Pbx, PbxEvent, Result, Tags } from '../../../src/ports/pbx';
import type { Customer, PbxHarness, PhoneDoes } from './harness';
import { type EventOf, Recorder } from './recorder';

/** One test; `skip` ends it where the harness cannot show what it is about. */
export type Test = (on: Subject, skip: () => never) => Promise<void>;
/** Tests by what they say. */
export type Group = Readonly<Record<string, Test>>;

/** How long a test waits for what must come. */
export const SOON = 20_000;
/** The life of a party that a test does not end by its limit. */
const LONG = 120_000;

/** A customer whose call has arrived. */
export interface Arrival {
  readonly customer: Customer;
  readonly party: PartyId;
  readonly snapshot: PartySnapshot;
}

/** The connector of a group, and the people around it. */
export class Subject {
  pbx!: Pbx;
  recorder = new Recorder();
  private calls = 0;

  constructor(readonly harness: PbxHarness) {}

  /** Starts a connector, after the one before if there is one, and waits for its link. */
  async connect(): Promise<void> {
    this.recorder = new Recorder();
    this.pbx = this.recorder.watch(this.harness.connector());
    this.pbx.start(this.recorder.hear);
    await this.link('live');
  }

  /** The result of a command, which must come within its deadline and must not throw. */
  do<T>(command: Promise<T>): Promise<T> {
    return this.harness.finish(command);
  }

  /** Does a command that the PBX must accept. */
  async ok<T>(command: Promise<Result<T>>): Promise<T> {
    const result = await this.do(command);
    expect(result.result, JSON.stringify(result)).to.equal('ok');
    return (result as { readonly value: T }).value;
  }

  /** Waits for an event, which may have come already. */
  event<T extends PbxEvent['type']>(
    type: T,
    match: (event: EventOf<T>) => boolean = () => true,
    withinMs = SOON,
  ): Promise<EventOf<T>> {
    return this.harness.eventually(() => this.recorder.all(type).find(match), withinMs, `the event ${type}`);
  }

  gone(party: PartyId, withinMs = SOON): Promise<EventOf<'gone'>> {
    return this.event('gone', (event) => event.party === party, withinMs);
  }

  answered(party: PartyId): Promise<EventOf<'answered'>> {
    return this.event('answered', (event) => event.party === party);
  }

  jobEnded(job: string, withinMs = SOON): Promise<EventOf<'jobEnded'>> {
    return this.event('jobEnded', (event) => event.job === job, withinMs);
  }

  /** Waits until the link is in that state now. */
  async link(state: string): Promise<void> {
    await this.harness.eventually(
      () => this.recorder.all('link').at(-1)?.state === state,
      60_000,
      `the link is ${state}`,
    );
  }

  /** A new customer has called and is parked. */
  async arrival(): Promise<Arrival> {
    this.calls += 1;
    const ani = `+120255501${String(this.calls % 100).padStart(2, '0')}`;
    const before = new Set(this.recorder.all('arrived'));
    const customer = this.harness.customerCalls({ ani, dnis: '4930231250' });
    const { snapshot } = await this.event('arrived', (event) => !before.has(event));
    return { customer, party: snapshot.party, snapshot };
  }

  /** A new customer has called and we have answered. */
  async caller(): Promise<Arrival> {
    const arrival = await this.arrival();
    await this.ok(this.pbx.answer(arrival.party));
    await this.answered(arrival.party);
    return arrival;
  }

  readonly tags: Tags = { tenant: 'contract', call: 'c0ffee'.padEnd(32, '0'), role: 'agent', attempt: 1 };

  /** What it takes to dial a phone of that behaviour. */
  dialTo(behaviour: PhoneDoes, more: Partial<Dial> = {}): Dial {
    return {
      party: this.harness.ids.fresh(),
      to: more.to ?? this.harness.phone(behaviour),
      from: { number: '4930231250', name: 'Contract' },
      ringMs: 20_000,
      tags: this.tags,
      maxMs: LONG,
      routingPoint: this.harness.routingPoint,
      ...more,
    };
  }

  /** The same for a phone whose state can be watched. */
  dialWatched(behaviour: PhoneDoes): Dial {
    const to = this.harness.watchedPhone?.(behaviour);
    return this.dialTo(behaviour, to === undefined ? {} : { to });
  }

  /** Dials, and the PBX accepts it. */
  async dialled(behaviour: PhoneDoes, more: Partial<Dial> = {}): Promise<PartyId> {
    const dial = this.dialTo(behaviour, more);
    await this.ok(this.pbx.dial(dial));
    return dial.party;
  }

  /** A phone has been dialled and rings for ever. */
  async ringingPhone(): Promise<PartyId> {
    const party = await this.dialled({ does: 'rings' });
    await this.event('ringing', (event) => event.party === party);
    return party;
  }

  /** A phone has been dialled and has answered. */
  async answeredPhone(): Promise<PartyId> {
    const party = await this.dialled({ does: 'answers', afterMs: 100 });
    await this.answered(party);
    return party;
  }

  /** Parties that are in a conversation of their own. */
  async talking(...parties: PartyId[]): Promise<string> {
    const conversation = this.harness.ids.fresh();
    await this.ok(this.pbx.open(conversation));
    for (const party of parties) await this.joined(conversation, party);
    return conversation;
  }

  async joined(conversation: string, party: PartyId): Promise<void> {
    await this.ok(this.pbx.join(conversation, party, { mode: 'talk' }));
    await this.event('joined', (event) => event.party === party && event.conversation === conversation);
  }

  /** What the PBX says of a party; undefined when it has none. */
  async listed(party: PartyId): Promise<PartySnapshot | undefined> {
    return (await this.ok(this.pbx.list())).find((snapshot) => snapshot.party === party);
  }

  /** Hangs up whoever is left, and says what was wrong with the events of the test. */
  async clear(): Promise<void> {
    for (const { party } of await this.ok(this.pbx.list())) {
      await this.do(this.pbx.hangup(party, 'normal'));
      await this.gone(party);
    }
    expect(this.recorder.offences).to.deep.equal([]);
  }
}

/** Starts a connector before the tests of the current `describe`; after each test nobody is left. */
export function subject(makeHarness: () => PbxHarness): Subject {
  const on = new Subject(makeHarness());
  before(async () => {
    await on.harness.start();
    await on.connect();
  });
  afterEach(() => on.clear());
  after(async () => {
    await on.do(on.pbx.stop());
    await on.harness.stop();
  });
  return on;
}
