/**
 * The one HTTP server of a gateway: requests go to the app, upgrades to the feed. Closing is graceful within a limit:
 * no new connection, sockets told to go away, requests under way finished, then everything is cut.
 */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Refusal, refuse } from '../core/errors';
import type { Clock } from '../ports/clock';
import type { FeedServer } from './ws/feedServer';
import { answerUpgrade, lastAnswer } from './ws/upgrade';

/** What a server is made of. */
export interface ServerDeps {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly app: RequestListener;
  readonly feed: FeedServer;
  readonly clock: Clock;
  /** Certificate with its chain, and key, both PEM: speaks HTTPS alone. */
  readonly tls?: Tls | undefined;
  /** While false, everybody is told to come back: the address is taken before anything is started. Default: ready. */
  readonly ready?: () => boolean;
}

/** What a server shows who it is with. */
export interface Tls {
  readonly cert: string;
  readonly key: string;
}

/** A server that takes connections. */
export interface Listening {
  /** Where it is reached, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Drains and ends; resolves within 5 s. Safe to call twice. */
  close(): Promise<void>;
  /** Takes another certificate; connections that are open keep theirs. */
  renew(tls: Tls): void;
}

const DRAIN_MS = 5_000;
const HEADERS_MS = 10_000;
const BODY_MS = 30_000;
/** How often slow senders are looked for. */
const CHECK_MS = 1_000;

/** Opens the server; rejects when the address is taken. */
export async function listen(deps: ServerDeps): Promise<Listening> {
  const server = new DrainingServer(deps);
  await server.listen(deps.port, deps.host);
  return { url: server.url(deps.host), close: () => server.close(), renew: (tls) => server.renew(tls) };
}

/** The server without an address; tests hand it connections in memory. */
export class DrainingServer {
  readonly http: Server;
  /** What each connection is still owed, in order. */
  private readonly owed = new WeakMap<Duplex, Set<ServerResponse>>();
  private closed: Promise<void> | undefined;

  constructor(private readonly deps: Pick<ServerDeps, 'app' | 'feed' | 'clock' | 'ready' | 'tls'>) {
    const limits = {
      headersTimeout: HEADERS_MS,
      requestTimeout: BODY_MS,
      connectionsCheckingInterval: CHECK_MS,
      // Refused by us, with a word.
      requireHostHeader: false,
    };
    const onRequest: RequestListener = (request, response) => this.onRequest(request, response);
    const { tls } = deps;
    this.http = tls
      ? createTlsServer({ ...limits, ...tls, minVersion: 'TLSv1.2' }, onRequest)
      : createServer(limits, onRequest);
    this.http.on('upgrade', (request, socket, head) => {
      // Whatever is written now would be taken for the answer to a request before it.
      if (this.owed.get(socket)?.size) socket.destroy();
      else if (this.starting()) answerUpgrade(socket, refuse('service.starting'));
      else deps.feed.upgrade(request, socket, head);
    });
    this.http.on('connect', (_, socket) => answerUpgrade(socket, refuse('request.invalid', 'this is no proxy')));
    this.http.on('checkExpectation', (request, response) =>
      this.last(request, response, flaw('header Expect', 'only 100-continue')),
    );
    this.http.on('clientError', (error, socket) => this.onClientError(error, socket));
    // Whoever speaks plain HTTP, or does not like our certificate.
    this.http.on('tlsClientError', (_, socket: Duplex) => socket.destroy());
  }

  listen(port: number, host: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.http.once('error', reject);
      this.http.listen(port, host, () => {
        this.http.off('error', reject);
        resolve();
      });
    });
  }

  url(host: string): string {
    const { port } = this.http.address() as AddressInfo;
    return `${this.deps.tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
  }

  renew(tls: Tls): void {
    (this.http as TlsServer).setSecureContext({ ...tls, minVersion: 'TLSv1.2' });
  }

  close(): Promise<void> {
    this.closed ??= this.drain();
    return this.closed;
  }

  private starting(): boolean {
    return this.deps.ready?.() === false;
  }

  private onRequest(request: IncomingMessage, response: ServerResponse): void {
    const { host } = request.headers;
    if (host === undefined && request.httpVersion === '1.1')
      return this.last(request, response, flaw('header Host', 'is missing'));
    // PBXs are connected while the gateway starts, and fetch what they will play.
    const media = request.url?.startsWith('/media/');
    if (this.starting() && !media) return this.last(request, response, refuse('service.starting'));
    this.owe(request.socket, response);
    if (this.closed) response.setHeader('Connection', 'close');
    // A connection kept alive by a request that ended while draining would hold the server open.
    response.once('close', () => this.closed && this.http.closeIdleConnections());
    this.deps.app(request, response);
  }

  private owe(socket: Duplex, response: ServerResponse): void {
    const owed = this.owed.get(socket) ?? new Set();
    this.owed.set(socket, owed.add(response));
    response.once('close', () => owed.delete(response));
  }

  /** Answers a request that goes no further, after those before it, and ends the connection. */
  private last(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
    this.owe(request.socket, response);
    const { problem, headers, body } = lastAnswer(refusal);
    response.writeHead(problem.status, headers).end(body);
  }

  /** What is no HTTP at all, or more header than is taken, gets a problem as well, where nothing before it waits for an answer. */
  private onClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
    const others = [...(this.owed.get(socket) ?? [])].some(({ req, headersSent }) => req.complete || headersSent);
    if (error.code === 'ECONNRESET' || !socket.writable || others) socket.destroy();
    else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') answerUpgrade(socket, refuse('request.too_slow'));
    else if (error.code === 'HPE_HEADER_OVERFLOW') answerUpgrade(socket, refuse('request.too_large', 'the headers'));
    else answerUpgrade(socket, refuse('request.invalid', `not HTTP: ${error.code ?? error.message}`));
  }

  private async drain(): Promise<void> {
    const { clock, feed } = this.deps;
    const cut = clock.after(DRAIN_MS, () => {
      feed.terminate();
      this.http.closeAllConnections();
    });
    const stopped = new Promise((resolve) => this.http.close(resolve));
    await Promise.all([feed.close(), stopped]);
    cut();
  }
}

const flaw = (path: string, message: string): Refusal => ({
  ...refuse('request.invalid'),
  errors: [{ path, message }],
});
