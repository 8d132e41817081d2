/**
 * The line between one gateway process and the PBX: events come by it and commands go by it, each a seeded moment
 * late. A command can be lost, or only its answer: whether it was carried out does not depend on what is answered.
 */
import type { PbxEvent, Result } from '../../src/ports/pbx';
import type { Faults } from './faults';
import { Ledger } from './ledger';
import { Link } from './link';
import { Outbox } from './outbox';
import { between, chance } from './random';
import type { Switchboard } from './switchboard';

/** The PBX as one connection sees it. */
export interface Exterior {
  readonly board: Switchboard;
  readonly faults: Faults;
  readonly trace: (line: string) => void;
  isCut(): boolean;
  /** A connection stands now and takes the place of any other of its node. */
  connected(connection: Connection): void;
  /** A gateway of that node is connected. */
  hasNode(node: string): boolean;
}

/** No command takes longer than this. */
const DEADLINE_MS = 5000;

/** One gateway's connection. */
export class Connection {
  readonly ledger = new Ledger();
  readonly link: Link;
  private readonly outbox: Outbox;
  private listener: ((event: PbxEvent) => void) | undefined;
  private dead = false;

  constructor(
    readonly exterior: Exterior,
    readonly node: string,
  ) {
    const { board, faults } = exterior;
    this.outbox = new Outbox(board.parts.clock, board.parts.random, faults, (event) => this.deliver(event));
    this.link = new Link({
      board,
      node,
      ledger: this.ledger,
      isCut: () => exterior.isCut(),
      connected: () => exterior.connected(this),
      say: (event) => this.deliver(event),
      send: (event) => this.outbox.put(event),
      dropAll: () => this.outbox.clear(),
    });
  }

  /** Begins to connect. */
  start(listener: (event: PbxEvent) => void): void {
    this.listener = listener;
    this.link.connect();
  }

  /** Ends the connection, soon and with a last word. */
  stop(reason?: string): Promise<void> {
    return new Promise((resolve) => {
      this.exterior.board.parts.clock.after(0, () => {
        this.link.stop(reason);
        this.listener = undefined;
        resolve();
      });
    });
  }

  /** The process is dead: nothing is answered or delivered any more. */
  kill(): void {
    this.dead = true;
    this.listener = undefined;
    this.link.die();
  }

  /** Sends a command to the PBX; the answer comes within the deadline, or is `timeout`. */
  order<T>(name: string, args: unknown, act: () => Result<T>): Promise<Result<T>> {
    if (this.dead) return new Promise(() => {});
    this.exterior.trace(`${this.node} > ${name} ${JSON.stringify(args)}`);
    if (this.link.state !== 'live') return Promise.resolve({ result: 'linkDown' });
    return new Promise((resolve) => {
      const { clock } = this.exterior.board.parts;
      const giveUp = clock.after(DEADLINE_MS, () => this.answer(name, { result: 'timeout' }, resolve));
      this.carry(act, (result) => {
        giveUp();
        this.answer(name, result, resolve);
      });
    });
  }

  /** Delivers an event of the connector's own, behind those that are under way. */
  say(event: PbxEvent): void {
    this.outbox.put(event);
  }

  private carry<T>(act: () => Result<T>, reply: (result: Result<T>) => void): void {
    const { board, faults } = this.exterior;
    const { clock, random } = board.parts;
    const lost = chance(random, faults.lostCommand);
    const lostAnswer = chance(random, faults.lostAnswer);
    clock.after(between(random, 1, 8), () => {
      if (lost || (this.broken && !this.slippedOut())) return;
      const result = act();
      clock.after(between(random, 1, 4), () => {
        if (!lostAnswer && !this.broken) reply(result);
      });
    });
  }

  /** Nothing passes: what is under way is lost. */
  private get broken(): boolean {
    return this.exterior.isCut() || !this.link.attached;
  }

  /** A process that died may have sent its command just before. */
  private slippedOut(): boolean {
    return this.dead && !this.exterior.isCut() && chance(this.exterior.board.parts.random, 0.5);
  }

  private answer<T>(name: string, result: Result<T>, resolve: (result: Result<T>) => void): void {
    if (this.dead) return;
    this.exterior.trace(
      `${this.node} < ${name}: ${result.result}${result.result === 'refused' ? ` ${result.code}` : ''}`,
    );
    resolve(result);
  }

  private deliver(event: PbxEvent): void {
    if (!this.listener) return;
    this.ledger.note(event);
    this.exterior.trace(`${this.node} < ${JSON.stringify(event)}`);
    this.listener(event);
  }
}
