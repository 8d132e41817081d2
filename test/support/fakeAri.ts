/**
 * An ARI server for faults that a real Asterisk shows only on bad days: it answers what the test says, or nothing, on
 * real sockets. What it is not told to do it does as a friendly, empty Asterisk.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import type { Bridge, Channel } from '../../connectors/asterisk/words/ariTypes.generated';
import { channel, start } from './ariEvents';

/** A request as it came. */
export interface Asked {
  readonly method: string;
  /** Without the path prefix and `/ari/`, decoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
  /** It came over the event socket. */
  readonly bySocket?: true;
}

/** What is answered; `hang` never answers, `drop` cuts the connection. */
export type Said = { readonly status: number; readonly body?: unknown } | 'hang' | 'drop';

/** A certificate and its key, as PEM. */
export interface Tls {
  readonly cert: string;
  readonly key: string;
}

const APP = 'sb-main';
const NO_CONTENT: Said = { status: 204 };

/** A fake Asterisk on a port of its own. */
export class FakeAri {
  readonly asked: Asked[] = [];
  readonly upgrades: IncomingMessage[] = [];
  channels: Channel[] = [];
  bridges: Bridge[] = [];
  startupTime = '2026-01-01T00:00:00.000+0000';
  /** Answers instead of the default; undefined falls back to it. */
  answers: (asked: Asked) => Said | undefined = () => undefined;
  /** Takes requests over the event socket, as Asterisk 22 does; else it says nothing to them. */
  takesSocketRequests = false;
  /** Answers pings. */
  pongs = true;
  private readonly sockets = new Set<WebSocket>();
  private readonly connections = new Set<Socket>();
  private server: Server | undefined;
  private port = 0;

  constructor(
    private readonly prefix: string,
    /** With these it speaks HTTPS. */
    private readonly tls: Tls | undefined,
  ) {}

  static async start(prefix = '', tls?: Tls): Promise<FakeAri> {
    const fake = new FakeAri(prefix, tls);
    await fake.listen();
    return fake;
  }

  get url(): string {
    return `${this.tls ? 'https' : 'http'}://127.0.0.1:${this.port}${this.prefix}`;
  }

  /** Event sockets that are open. */
  get open(): number {
    return [...this.sockets].filter((ws) => ws.readyState === WebSocket.OPEN).length;
  }

  /** Starts to listen, on the same port as before. */
  async listen(): Promise<void> {
    const handle = (request: IncomingMessage, response: ServerResponse) => void this.handle(request, response);
    const server = this.tls ? createSecureServer(this.tls, handle) : createServer(handle);
    const upgrader = new WebSocketServer({ noServer: true, autoPong: false });
    server.on('connection', (socket) => {
      this.connections.add(socket);
      socket.on('close', () => this.connections.delete(socket));
    });
    server.on('upgrade', (request, socket, head) => {
      this.upgrades.push(request);
      upgrader.handleUpgrade(request, socket, head, (ws) => this.accept(ws));
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
  }

  /** Nobody listens any more and every connection is cut. */
  async down(): Promise<void> {
    const closed = new Promise((resolve) => this.server?.close(resolve));
    this.cut();
    for (const socket of this.connections) socket.destroy();
    await closed;
  }

  /** Cuts the event sockets. */
  cut(): void {
    for (const ws of this.sockets) ws.terminate();
    this.sockets.clear();
  }

  /** Sends an event to every event socket. */
  send(...events: readonly object[]): void {
    for (const event of events) this.sendText(JSON.stringify(event));
  }

  sendText(text: string): void {
    for (const ws of this.sockets) ws.send(text);
  }

  /** The requests so far whose method and path are these, `POST channels/…`. */
  requests(line: string | RegExp): Asked[] {
    return this.asked.filter(({ method, path }) => matches(line, `${method} ${path}`));
  }

  /** As Asterisk does: the channel is there at once and comes to Stasis a moment later. */
  private create({ channelId, variables }: Create): Said {
    const accountcode = variables?.['CHANNEL(accountcode)'] ?? '';
    const created = channel(channelId, { name: 'PJSIP/a6001-00000001', state: 'Down', accountcode });
    setImmediate(() => this.send(start(created, ['dialed', 'main'])));
    return { status: 200, body: created };
  }

  private accept(ws: WebSocket): void {
    this.sockets.add(ws);
    ws.on('close', () => this.sockets.delete(ws));
    ws.on('ping', () => this.pongs && ws.pong());
    ws.on('message', (text) => this.takesSocketRequests && this.overSocket(ws, JSON.parse(String(text))));
  }

  private overSocket(ws: WebSocket, request: { request_id: string; method: string; uri: string }): void {
    const url = new URL(request.uri, 'http://fake/');
    const query = Object.fromEntries(url.searchParams);
    const asked = { method: request.method, path: url.pathname.slice(1), query, body: undefined, headers: {} };
    this.asked.push({ ...asked, bySocket: true });
    const said = this.answers(asked) ?? this.usual(asked);
    if (said === 'drop') ws.terminate();
    if (typeof said === 'string') return;
    const message_body = said.body === undefined ? undefined : JSON.stringify(said.body);
    const { request_id } = request;
    ws.send(JSON.stringify({ type: 'RESTResponse', request_id, status_code: said.status, message_body }));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const asked = this.parse(request, Buffer.concat(chunks).toString());
    this.asked.push(asked);
    const said = this.answers(asked) ?? this.usual(asked);
    if (said === 'drop') request.socket.destroy();
    else if (said !== 'hang') reply(response, said);
  }

  private parse(request: IncomingMessage, body: string): Asked {
    const url = new URL(request.url ?? '', 'http://fake');
    const inside = url.pathname.startsWith(`${this.prefix}/ari/`);
    return {
      method: request.method ?? '',
      path: inside ? decodeURIComponent(url.pathname.slice(this.prefix.length + 5)) : `outside ${url.pathname}`,
      query: Object.fromEntries(url.searchParams),
      body: body === '' ? undefined : JSON.parse(body),
      headers: request.headers,
    };
  }

  private usual({ method, path, body }: Asked): Said {
    if (path.startsWith('outside')) return { status: 404 };
    if (path === 'channels/create') return this.create(body as Create);
    if (path === `applications/${APP}/eventFilter` || (method === 'GET' && path === `applications/${APP}`)) {
      const application = { name: APP, channel_ids: this.channels.map(({ id }) => id), bridge_ids: [] };
      return { status: 200, body: application };
    }
    if (method === 'GET' && path === 'channels') return { status: 200, body: this.channels };
    if (method === 'GET' && path === 'bridges') return { status: 200, body: this.bridges };
    if (path === 'asterisk/ping') return { status: 200, body: { ping: 'pong' } };
    if (path === 'asterisk/info') return { status: 200, body: { status: { startup_time: this.startupTime } } };
    return NO_CONTENT;
  }
}

interface Create {
  readonly channelId: string;
  readonly variables?: Readonly<Record<string, string>>;
}

function matches(line: string | RegExp, said: string): boolean {
  return typeof line === 'string' ? line === said : line.test(said);
}

function reply(response: ServerResponse, { status, body }: Exclude<Said, string>): void {
  response.statusCode = status;
  if (body === undefined) response.end();
  else if (Buffer.isBuffer(body)) response.end(body);
  else response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
}
