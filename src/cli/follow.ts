/**
 * Prints the feed of a tenant. A connection that was good and breaks is opened again for ever, after the last event
 * seen, so that nothing is missed; one that never was good ends the command with the reason.
 */
import type { IncomingMessage } from 'node:http';
import WebSocket from 'ws';
import type { Clock } from '../ports/clock';
import { CliError } from './cliError';
import { type Envelope, lineOf } from './line';

/** What `tail` is told. */
export interface TailOptions {
  readonly tenant: string;
  /** `http://…`; the feed is opened beside it. */
  readonly url: string;
  readonly key: string;
  /** Resume after this sequence; absent: from now. */
  readonly after?: number;
  readonly types?: readonly string[];
  /** Print the envelopes as they came. */
  readonly json: boolean;
}

/** What `tail` has of the outside. */
export interface Terminal {
  out(line: string): void;
  err(line: string): void;
  readonly after: Clock['after'];
  /** Ends the command. */
  readonly signal: AbortSignal;
  /** Makes the socket; tests give one in memory. */
  readonly open?: (url: string, headers: Record<string, string>) => WebSocket;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

/** Runs until the signal is aborted; rejects with a CliError when it cannot work. */
export async function follow(options: TailOptions, terminal: Terminal): Promise<void> {
  const run = new Tail(options, terminal);
  let wait = FIRST_WAIT_MS;
  while (!terminal.signal.aborted) {
    const { wasOpen, reason } = await run.connection();
    if (terminal.signal.aborted) return;
    if (!run.everOpen)
      throw new CliError(`Signalbox is not running at ${options.url} (${reason}); start it with: signalbox start`);
    if (wasOpen) wait = FIRST_WAIT_MS;
    terminal.err(`-- connection lost (${reason}); trying again in ${wait / 1000} s`);
    await pause(wait, terminal);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }
}

interface Ended {
  readonly wasOpen: boolean;
  readonly reason: string;
}

class Tail {
  everOpen = false;
  private last: number | undefined;

  constructor(
    private readonly options: TailOptions,
    private readonly terminal: Terminal,
  ) {
    this.last = options.after;
  }

  /** One connection from its opening to its end. */
  connection(): Promise<Ended> {
    const { url, tenant, key } = this.options;
    const address = `${url.replace(/^http/, 'ws')}/v1/tenants/${encodeURIComponent(tenant)}/feed`;
    const headers = { Authorization: `Bearer ${key}` };
    const ws = (this.terminal.open ?? openSocket)(address, headers);
    const abort = () => ws.close(1000);
    this.terminal.signal.addEventListener('abort', abort);
    return new Promise<Ended>((resolve, reject) => this.follow(ws, resolve, reject)).finally(() => {
      this.terminal.signal.removeEventListener('abort', abort);
      ws.terminate();
    });
  }

  private follow(ws: WebSocket, resolve: (ended: Ended) => void, reject: (error: CliError) => void): void {
    let reason = '';
    let wasOpen = false;
    ws.on('open', () => ws.send(JSON.stringify({ type: 'hello', data: this.hello() })));
    ws.on('message', (data) => {
      wasOpen = true;
      this.onFrame(String(data));
    });
    ws.on('unexpected-response', (_request, response: IncomingMessage) => {
      if ((response.statusCode ?? 0) >= 500) return resolve({ wasOpen, reason: `HTTP ${response.statusCode}` });
      problemIn(response).then((problem) => reject(new CliError(problem)));
    });
    ws.on('error', (error: NodeJS.ErrnoException) => {
      reason = error.code ?? error.message;
    });
    ws.on('close', (code, words) => {
      const final = this.finalReason(code, words.toString());
      if (final === undefined) resolve({ wasOpen, reason: reason || `closed with ${code} ${words}`.trim() });
      else reject(new CliError(final));
    });
  }

  /** Why there is no use in trying again. */
  private finalReason(code: number, words: string): string | undefined {
    if (words.startsWith('resource.not_found')) return `there is no tenant ${this.options.tenant}`;
    return [4400, 4401, 4403].includes(code) ? words : undefined;
  }

  private hello() {
    const { types } = this.options;
    return { ...(this.last !== undefined && { after: this.last }), ...(types && { types }) };
  }

  private onFrame(frame: string): void {
    const event = JSON.parse(frame) as Envelope;
    if (event.type === 'welcome') return this.onWelcome(Number(event.data?.durableSeq));
    const sequence = event.type === 'stream.position' ? event.data?.sequence : event.sequence;
    if (sequence !== undefined) this.last = Number(sequence);
    if (event.type === 'stream.position') return;
    this.terminal.out(this.options.json ? frame : lineOf(event));
  }

  private onWelcome(durableSeq: number): void {
    this.terminal.err(`-- ${this.options.tenant} at ${this.options.url}, sequence ${durableSeq}`);
    this.everOpen = true;
    this.last ??= durableSeq;
  }
}

const openSocket = (url: string, headers: Record<string, string>): WebSocket => new WebSocket(url, { headers });

/** What the problem in an answer says. */
async function problemIn(response: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of response) body += chunk;
  try {
    const { title, detail } = JSON.parse(body) as { title: string; detail?: string };
    return detail === undefined ? title : `${title} (${detail})`;
  } catch {
    return `the server answers ${response.statusCode}, it may not be a Signalbox`;
  }
}

function pause(ms: number, { after, signal }: Terminal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = after(ms, resolve);
    signal.addEventListener('abort', () => {
      cancel();
      resolve();
    });
  });
}
