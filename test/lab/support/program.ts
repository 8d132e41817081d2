/**
 * A tenant's program at the real feed. It records every event that comes and takes nothing out of the record: whoever
 * waits for an event also finds one that was there before. What comes out of order, twice, or from another tenant is
 * an error of its own, told by `check`.
 */
import WebSocket from 'ws';
import type { AttachMode } from '../../../src/core/application';
import type { Call } from '../../../src/core/call';
import type { Envelope } from '../../../src/core/envelope';
import type { SubscribeOptions } from '../../../src/services/api';
import { PATIENCE_MS } from './sipp';
import { Transcript, type Which } from './transcript';

/** Where a feed is, and who may read it. */
export interface Feed {
  readonly url: string;
  readonly tenant: string;
  readonly key: string;
  /** What the gateway said lately, for the message of a failed test. */
  readonly story: () => string;
}

export interface Reply {
  readonly status: number;
  readonly data?: unknown;
  /** Code of the refusal. */
  readonly code?: string;
  readonly detail?: string;
}

interface Waiting {
  readonly look: () => boolean;
  readonly fail: (reason: string) => void;
}

export class Program extends Transcript {
  /** Frames that are no events: snapshots. */
  readonly frames: { type: string; data: unknown }[] = [];
  closed: { code: number; reason: string } | undefined;
  welcome = { durableSeq: 0, epoch: 0, heartbeatSeconds: 0 };
  /** Who waits for the reply to a command, by its id; the first one gets the first reply. */
  private readonly replies = new Map<string, ((reply: Reply) => void)[]>();
  private readonly waiting = new Set<Waiting>();
  private offers = 0;
  private trouble = '';
  private commands = 0;

  private constructor(
    private readonly ws: WebSocket,
    private readonly feed: Feed,
    private readonly hello: SubscribeOptions,
  ) {
    super();
    ws.on('open', () => ws.send(JSON.stringify({ type: 'hello', data: hello })));
    ws.on('message', (data) => this.take(JSON.parse(String(data))));
    ws.on('error', (error) => {
      this.trouble = error.message;
    });
    ws.on('close', (code, reason) => this.end(code, String(reason) || this.trouble));
  }

  /** Opens a feed; resolves with the welcome. */
  static async open(feed: Feed, hello: SubscribeOptions = {}): Promise<Program> {
    const address = `${feed.url.replace(/^http/, 'ws')}/v1/tenants/${feed.tenant}/feed`;
    const ws = new WebSocket(address, { headers: { authorization: `Bearer ${feed.key}` }, perMessageDeflate: false });
    const program = new Program(ws, feed, hello);
    await program.until(() => program.welcome.heartbeatSeconds > 0, 'the welcome');
    return program;
  }

  /** The last sequence seen: the point to resume from. */
  get last(): number {
    return this.sequences.at(-1) ?? this.hello.after ?? this.welcome.durableSeq;
  }

  /** Waits for the `nth` event (from 0) of a type and gives the call as it shows it. */
  async sees(type: string, which?: Which, nth = 0): Promise<Call> {
    await this.until(() => this.calls(type, which).length > nth, `${type} number ${nth}`);
    return this.calls(type, which)[nth] as Call;
  }

  /** Waits for the next offer that this has not given yet. */
  async offer(): Promise<Call> {
    const nth = this.offers++;
    return this.sees('call.offered', (call) => call.offer !== undefined, nth);
  }

  /** Waits until it holds; fails with the record when it does not, or when the feed ends first. */
  until(holds: () => boolean, what: string, ms = PATIENCE_MS): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        this.waiting.delete(entry);
      };
      const fail = (reason: string) => {
        done();
        reject(new Error(`${this.feed.tenant} did not see ${what}: ${reason}\n${this.trace()}\n${this.feed.story()}`));
      };
      const timer = setTimeout(() => fail(`not within ${ms} ms`), ms);
      const look = () => {
        if (!holds()) return false;
        done();
        resolve();
        return true;
      };
      const entry = { look, fail };
      this.waiting.add(entry);
    });
  }

  /** Waits until the feed is closed by the other side. */
  async ended(ms?: number): Promise<{ code: number; reason: string }> {
    await this.until(() => this.closed !== undefined, 'the end of the feed', ms);
    return this.closed ?? { code: 0, reason: '' };
  }

  /** Sends a command and waits for the reply; `id` is fresh when it is not given. */
  command(type: string, data: object, id = `${process.pid}-${Date.now()}-${++this.commands}`): Promise<Reply> {
    const answered = new Promise<Reply>((resolve) => this.replies.set(id, [...(this.replies.get(id) ?? []), resolve]));
    this.ws.send(JSON.stringify({ id, type, data }));
    let reply: Reply | undefined;
    void answered.then((it) => {
      reply = it;
      this.settle();
    });
    return this.until(() => reply !== undefined, `the reply to ${type}`).then(() => reply as Reply);
  }

  attach(application: string, mode: AttachMode = 'exclusive'): Promise<Reply> {
    return this.command('application.attach', { application, mode });
  }

  route(call: Call, treatments: readonly object[], more: object = {}): Promise<Reply> {
    return this.command('call.route', { call: call.id, treatments, ...more });
  }

  /** Sends a frame that is no command. */
  send(text: string): void {
    this.ws.send(text);
  }

  /** Reads nothing from the socket until `resume`. */
  pause(): void {
    this.ws.pause();
  }

  resume(): void {
    this.ws.resume();
  }

  /** Leaves in good order. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.ws.resume();
    this.ws.close(1000);
    await this.ended().catch(() => this.ws.terminate());
  }

  /** As if the cable were pulled. */
  async cut(): Promise<void> {
    this.ws.terminate();
    await this.ended();
  }

  /** Waits until this has every durable event that another feed of the tenant got, and throws when one of them differs. */
  async repeats(other: Program): Promise<void> {
    await this.until(() => this.last >= other.last, `event ${other.last}`);
    const changed = this.unlike(other);
    if (changed !== undefined) throw new Error(changed);
  }

  /** Throws when the feed was not what a feed must be; without a filter also when an event is missing. */
  check(): void {
    const filtered = Boolean(this.hello.types || this.hello.venues || this.hello.transaction || this.hello.snapshot);
    const flaw = this.flaw(this.feed.tenant, filtered);
    if (flaw !== undefined) throw new Error(`${flaw}:\n${this.trace()}`);
  }

  private take(frame: { type: string; id?: string; data?: unknown; specversion?: string }): void {
    if (frame.specversion !== undefined) this.events.push(frame as unknown as Envelope);
    else if (frame.type === 'welcome') this.welcome = frame.data as Program['welcome'];
    else if (frame.type === 'reply') this.reply(frame as never);
    else this.frames.push({ type: frame.type, data: frame.data });
    this.settle();
  }

  private reply(frame: {
    id: string;
    status: number;
    data?: unknown;
    error?: { code: string; detail?: string };
  }): void {
    const { id, status, data, error } = frame;
    const told = { ...(data !== undefined && { data }), ...(error && { code: error.code }) };
    const [first, ...others] = this.replies.get(id) ?? [];
    this.replies.set(id, others);
    first?.({ status, ...told, ...(error?.detail !== undefined && { detail: error.detail }) });
  }

  private end(code: number, reason: string): void {
    this.closed = { code, reason };
    this.settle();
    for (const { fail } of [...this.waiting]) fail(`the feed was closed with ${code} ${reason}`);
  }

  private settle(): void {
    for (const { look } of [...this.waiting]) look();
  }
}
