/**
 * The event socket of one link. A ping every 5 s must be answered within 5 s: Asterisk can go silent on a socket that
 * looks open for ever (its reader stalled once), and only a missed pong tells.
 */
import WebSocket from 'ws';
import type { Cancel, Clock } from '../../src/ports/clock';
import { ariPath, basic } from './ari';
import { type AsteriskOptions, applicationOf, COMMAND_MS } from './options';

const PING_MS = 5000;
const PONG_MS = 5000;

/** What the socket tells; after `closed`, which comes once, or after `close()`, nothing more. */
export interface SocketListener {
  /** `send` puts a text on the connection. */
  opened(send: (text: string) => void): void;
  message(text: string): void;
  closed(reason: string): void;
}

/** Connects; the result ends the connection without another word to the listener. */
export function openSocket(options: AsteriskOptions, clock: Clock, listener: SocketListener): () => void {
  const socket = new EventSocket(options, clock, listener);
  return () => socket.end();
}

class EventSocket {
  private readonly ws: WebSocket;
  private cancel: Cancel;
  private ended = false;

  constructor(
    options: AsteriskOptions,
    private readonly clock: Clock,
    private readonly listener: SocketListener,
  ) {
    this.ws = new WebSocket(eventsUrl(options), {
      headers: { authorization: basic(options) },
      perMessageDeflate: false,
      skipUTF8Validation: true, // JSON.parse is judge enough
      ...(options.ca === undefined ? {} : { ca: options.ca }),
    });
    this.cancel = clock.after(options.commandMs ?? COMMAND_MS, () => this.fail('no answer to the upgrade'));
    this.ws.on('open', () => this.open());
    this.ws.on('message', (data: Buffer) => {
      if (!this.ended) listener.message(data.toString());
    });
    this.ws.on('pong', () => this.waitAndPing());
    this.ws.on('error', (error) => this.fail(error.message));
    this.ws.on('close', (code) => this.fail(`closed with ${code}`));
  }

  /** Lets go of the connection, silently. */
  end(): void {
    this.ended = true;
    this.cancel();
    this.ws.terminate();
  }

  private open(): void {
    if (this.ended) return;
    this.waitAndPing();
    this.listener.opened((text) => this.ws.send(text));
  }

  private waitAndPing(): void {
    if (this.ended) return;
    this.cancel();
    this.cancel = this.clock.after(PING_MS, () => {
      this.ws.ping();
      this.cancel = this.clock.after(PONG_MS, () => this.fail('no pong'));
    });
  }

  private fail(reason: string): void {
    if (this.ended) return;
    this.end();
    this.listener.closed(reason);
  }
}

function eventsUrl(options: AsteriskOptions): URL {
  const url = new URL(options.url);
  const scheme = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return new URL(`${scheme}//${url.host}${ariPath(url)}events?app=${applicationOf(options.node)}`);
}
