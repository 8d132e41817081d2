/**
 * The link to one Asterisk:
 *
 *     connecting → resyncing → live
 *         ↑            ↓         ↓        any → stopped
 *         └────────── lost ──────┘
 *
 * It is made again for ever, with growing, scattered waits. Events that come while the PBX is being listed wait and are
 * replayed on the listing, in slices so that a long backlog does not stall the socket's reader. When another connection
 * takes our application the link stops: two gateways that fight for it would both lose calls.
 */
import type { Cancel } from '../../src/ports/clock';
import type { LinkState } from '../../src/ports/pbx';
import type { Ari } from './ari';
import { type AsteriskOptions, applicationOf } from './options';
import { type Inventory, takeInventory } from './resync';
import { openSocket } from './socket';
import { ANSWER, type RestResponse } from './socketRequests';
import type { LinkPorts } from './timers';
import type { AriEvent } from './words/ariTypes.generated';

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 10_000;
/** Buffered events that are replayed before others get a turn. */
const SLICE = 200;

/** Where the link tells what happens. */
export interface LinkListener {
  state(state: LinkState, epoch: number, facts: { readonly restarted?: boolean; readonly reason?: string }): void;
  /** Between `resyncing` and `live`. */
  listed(inventory: Inventory, epoch: number, restarted: boolean): void;
  /** False when the type of the event is unknown. */
  event(event: AriEvent): boolean;
}

/** Keeps one PBX connected. */
export class Link {
  private present: LinkState = 'connecting';
  private epoch = 0;
  private attempts = 0;
  private startupTime: string | undefined;
  private buffer: AriEvent[] = [];
  private disconnect: () => void = () => {};
  private cancelRetry: Cancel = () => {};
  private readonly labels: { readonly pbx: string };

  constructor(
    private readonly ari: Ari,
    private readonly ports: LinkPorts,
    private readonly options: AsteriskOptions,
    private readonly listener: LinkListener,
  ) {
    this.labels = { pbx: options.name };
  }

  get live(): boolean {
    return this.present === 'live';
  }

  get state(): LinkState {
    return this.present;
  }

  /** Begins to connect, once this turn is over. */
  start(): void {
    this.cancelRetry = this.ports.clock.after(0, () => this.connect());
  }

  /** Ends the link for good, also while it waits for the next attempt. */
  stop(reason?: string): void {
    if (this.present === 'stopped') return;
    this.cancelRetry();
    this.disconnect();
    this.ari.socket.closed();
    this.buffer = [];
    this.enter('stopped', reason === undefined ? {} : { reason });
  }

  /** Another connection has our application. */
  replaced(): void {
    const facts = { application: applicationOf(this.options.node) };
    this.ports.log.error(
      'another gateway took this application; the link stays down until a restart, or a change of PBXs in the mapping',
      facts,
    );
    this.stop('replaced');
  }

  private connect(): void {
    if (this.epoch === 0 || this.present === 'lost') {
      this.epoch += 1;
      this.enter('connecting');
    }
    if (this.present !== 'connecting') return; // stopped by a listener
    this.disconnect = openSocket(this.options, this.ports.clock, {
      opened: (send) => this.opened(send),
      message: (text) => this.message(text),
      closed: (reason) => this.closed(reason),
    });
  }

  private opened(send: (text: string) => void): void {
    this.buffer = [];
    this.enter('resyncing');
    const { epoch } = this;
    void takeInventory(this.ari, applicationOf(this.options.node), true).then((inventory) => {
      if (this.epoch !== epoch || this.present !== 'resyncing') return;
      if (inventory) {
        this.resynced(inventory);
        void this.ari.socket.opened(send).then((able) => {
          if (able) this.ports.log.debug('the event socket takes requests');
        });
      } else {
        this.disconnect();
        this.closed('the PBX could not be listed');
      }
    });
  }

  private resynced(inventory: Inventory): void {
    const { startupTime } = inventory;
    const restarted = this.startupTime !== undefined && this.startupTime !== startupTime;
    this.startupTime = startupTime;
    this.attempts = 0;
    this.listener.listed(inventory, this.epoch, restarted);
    this.enter('live', { restarted });
    this.replay();
  }

  private message(text: string): void {
    const event = this.parse(text);
    if (!event) return;
    if (event.type === ANSWER) return this.ari.socket.answered(event);
    if (this.present === 'live' && this.buffer.length === 0) this.dispatch(event);
    else this.buffer.push(event);
  }

  private parse(text: string): AriEvent | RestResponse | undefined {
    try {
      const event: unknown = JSON.parse(text);
      if (typeof event === 'object' && event !== null && 'type' in event) return event as AriEvent | RestResponse;
    } catch {
      // told below, like everything that is no event
    }
    this.ports.metrics.count('signalbox_pbx_events_malformed_total', this.labels);
    this.ports.log.warn('a message on the event socket is no event', { length: text.length });
    return undefined;
  }

  private dispatch(event: AriEvent): void {
    try {
      if (this.listener.event(event)) return;
      this.ports.metrics.count('signalbox_pbx_events_unknown_total', this.labels);
      this.ports.log.warn('an event of an unknown type', { type: event.type });
    } catch (error) {
      this.ports.metrics.count('signalbox_pbx_events_failed_total', this.labels);
      this.ports.log.error('an event could not be handled', { type: event.type, error });
    } finally {
      this.ports.metrics.count('signalbox_pbx_events_total', this.labels);
    }
  }

  private replay(): void {
    const { epoch } = this;
    for (const event of this.buffer.slice(0, SLICE)) if (this.live) this.dispatch(event);
    if (this.epoch !== epoch || !this.live) return;
    this.buffer.splice(0, SLICE);
    if (this.buffer.length > 0) this.ports.clock.after(0, () => this.epoch === epoch && this.live && this.replay());
  }

  private closed(reason: string): void {
    const failed = this.present === 'connecting';
    this.ari.socket.closed();
    this.ports.log.warn(failed ? 'the PBX cannot be reached' : 'the link is lost', { reason, attempt: this.attempts });
    if (!failed) this.enter('lost', { reason });
    if (this.present === 'stopped') return; // by a listener
    this.cancelRetry = this.ports.clock.after(this.nextWait(), () => this.connect());
  }

  private nextWait(): number {
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.attempts);
    this.attempts = Math.min(this.attempts + 1, 16);
    return wait * (0.5 + this.ports.random() / 2);
  }

  private enter(state: LinkState, facts: { restarted?: boolean; reason?: string } = {}): void {
    this.present = state;
    this.listener.state(state, this.epoch, facts);
  }
}
