/** The simulator under the contract of connectors, on virtual time. */
import type { Person } from '../../../connectors/simulator/people';
import type { Behaviour } from '../../../connectors/simulator/phones';
import { Simulator } from '../../../connectors/simulator/simulator';
import type { PartyId, Pbx } from '../../../src/ports/pbx';
import type { Customer, OwnCall, PbxHarness, PhoneDoes } from '../../contracts/pbx/harness';
import { World } from '../../support/world';

const MISSING = 'no-such-prompt';

/** A world with one simulated PBX in it. */
export class SimulatorHarness implements PbxHarness {
  readonly routingPoint = 'main';
  readonly dialplanPoint = 'back,s';
  readonly world: World;
  readonly sim: Simulator;
  private phones = 0;

  constructor(seed: number) {
    this.world = new World(seed);
    const { clock, ids, trace } = this.world;
    this.sim = new Simulator({ name: 'sim', clock, ids, random: this.world.random('pbx'), trace: trace.write });
    this.sim.library.missing.add(MISSING);
  }

  get ids() {
    return this.world.ids;
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {}

  connector(): Pbx {
    return this.sim.pbx();
  }

  customerCalls(call: { ani: string; dnis: string }): Customer {
    return new SimulatedCustomer(this.sim.call({ routingPoint: this.routingPoint, ...call }));
  }

  phone(behaviour: PhoneDoes): string {
    this.phones += 1;
    const endpoint = `PJSIP/a${6000 + this.phones}`;
    this.sim.phone(endpoint, behaviourOf(behaviour));
    return endpoint;
  }

  async ownCall(): Promise<OwnCall> {
    const [from, to] = [this.phone({ does: 'rings' }), this.phone({ does: 'rings' })];
    const ends = [this.sim.phoneCall(from, 'out', '22'), this.sim.phoneCall(to, 'in', '21')];
    const both = async (act: 'answer' | 'end') => {
      for (const end of ends) end[act]();
    };
    return { from, to, number: '22', answer: () => both('answer'), hangup: () => both('end') };
  }

  async cutLink(): Promise<void> {
    this.sim.cutLink();
  }

  async restoreLink(): Promise<void> {
    this.sim.restoreLink();
  }

  async restartPbx(): Promise<void> {
    this.sim.restart();
    await this.world.advance(3000);
  }

  async remembered(key: string): Promise<string | undefined> {
    return this.sim.remembered.get(key);
  }

  async hearsWhom(party: PartyId): Promise<readonly PartyId[]> {
    return this.sim.board.heardBy(party).map(({ facts }) => facts.party);
  }

  async hearsMusic(party: PartyId): Promise<boolean> {
    return this.sim.board.exchange.parties.get(party)?.music !== undefined;
  }

  finish<T>(promise: Promise<T>): Promise<T> {
    return this.world.finish(promise);
  }

  pause(ms: number): Promise<void> {
    return this.world.advance(ms);
  }

  eventually<T>(probe: () => T, withinMs: number, what: string): Promise<NonNullable<T>> {
    return this.world.waitFor(probe, withinMs, what);
  }
}

class SimulatedCustomer implements Customer {
  constructor(private readonly person: Person) {}

  state(): 'calling' | 'up' | 'gone' {
    const { state } = this.person;
    if (state === 'gone') return 'gone';
    return state === 'up' || state === 'dialplan' ? 'up' : 'calling';
  }

  hangup(): void {
    this.person.hangup();
  }

  press(digits: string): void {
    void this.person.press(digits).catch(() => {});
  }

  refusal(): 'busy' | 'congestion' | 'declined' | undefined {
    const cause = this.person.end?.cause;
    return cause === 'busy' || cause === 'congestion' || cause === 'declined' ? cause : undefined;
  }
}

function behaviourOf(phone: PhoneDoes): Behaviour {
  switch (phone.does) {
    case 'answers':
      return {
        answerAfterMs: phone.afterMs,
        ...(phone.hangupAfterMs === undefined ? {} : { hangupAfterMs: phone.hangupAfterMs }),
      };
    case 'rings':
      return {};
    case 'busy':
      return { refuses: 'busy' };
    case 'declines':
      return { declineAfterMs: 200 };
    case 'unreachable':
      return { unreachable: true };
  }
}
