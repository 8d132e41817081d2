/**
 * The whole of delivery over the fake services, on connections in memory: Node's own HTTP parser and ws on both sides,
 * no port, no real time.
 */
import { request as httpRequest, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { type Duplex, duplexPair } from 'node:stream';
import WebSocket from 'ws';
import { Edge, type EdgeOptions } from '../../src/delivery/edge';
import { buildApp } from '../../src/delivery/http/app';
import { DrainingServer } from '../../src/delivery/server';
import { FeedServer } from '../../src/delivery/ws/feedServer';
import type { Facts, Log } from '../../src/ports/log';
import { FakeApi } from './fakeApi';
import { ManualClock, settled, until } from './manualClock';

/** An answer over HTTP. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly json: any;
}

/** A request over HTTP. */
export interface Sent {
  readonly method?: string;
  readonly path: string;
  /** Bearer key. */
  readonly key?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

/** A connection in memory: the client's end; the server has the other one. */
function connectTo(to: DrainingServer): Duplex {
  const [client, server] = duplexPair();
  // Like a socket, and unlike the pair by itself: one end that is gone takes the other with it.
  client.on('close', () => server.destroy());
  server.on('close', () => client.destroy());
  to.http.emit('connection', server);
  return client;
}

/** One request on a connection of its own. */
export function sendTo(to: DrainingServer, { method = 'GET', path, key, headers = {}, body }: Sent): Promise<Reply> {
  const options: RequestOptions = {
    method,
    path,
    host: 'memory',
    headers: { ...(key !== undefined && { authorization: `Bearer ${key}` }), ...headers },
    createConnection: () => connectTo(to),
  };
  return new Promise((resolve, reject) => {
    const request = httpRequest(options, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parsed(text) });
    });
    request.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text: '', json: undefined });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** One server with its clock, services and clients. */
export class MemoryServer {
  readonly clock = new ManualClock();
  /** Lines of the log: level, message, facts. */
  readonly logged: [level: string, message: string, facts?: Facts][] = [];
  readonly feed: FeedServer;
  readonly server: DrainingServer;
  private readonly sockets: FeedClient[] = [];

  constructor(
    readonly api: FakeApi = new FakeApi(),
    ready: () => boolean = () => true,
    edge: EdgeOptions = {},
  ) {
    const deps = { api, clock: this.clock, log: this.log(), edge: new Edge(this.clock, edge) };
    this.feed = new FeedServer(deps);
    const metricsText = async () => 'signalbox_up 1\n';
    const app = buildApp({ ...deps, metricsText, version: '1.2.3', describeLate: true });
    this.server = new DrainingServer({ app, feed: this.feed, clock: this.clock, ready });
  }

  /** A connection: the client's end; the server has the other one. */
  connect(): Duplex {
    return connectTo(this.server);
  }

  /** One request on a connection of its own. */
  send(sent: Sent): Promise<Reply> {
    return sendTo(this.server, sent);
  }

  /** A `POST` of JSON. */
  post(path: string, key: string, data: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    const body = JSON.stringify(data);
    return this.send({ method: 'POST', path, key, body, headers: { 'content-type': 'application/json', ...headers } });
  }

  /** A client of the feed, not yet open. */
  client(
    path = '/v1/tenants/acme/feed',
    key: string | undefined = 'secret-application',
    headers?: Record<string, string>,
  ): FeedClient {
    const client = new FeedClient(this, path, headers ? undefined : key, headers);
    this.sockets.push(client);
    return client;
  }

  /** A client that was welcomed. */
  async subscribed(hello: unknown = {}, path?: string, key?: string): Promise<FeedClient> {
    const client = this.client(path, key);
    await client.opened();
    client.send({ type: 'hello', data: hello });
    await client.next('welcome');
    return client;
  }

  /** Ends everything and fails when a timer or socket was left behind. */
  async end(): Promise<void> {
    for (const { ws } of this.sockets) ws.terminate();
    await this.server.close();
    await settled();
    if (this.clock.timers > 0) throw new Error(`${this.clock.timers} timers were left behind`);
    if (this.feed.size > 0) throw new Error(`${this.feed.size} sockets were left behind`);
  }

  private log(): Log {
    const at =
      (level: string) =>
      (message: string, facts?: Facts): void =>
        void this.logged.push(facts ? [level, message, facts] : [level, message]);
    const log: Log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), with: () => log };
    return log;
  }
}

/** A program at the other end of a feed. */
export class FeedClient {
  readonly ws: WebSocket;
  /** Frames that came and were not taken by `next`. */
  readonly frames: Record<string, unknown>[] = [];
  closed: { code: number; reason: string } | undefined;
  /** Answer in HTTP instead of a socket. */
  refused: { status: number; headers: IncomingHttpHeaders; body: string } | undefined;

  constructor(server: MemoryServer, path: string, key: string | undefined, headers: Record<string, string> = {}) {
    this.ws = new WebSocket(`ws://memory${path}`, {
      createConnection: () => server.connect() as never,
      headers: key === undefined ? headers : { authorization: `Bearer ${key}` },
      perMessageDeflate: false,
    });
    this.ws.on('message', (data) => this.frames.push(JSON.parse(String(data))));
    this.ws.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
    });
    this.ws.on('error', () => {}); // what is wrong shows in `refused` and `closed`
    this.ws.on('unexpected-response', async (_, response) => {
      let body = '';
      for await (const chunk of response) body += chunk;
      this.refused = { status: response.statusCode ?? 0, headers: response.headers, body };
    });
  }

  opened(): Promise<unknown> {
    return until(() => this.ws.readyState === WebSocket.OPEN, 'the socket opens');
  }

  send(frame: unknown): void {
    this.ws.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
  }

  /** Takes the first frame of a type. */
  async next(type: string): Promise<Record<string, unknown>> {
    const at = await until(() => this.frames.findIndex((frame) => frame.type === type) + 1, `a frame ${type} comes`);
    return this.frames.splice(at - 1, 1)[0] as Record<string, unknown>;
  }

  /** Sends a command and takes its reply. */
  async command(id: string, type: string, data: unknown = {}): Promise<Record<string, unknown>> {
    this.send({ id, type, data });
    return this.next('reply');
  }

  ended(): Promise<{ code: number; reason: string }> {
    return until(() => this.closed, 'the socket closes');
  }

  answered(): Promise<NonNullable<FeedClient['refused']>> {
    return until(() => this.refused, 'the upgrade is refused');
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
