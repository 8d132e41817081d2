/**
 * An in-memory PBX with people: for the demo, for flows on virtual time, for simulation and load. The switchboard
 * outlives every gateway; `pbx()` gives a new gateway process its port, and the connection of that port takes the
 * place of the one before, as on Asterisk.
 */
import type { Pbx, PbxEvent } from '../../src/ports/pbx';
import { Connection } from './connection';
import type { Parts } from './exchange';
import { noFaults } from './faults';
import type { MediaLibrary } from './media';
import type { Facts, Party } from './party';
import { Person, type Script } from './people';
import type { PhoneCallHandle } from './phoneCalls';
import { type Behaves, type Phone, Phones } from './phones';
import { SimulatedPort } from './port';
import { between } from './random';
import { Switchboard } from './switchboard';

/** What a simulator needs; `random` decides every delay and fault. */
export interface SimulatorParts extends Parts {
  /** Gets a line for everything that passes between PBX and gateway. */
  readonly trace?: (line: string) => void;
}

type Arrival = Omit<Facts, 'party' | 'pbxId' | 'sipCallId'>;

/** A call from outside, or from a phone of the PBX that dials a routing point. */
export interface Calling extends Arrival {
  readonly routingPoint: string;
  /** The node of the gateway that the dialplan parks it for; default `main`. */
  readonly node?: string;
  /** What the caller does from the moment of calling. */
  readonly script?: Script;
}

const MAIN = 'main';
/** The generated dialplan tries the gateway again each second for 15 s, then goes on without it. */
const RETRY_MS = 1000;
const RETRIES = 15;

/** One simulated telephone system. */
export class Simulator {
  readonly board: Switchboard;
  /** What goes wrong from now on; nothing unless set. */
  readonly faults = noFaults();
  private readonly phones: Phones;
  private readonly ports = new Map<string, Connection>();
  /** Every connection that has not been killed or replaced, connected or not. */
  private readonly connections = new Set<Connection>();
  private cut = false;
  private down = false;

  constructor(private readonly parts: SimulatorParts) {
    this.board = new Switchboard(parts, (node, event) => this.tell(node, event));
    this.phones = new Phones(this.board);
  }

  /** Prompts and recordings: how long they are, and which prompts cannot be played. */
  get library(): MediaLibrary {
    return this.board.exchange.library;
  }

  /** Whether the PBX is set up to listen for answering machines; it is, unless said. */
  set listens(on: boolean) {
    this.board.exchange.listens = on;
  }

  /** What the dialplan sees of what the gateway has it remember. */
  get remembered(): ReadonlyMap<string, string> {
    return this.board.remembered;
  }

  /** A port for a new gateway process; the older one of that node is stopped once this one has connected. */
  pbx(node = MAIN): Pbx {
    const connection = new Connection(
      {
        board: this.board,
        faults: this.faults,
        trace: this.parts.trace ?? (() => {}),
        isCut: () => this.cut || this.down,
        connected: (newer) => this.replace(newer),
        hasNode: (other) => this.ports.get(other)?.link.attached ?? false,
      },
      node,
    );
    this.connections.add(connection);
    return new SimulatedPort(connection, this.phones);
  }

  /** Somebody calls a routing point. */
  call(calling: Calling): Person {
    const { node = MAIN, script, ...facts } = calling;
    const person = new Person(this.board, calling.ani || calling.endpoint || 'anonymous');
    this.parts.trace?.(`${person.name} calls ${calling.dnis} at ${calling.routingPoint}`);
    this.park(person, withLowerCase(facts), node, RETRIES);
    if (script) person.follow(script);
    return person;
  }

  /** The phone of an endpoint, or all numbers outside that match a pattern: made, or given a new behaviour. */
  phone(endpoint: string | RegExp, behaves: Behaves = {}): Phone {
    return this.phones.set(endpoint, behaves);
  }

  /** A phone is on a call that no gateway has, or no more. */
  inUse(endpoint: string, on: boolean): void {
    this.board.lamps.use(endpoint, on);
  }

  /** A phone calls `number`, or is called by it, without any routing point. */
  phoneCall(endpoint: string, direction: 'in' | 'out', number: string, talker?: Person): PhoneCallHandle {
    const other = talker && {
      ...{ line: talker, endpoint: talker.name },
      attach: (party: Party) => talker.attach(party),
    };
    return this.board.phoneCalls.begin(endpoint, direction, number, other);
  }

  /** Somebody at that endpoint, on no call of a gateway yet. */
  somebody(endpoint: string): Person {
    return new Person(this.board, endpoint);
  }

  /** The network between PBX and gateways breaks; calls go on, events are lost. */
  cutLink(): void {
    if (this.cut) return;
    this.cut = true;
    this.parts.trace?.('the link is cut');
    for (const connection of this.connections) connection.link.break('the link is cut');
  }

  /** The network is whole again; gateways connect by themselves. */
  restoreLink(): void {
    this.cut = false;
    this.parts.trace?.('the link is restored');
    this.retry();
  }

  /** The PBX dies with everyone on it and comes back after a while. */
  restart(afterMs = between(this.parts.random, 200, 2000)): void {
    this.down = true;
    this.parts.trace?.('the PBX restarts');
    for (const connection of this.connections) connection.link.break('the PBX closed the connection');
    this.board.restart();
    this.parts.clock.after(afterMs, () => {
      this.down = false;
      this.retry();
    });
  }

  /** The gateway process of that node dies: what it had sent is carried out or lost, and it hears nothing any more. */
  crashGateway(node = MAIN): void {
    for (const connection of [...this.connections].filter((known) => known.node === node)) {
      connection.kill();
      this.connections.delete(connection);
    }
    this.ports.delete(node);
    this.unwatch(node);
  }

  private unwatch(node: string): void {
    this.board.lamps.unwatch(node);
    this.board.phoneCalls.unwatch(node);
  }

  private replace(newer: Connection): void {
    const older = this.ports.get(newer.node);
    this.unwatch(newer.node);
    this.ports.set(newer.node, newer);
    if (!older || older === newer) return;
    void older.stop('replaced');
    this.connections.delete(older);
  }

  private retry(): void {
    if (this.cut || this.down) return;
    for (const { link } of this.connections) if (link.state === 'connecting') link.connect();
  }

  private tell(node: string, event: PbxEvent): void {
    this.ports.get(node)?.link.take(event);
  }

  private park(person: Person, facts: Arrival, node: string, retries: number): void {
    if (person.state !== 'calling') return;
    if (!this.down && !this.cut && this.ports.get(node)?.link.attached) {
      return person.attach(this.board.arrive(facts, person, node));
    }
    if (retries === 0) return person.givenBack(`fallback,${facts.dnis}`);
    person.later(RETRY_MS, () => this.park(person, facts, node, retries - 1));
  }
}

/** SIP header names as the port shows them. */
function withLowerCase({ headers, ...facts }: Arrival): Arrival {
  if (!headers) return facts;
  return {
    ...facts,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  };
}
