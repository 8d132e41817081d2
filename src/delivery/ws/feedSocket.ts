/**
 * The life of one socket of the feed.
 *
 *   waiting for hello → open → closing → closed        every state → closed, when the peer goes
 *
 * Nothing is taken from a socket that is closing, and its subscription ends at that moment, not when the peer agrees.
 */
import type { RawData, WebSocket } from 'ws';
import { isRefusal, type Refusal, refuse } from '../../core/errors';
import type { Cancel, Clock } from '../../ports/clock';
import type { Log } from '../../ports/log';
import type { Api, FeedSink, Subscription } from '../../services/api';
import { CLOSE, closeCodeOf, cutReason, reasonOf } from './closeCodes';
import { FeedCommands, type Opener } from './feedCommands';
import { commandFrame, type Hello, helloFrame, readFrame } from './frames';
import { Outgoing } from './outgoing';

const HELLO_MS = 5_000;
/** How long the peer may take to answer a close: what is on its way to it goes first. */
const CLOSING_MS = 10_000;
/** Replies that nobody reads: the client sends commands and does not take the answers. */
const MAX_UNREAD_BYTES = 1_048_576;

/** What sockets share. */
export interface SocketDeps {
  readonly api: Pick<Api, 'feeds' | 'commands' | 'limits'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Makes of a text what is written to the socket; shared by all sockets so that an event is encoded once. */
  readonly encode: (frame: string) => Buffer;
}

/** One socket, and the sink that the services send into. */
export class FeedSocket implements FeedSink {
  private subscription: Subscription | undefined;
  private commands: FeedCommands | undefined;
  private closing = false;
  private answeredPing = true;
  private timer: Cancel;
  private readonly outgoing: Outgoing;

  constructor(
    private readonly ws: WebSocket,
    private readonly opener: Opener,
    private readonly deps: SocketDeps,
    /** Called once, when the socket is gone. */
    gone: () => void,
  ) {
    this.outgoing = new Outgoing(ws);
    this.timer = deps.clock.after(HELLO_MS, () => this.close(CLOSE.helloLate, 'hello did not come within 5 s'));
    ws.on('message', (data, isBinary) => this.onMessage(data, isBinary));
    ws.on('pong', () => {
      this.answeredPing = true;
    });
    // What ws calls an error (bad opcode, frame too large, not UTF-8) it closes for by itself.
    ws.on('error', (error) => deps.log.debug('feed socket failed', { error: error.message }));
    ws.on('close', (code) => {
      this.stop();
      this.timer();
      deps.log.info('feed closed', { tenant: opener.tenant, key: opener.principal.key, code });
      gone();
    });
  }

  send(frame: string): void {
    if (!this.closing) this.outgoing.send(this.deps.encode(frame));
  }

  pending(): number {
    return this.outgoing.pending;
  }

  /** What waits to be sent is dropped, so that the reason comes soon; whoever comes again resumes where it was. */
  close(code: number, reason: string): void {
    if (this.closing) return;
    this.stop();
    this.timer();
    this.timer = this.deps.clock.after(CLOSING_MS, () => this.ws.terminate());
    this.ws.close(code, cutReason(reason));
  }

  /** Ends a socket whose peer has not answered the ping before, and one whose key was revoked; pings the others. */
  check(): void {
    if (!this.answeredPing) this.ws.terminate();
    else if (!this.closing && this.admitted()) {
      this.answeredPing = false;
      this.ws.ping();
    }
  }

  /** Ends the socket without asking the peer. */
  terminate(): void {
    this.ws.terminate();
  }

  private stop(): void {
    this.closing = true;
    this.outgoing.drop();
    this.subscription?.end();
  }

  private onMessage(data: RawData, isBinary: boolean): void {
    if (this.closing) return;
    if (isBinary) this.refuse(refuse('request.malformed', 'a frame is text'));
    else if (this.commands) this.onCommand(data as Buffer, this.commands);
    else this.onHello(data as Buffer);
  }

  private onHello(bytes: Buffer): void {
    const frame = readFrame(helloFrame, bytes);
    if (isRefusal(frame)) return this.refuse(frame);
    this.timer();
    this.subscribe(frame.value.data);
  }

  private subscribe(options: Hello): void {
    const { principal, tenant } = this.opener;
    const { api, log, clock } = this.deps;
    const subscription = api.feeds.subscribe(principal, tenant, options, this);
    if (isRefusal(subscription)) return this.refuse(subscription);
    this.subscription = subscription;
    if (this.closing) return subscription.end();
    this.commands = new FeedCommands(this.opener, subscription, api, log, clock);
    log.info('feed opened', { tenant, key: principal.key, after: options.after });
  }

  /** Whether the key is still accepted; closes the socket when it is not. */
  private admitted(): boolean {
    const principal = this.opener.admit();
    if (!isRefusal(principal)) return true;
    this.refuse(principal);
    return false;
  }

  private onCommand(bytes: Buffer, commands: FeedCommands): void {
    if (!this.admitted()) return;
    const frame = readFrame(commandFrame, bytes);
    if (isRefusal(frame)) return this.refuse(frame);
    commands.reply(frame.value).then((text) => {
      this.send(text);
      if (this.pending() > MAX_UNREAD_BYTES) this.close(CLOSE.tooSlow, 'replies are not read');
      else if (commands.floods) this.close(CLOSE.tooSlow, 'quota.exceeded: commands go on although they are refused');
    });
  }

  private refuse(refusal: Refusal): void {
    this.close(closeCodeOf(refusal), reasonOf(refusal));
  }
}
