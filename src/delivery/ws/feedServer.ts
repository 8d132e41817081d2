/** All sockets of the feed on one server: opening, one ping for all of them every 15 s, and the end. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { ERRORS, isRefusal, type Refusal, refuse } from '../../core/errors';
import type { Cancel, Clock } from '../../ports/clock';
import type { Log } from '../../ports/log';
import type { Api } from '../../services/api';
import type { Edge } from '../edge';
import { MAX_BYTES } from '../json';
import { CLOSE } from './closeCodes';
import { encodeOnce } from './encodeOnce';
import type { Opener } from './feedCommands';
import { FeedSocket } from './feedSocket';
import { answerUpgrade, openerOf } from './upgrade';
import { WordySocket } from './wordySocket';

/** What the feed is made of. */
export interface FeedDeps {
  readonly api: Pick<Api, 'access' | 'signIns' | 'feeds' | 'commands' | 'limits'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly edge: Edge;
}

const PING_MS = 15_000;

/** Takes upgrades of an HTTP server; opens no port itself. */
export class FeedServer {
  private readonly sockets = new Set<FeedSocket>();
  private readonly server = new WebSocketServer({
    noServer: true,
    WebSocket: WordySocket,
    clientTracking: false,
    maxPayload: MAX_BYTES,
    // An event is small and goes to many: compressing it for each of them costs more than it saves.
    perMessageDeflate: false,
  });
  private readonly encode = encodeOnce();
  private pinging: Cancel;
  private closed = false;
  /** Who waits for the last socket to go. */
  private readonly emptied: (() => void)[] = [];

  constructor(private readonly deps: FeedDeps) {
    this.server.on('wsClientError', (error, socket) => answerUpgrade(socket, refuse('request.invalid', error.message)));
    this.pinging = this.pingLater();
  }

  /** Sockets that are open or closing. */
  get size(): number {
    return this.sockets.size;
  }

  /** For the `upgrade` event of a server. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const opener = this.closed ? refuse('service.stopping') : openerOf(request, this.deps);
    if (isRefusal(opener)) return answerUpgrade(socket, this.stranger(request, opener));
    this.server.handleUpgrade(request, socket, head, (ws) => this.adopt(ws, opener));
  }

  /** Who has no key is counted by address. */
  private stranger(request: IncomingMessage, refusal: Refusal): Refusal {
    if (ERRORS[refusal.refused].status !== 401) return refusal;
    return this.deps.edge.knock(request) ?? refusal;
  }

  /** Tells every peer that the gateway goes away; resolves when all sockets are gone. Safe to call twice. */
  close(): Promise<void> {
    this.closed = true;
    this.pinging();
    for (const socket of this.sockets) socket.close(CLOSE.goingAway, 'the gateway is stopping');
    if (this.sockets.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.emptied.push(resolve));
  }

  /** Ends every socket at once. */
  terminate(): void {
    for (const socket of this.sockets) socket.terminate();
  }

  private adopt(ws: WebSocket, opener: Opener): void {
    const socket: FeedSocket = new FeedSocket(ws, opener, { ...this.deps, encode: this.encode }, () => {
      this.sockets.delete(socket);
      if (this.sockets.size === 0) for (const resolve of this.emptied.splice(0)) resolve();
    });
    this.sockets.add(socket);
  }

  private pingLater(): Cancel {
    return this.deps.clock.after(PING_MS, () => {
      for (const socket of this.sockets) socket.check();
      this.pinging = this.pingLater();
    });
  }
}
