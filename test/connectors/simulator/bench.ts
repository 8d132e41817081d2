/** What the tests of the simulator share: a world with one PBX and, usually, one gateway that only listens. */
import { Simulator } from '../../../connectors/simulator/simulator';
import type { PartyId, Pbx, PbxEvent, Result } from '../../../src/ports/pbx';
import { type EventOf, Recorder } from '../../contracts/pbx/recorder';
import { World } from '../../support/world';

/** One gateway process: its port, and everything that it was told. */
export class Listener {
  readonly recorder = new Recorder();
  readonly pbx: Pbx;

  constructor(
    readonly bench: Bench,
    node?: string,
  ) {
    this.pbx = this.recorder.watch(bench.sim.pbx(node));
    this.pbx.start(this.recorder.hear);
  }

  /** Does a command and gives its result. */
  do<T>(command: Promise<Result<T>>): Promise<Result<T>> {
    return this.bench.world.finish(command);
  }

  live(): Promise<unknown> {
    return this.bench.world.waitFor(() => this.recorder.all('link').at(-1)?.state === 'live', 5000, 'the link is live');
  }

  /** Waits for an event. */
  event<T extends PbxEvent['type']>(type: T, match: (event: EventOf<T>) => boolean = () => true): Promise<EventOf<T>> {
    return this.bench.world.waitFor(() => this.recorder.all(type).find(match), 60_000, `the event ${type}`);
  }

  /** Answers the call that has arrived last. */
  async answerLast(): Promise<PartyId> {
    const seen = this.recorder.all('answered').length;
    const arrived = await this.bench.world.waitFor(() => this.recorder.all('arrived').at(-1), 5000, 'a call');
    await this.do(this.pbx.answer(arrived.snapshot.party));
    await this.bench.world.waitFor(() => this.recorder.all('answered').length > seen, 5000, 'its answer');
    return arrived.snapshot.party;
  }

  /** Dials an endpoint; the result and the party. */
  async dial(to: string, more: { party?: PartyId; ringMs?: number; headers?: Record<string, string> } = {}) {
    const party = more.party ?? this.bench.world.ids.fresh();
    const tags = { tenant: 'demo', call: 'c'.repeat(32), role: 'agent' };
    const from = { number: '4930231250' };
    const dial = { to, from, ringMs: 20_000, tags, maxMs: 600_000, routingPoint: 'main', ...more, party };
    return { party, result: await this.do(this.pbx.dial(dial)) };
  }

  /** Joins these in a conversation of their own. */
  async join(...parties: PartyId[]): Promise<string> {
    const conversation = this.bench.world.ids.fresh();
    await this.do(this.pbx.open(conversation));
    for (const party of parties) await this.do(this.pbx.join(conversation, party, { mode: 'talk' }));
    return conversation;
  }
}

/** A world with a PBX in it. */
export class Bench {
  readonly world: World;
  readonly sim: Simulator;

  constructor(seed = 1) {
    this.world = new World(seed);
    const { clock, ids, trace } = this.world;
    this.sim = new Simulator({ name: 'sim', clock, ids, random: this.world.random('pbx'), trace: trace.write });
  }

  /** A gateway of that node that begins to connect. */
  listens(node?: string): Listener {
    return new Listener(this, node);
  }

  /** A gateway of that node, connected. */
  async gateway(node?: string): Promise<Listener> {
    const listener = this.listens(node);
    await listener.live();
    return listener;
  }

  /** A customer calls. */
  calls(script?: Parameters<Simulator['call']>[0]['script']) {
    const call = { routingPoint: 'main', ani: '+12025550100', dnis: '4930231250' };
    return this.sim.call(script ? { ...call, script } : call);
  }
}
