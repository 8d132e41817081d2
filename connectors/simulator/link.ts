/**
 * The connection of one gateway to the PBX.
 *
 *   connecting → resyncing → live        resyncing, live → lost → connecting        any → stopped
 *
 * Events of the PBX are lost while there is no connection. With a new one all parties are listed, jobs that ended
 * meanwhile are said to have failed, then the link is live and events flow.
 */
import type { Cancel } from '../../src/ports/clock';
import type { LinkState, PbxEvent } from '../../src/ports/pbx';
import type { Happening } from './exchange';
import type { Ledger } from './ledger';
import { snapshotOf } from './party';
import { between } from './random';
import type { Switchboard } from './switchboard';

/** What a link needs of its surroundings. */
export interface LinkEnds {
  readonly board: Switchboard;
  readonly node: string;
  readonly ledger: Ledger;
  /** The network lets nothing through. */
  isCut(): boolean;
  /** The connection stands: any older one of this node is replaced. */
  connected(): void;
  /** Delivers an event to the gateway now. */
  say(event: PbxEvent): void;
  /** Sends an event off with the usual delay. */
  send(event: PbxEvent): void;
  /** Drops what is under way. */
  dropAll(): void;
}

/** The state of one connection. */
export class Link {
  state: LinkState = 'lost';
  private epoch = 0;
  private startsSeen: number | undefined;
  private held: PbxEvent[] = [];
  /** The connection is dead and nobody has noticed yet. */
  private broken = false;
  private timer: Cancel = () => {};

  constructor(private readonly ends: LinkEnds) {}

  /** The PBX sends its events here. */
  get attached(): boolean {
    return !this.broken && (this.state === 'resyncing' || this.state === 'live');
  }

  /** Begins to connect; goes on when the network is back if it is cut now. */
  connect(): void {
    if (this.state === 'stopped') return;
    this.soon(0, 5, () => {
      if (this.state !== 'connecting') this.begin();
      if (!this.ends.isCut()) this.soon(5, 30, () => this.open());
    });
  }

  /** The connection breaks: noticed after a moment, then tried again. */
  break(reason: string): void {
    if (!this.attached) return;
    this.broken = true;
    this.held = [];
    this.ends.dropAll();
    this.soon(1, 200, () => {
      this.become('lost', { reason });
      this.connect();
    });
  }

  /** Something happened in the PBX. */
  take(event: PbxEvent): void {
    if (!this.attached) return;
    if (this.state === 'live') this.ends.send(event);
    else this.held.push(event);
  }

  /** Ends it for good, with a last word. */
  stop(reason?: string): void {
    if (this.state === 'stopped') return;
    this.die();
    this.become('stopped', reason === undefined ? {} : { reason });
  }

  /** Ends it for good without a word. */
  die(): void {
    this.timer();
    this.ends.dropAll();
    this.state = 'stopped';
  }

  private begin(): void {
    this.epoch += 1;
    this.become('connecting');
  }

  private open(): void {
    if (this.ends.isCut()) return;
    this.broken = false;
    this.held = [];
    this.ends.connected();
    this.become('resyncing', this.restarted());
    const list = this.listing();
    this.soon(5, 20, () => this.live(list));
  }

  private live(list: PbxEvent): void {
    const restarted = this.restarted();
    this.startsSeen = this.ends.board.starts;
    this.ends.say(list);
    this.endJobs();
    this.become('live', restarted);
    this.renew();
    for (const event of this.held.splice(0)) this.ends.send(event);
  }

  private listing(): PbxEvent {
    const { board, node } = this.ends;
    const mine = [...board.exchange.parties.values()].filter((party) => party.node === node);
    const conversations = board.conversations.of(node);
    return this.at({ type: 'listed', epoch: this.epoch, parties: mine.map(snapshotOf), conversations });
  }

  /** Who is not listed is gone without a word (so says the port), but every job is owed its end. */
  private endJobs(): void {
    const { ledger, board } = this.ends;
    const ending = new Set(this.held.map((event) => (event.type === 'jobEnded' ? event.job : undefined)));
    for (const job of [...ledger.jobs].filter((known) => !board.jobs.has(known) && !ending.has(known))) {
      this.ends.say(this.at({ type: 'jobEnded', job, outcome: 'failed' }));
    }
  }

  /** Subscriptions and values do not survive in the PBX: made again, and what changed meanwhile is said. */
  private renew(): void {
    const { ledger, board, node } = this.ends;
    for (const [key, value] of ledger.values) board.remembered.set(key, value);
    for (const [endpoint, shown] of ledger.lamps) {
      const state = board.lamps.watch(endpoint, node);
      if (state !== shown) this.ends.send(this.at({ type: 'deviceChanged', endpoint, state }));
    }
  }

  private restarted(): { restarted?: boolean } {
    const again = this.startsSeen !== undefined && this.startsSeen !== this.ends.board.starts;
    return again ? { restarted: true } : {};
  }

  private become(state: LinkState, more: { restarted?: boolean; reason?: string } = {}): void {
    this.state = state;
    this.ends.say(this.at({ type: 'link', state, epoch: this.epoch, ...more }));
  }

  private at(happening: Happening): PbxEvent {
    return { at: this.ends.board.parts.clock.now(), ...happening } as PbxEvent;
  }

  private soon(low: number, high: number, act: () => void): void {
    const { clock, random } = this.ends.board.parts;
    this.timer();
    this.timer = clock.after(between(random, low, high), act);
  }
}
