/** One webhook under way: settles once, with whatever comes first, the answer, an error or the deadline. */
import type { Dispatcher } from 'undici';
import type { Cancel, Clock } from '../ports/clock';
import type { WebhookFailure, WebhookRequest, WebhookResult } from '../ports/webhook';
import { NoConnection } from './connect';

/** Of an answer nobody wants so much is read, so that its connection can be used again. */
const DRAIN_BYTES = 65_536;
const MAX_RETRY_MS = 86_400_000;

type Headers = Record<string, string | string[] | undefined>;

export class Exchange implements Dispatcher.DispatchHandler {
  private readonly cancel: Cancel;
  private readonly chunks: Buffer[] = [];
  private bytes = 0;
  private status = 0;
  private controller: Dispatcher.DispatchController | undefined;
  private settled = false;

  constructor(
    private readonly clock: Clock,
    private readonly request: Pick<WebhookRequest, 'deadlineMs' | 'maxBytes'>,
    private readonly resolve: (result: WebhookResult) => void,
  ) {
    this.cancel = clock.after(request.deadlineMs, () => this.giveUp('timeout'));
  }

  /** Ends it at once. */
  giveUp(reason: WebhookFailure): void {
    this.cancel();
    this.settle({ delivered: false, reason });
    this.controller?.abort(new Error(reason));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.settled) controller.abort(new Error('too late'));
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    this.status = status;
    if (status < 200) return;
    if (status >= 300) this.settle(this.failed(status, headers));
    else if (this.request.maxBytes === undefined) this.settle({ delivered: true, status, body: '' });
    else if (Number(headers['content-length']) > this.request.maxBytes) this.tooLarge(controller);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.settled) {
      if (this.bytes > DRAIN_BYTES) controller.abort(new Error('nobody wants the rest'));
    } else if (this.bytes > (this.request.maxBytes ?? 0)) this.tooLarge(controller);
    else this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.cancel();
    this.settle({ delivered: true, status: this.status, body: Buffer.concat(this.chunks).toString() });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.cancel();
    this.settle({ delivered: false, reason: reasonOf(error) });
  }

  private tooLarge(controller: Dispatcher.DispatchController): void {
    this.settle({ delivered: false, reason: 'too_large', status: this.status });
    controller.abort(new Error('too large'));
  }

  private failed(status: number, headers: Headers): WebhookResult {
    const ms = retryAfterMs(headers['retry-after'], this.clock.now());
    return {
      delivered: false,
      reason: status < 400 ? 'redirected' : 'status',
      status,
      ...(ms !== undefined && { retryAfterMs: ms }),
    };
  }

  /** The deadline goes on for what is still to come of an answer that was settled by its status. */
  private settle(result: WebhookResult): void {
    if (this.settled) return;
    this.settled = true;
    this.resolve(result);
  }
}

/** Seconds or a date; at most a day, and nothing when it is neither. */
function retryAfterMs(header: string | string[] | undefined, now: number): number | undefined {
  if (typeof header !== 'string') return undefined;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MAX_RETRY_MS);
}

const UNREACHABLE: ReadonlySet<string> = new Set(
  'ECONNREFUSED EHOSTUNREACH ENETUNREACH EHOSTDOWN ENETDOWN ETIMEDOUT EADDRNOTAVAIL EACCES UND_ERR_CONNECT_TIMEOUT'.split(
    ' ',
  ),
);

/** What an error of the connection means; one that holds others (tried in turn) means what they do. */
function reasonOf(error: Error): WebhookFailure {
  if (error instanceof NoConnection) return error.reason;
  const [inside] = error instanceof AggregateError ? error.errors : [];
  if (inside instanceof Error) return reasonOf(inside);
  const code = String((error as { code?: unknown }).code ?? '');
  if (UNREACHABLE.has(code)) return 'unreachable';
  return isTls(code, error.message) ? 'tls' : 'broken';
}

const isTls = (code: string, message: string): boolean =>
  /^(ERR_TLS|ERR_SSL|EPROTO|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|ERR_OSSL)/.test(code) ||
  /certificate/i.test(message);
