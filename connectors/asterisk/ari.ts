/**
 * REST to one Asterisk: a pool of kept-alive connections, a deadline on every request, answers as values.
 * A request never throws and never outlives its deadline; whoever asks reads the status. Credentials are in the
 * headers alone, so no URL, log line or error can carry them.
 */
import { type Dispatcher, Pool } from 'undici';
import type { Cancel } from '../../src/ports/clock';
import type { Metrics } from '../../src/ports/metrics';
import { type Answer, type Method, UNANSWERED, UNSENT } from './answer';
import { type AsteriskOptions, COMMAND_MS } from './options';
import { SocketRequests } from './socketRequests';
import type { LinkPorts } from './timers';

export { type Answer, type Method, UNANSWERED, UNSENT } from './answer';

/** Query parameters; undefined ones are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** Shorter than Asterisk's own 15 s, so that it never closes a connection that we are about to use. */
const KEEP_ALIVE_MS = 10_000;
const CONNECTIONS = 16;
/** A body of which nothing comes for so long is given up. */
const STALLED_MS = 10_000;
const EMPTY: Readonly<Buffer> = Buffer.alloc(0);

/** The REST side of one link. */
export class Ari {
  /** The quick way, while Asterisk takes requests there. */
  readonly socket: SocketRequests;
  private readonly pool: Pool;
  private readonly base: string;
  private readonly headers: Readonly<Record<string, string>>;
  private readonly jsonHeaders: Readonly<Record<string, string>>;
  private readonly deadlineMs: number;
  private readonly labels: { readonly pbx: string };

  constructor(
    options: AsteriskOptions,
    private readonly ports: LinkPorts,
  ) {
    const url = new URL(options.url);
    this.base = ariPath(url);
    this.headers = { authorization: basic(options) };
    this.jsonHeaders = { ...this.headers, 'content-type': 'application/json' };
    this.deadlineMs = options.commandMs ?? COMMAND_MS;
    this.labels = { pbx: options.name };
    this.socket = new SocketRequests(ports.clock, this.deadlineMs);
    this.pool = new Pool(url.origin, {
      connections: CONNECTIONS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      headersTimeout: 0, // the deadline below holds for the whole exchange
      bodyTimeout: 0,
      connect: options.ca === undefined ? {} : { ca: options.ca },
    });
  }

  /** One exchange. `path` is relative to `/ari/` and its parts are already encoded. */
  request(method: Method, path: string, query?: Query, body?: unknown): Promise<Answer> {
    return new Promise((resolve) => {
      const exchange = new Exchange(this.ports, this.deadlineMs, this.labels, resolve);
      this.pool.dispatch(
        {
          method,
          path: `${this.base}${path}${query ? encodeQuery(query) : ''}`,
          headers: body === undefined ? this.headers : this.jsonHeaders,
          body: body === undefined ? null : JSON.stringify(body),
        },
        exchange,
      );
    });
  }

  /** The same for what waits for nothing in Asterisk: over the event socket when that has nothing else to do. */
  async quick(method: Method, path: string, query: Query = {}): Promise<Answer> {
    if (!this.socket.free) return this.request(method, path, query);
    const { clock, metrics } = this.ports;
    const started = clock.monotonic();
    const answer = await this.socket.ask(method, `${path}${encodeQuery(query)}`);
    measure(metrics, this.labels, answer.status, clock.monotonic() - started);
    return answer;
  }

  /** A body that is too long for one piece; without one the status says why. Never throws, but for a body that breaks off. */
  async stream(path: string): Promise<{ status: number; body?: AsyncIterable<Uint8Array> }> {
    try {
      const limits = { headersTimeout: this.deadlineMs, bodyTimeout: STALLED_MS };
      const request = { method: 'GET' as const, path: `${this.base}${path}`, headers: this.headers, ...limits };
      const { statusCode: status, body } = await this.pool.request(request);
      if (status >= 200 && status < 300) return { status, body };
      await body.dump();
      return { status };
    } catch {
      return { status: UNANSWERED };
    }
  }

  /** Cuts all connections; what is under way ends as `UNANSWERED`. */
  close(): Promise<void> {
    return this.pool.destroy();
  }
}

/** One request under way; settles once, whatever comes first: the answer, an error or the deadline. */
class Exchange implements Dispatcher.DispatchHandler {
  private readonly started: number;
  private readonly cancel: Cancel;
  private readonly chunks: Buffer[] = [];
  private status = UNSENT;
  private controller: Dispatcher.DispatchController | undefined;
  private settled = false;

  constructor(
    private readonly ports: LinkPorts,
    deadlineMs: number,
    private readonly labels: { readonly pbx: string },
    private readonly resolve: (answer: Answer) => void,
  ) {
    this.started = ports.clock.monotonic();
    this.cancel = ports.clock.deadline(deadlineMs, () => this.expire());
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.settled) controller.abort(new Error('too late'));
    else this.status = UNANSWERED;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.status = status;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.settle(this.status);
  }

  onResponseError(): void {
    this.settle(this.status > 0 ? UNANSWERED : this.status);
  }

  private expire(): void {
    this.settle(UNANSWERED);
    this.controller?.abort(new Error('deadline'));
  }

  private settle(status: number): void {
    if (this.settled) return;
    this.settled = true;
    this.cancel();
    measure(this.ports.metrics, this.labels, status, this.ports.clock.monotonic() - this.started);
    const [first = EMPTY as Buffer] = this.chunks;
    this.resolve({ status, body: this.chunks.length > 1 ? Buffer.concat(this.chunks) : first });
  }
}

function measure(metrics: Metrics, labels: { readonly pbx: string }, status: number, ms: number): void {
  metrics.observe('signalbox_pbx_command_duration_seconds', ms / 1000, labels);
  if (status <= 0 || status >= 500) metrics.count('signalbox_pbx_command_failures_total', labels);
}

/** The value of the authorization header. */
export function basic(options: Pick<AsteriskOptions, 'user' | 'password'>): string {
  return `Basic ${Buffer.from(`${options.user}:${options.password}`).toString('base64')}`;
}

/** `/prefix/ari/` for a URL that ends in a prefix, in `/ari` or in nothing. */
export function ariPath(url: URL): string {
  return `${url.pathname.replace(/\/+$/, '').replace(/\/ari$/, '')}/ari/`;
}

/** `?a=1&b=x`, without what is undefined. */
function encodeQuery(query: Query): string {
  const parts: string[] = [];
  for (const name in query) {
    const value = query[name];
    if (value !== undefined) parts.push(`${name}=${encodeURIComponent(value)}`);
  }
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

/** The JSON of an answer, or undefined when it is none. */
export function parseBody<T>(answer: Answer): T | undefined {
  try {
    return JSON.parse(answer.body.toString()) as T;
  } catch {
    return undefined;
  }
}
