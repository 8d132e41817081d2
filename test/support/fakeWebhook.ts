/** The other end of webhooks in a world: what arrived there, and what it answers after how long. */
import type { Clock } from '../../src/ports/clock';
import type { Sending, Webhook, WebhookFailure, WebhookRequest, WebhookResult } from '../../src/ports/webhook';

export interface Arrived extends WebhookRequest {
  /** Wall time in ms. */
  readonly at: number;
  /** What it is answered, unless it is given up or too late. */
  readonly planned: Answering;
}

export interface Answering {
  readonly afterMs?: number;
  readonly result: WebhookResult;
}

export const ok: Answering = { result: { delivered: true, status: 204, body: '' } };
export const saying = (body: unknown): Answering => ({
  result: { delivered: true, status: 200, body: typeof body === 'string' ? body : JSON.stringify(body) },
});
export const status = (code: number, retryAfterMs?: number): Answering => ({
  result: { delivered: false, reason: 'status', status: code, ...(retryAfterMs !== undefined && { retryAfterMs }) },
});
/** Nothing is answered. */
export const silence: Answering = {
  afterMs: Number.POSITIVE_INFINITY,
  result: { delivered: false, reason: 'timeout' },
};

/** Answers on the clock of the process that asks: when that dies, nobody hears the answer. */
export class FakeWebhook implements Webhook {
  readonly arrived: Arrived[] = [];
  /** Requests that are not answered yet. */
  open = 0;
  answer: (request: WebhookRequest) => Answering = () => ok;

  constructor(private readonly clock: () => Clock) {}

  send(request: WebhookRequest): Sending {
    const clock = this.clock();
    const planned = this.answer(request);
    const { afterMs = 5, result } = planned;
    this.arrived.push({ ...request, at: clock.now(), planned });
    const late = afterMs > request.deadlineMs;
    let settle: (result: WebhookResult) => void = () => {};
    const settled = new Promise<WebhookResult>((resolve) => {
      settle = resolve;
    });
    this.open += 1;
    const end = (outcome: WebhookResult): void => {
      cancel();
      this.open -= 1;
      settle(outcome);
    };
    const cancel = clock.after(Math.min(afterMs, request.deadlineMs), () =>
      end(late ? { delivered: false, reason: 'timeout' } : result),
    );
    let over = false;
    void settled.then(() => {
      over = true;
    });
    return { result: settled, abort: () => (over ? undefined : end({ delivered: false, reason: 'aborted' })) };
  }

  objection(url: string): WebhookFailure | undefined {
    if (/^http:/.test(url)) return 'insecure';
    return /127\.|localhost/.test(url) ? 'refused_address' : undefined;
  }

  /** Sequences of the events that arrived, in order. */
  get sequences(): number[] {
    return this.events.map(({ sequence }) => sequence).filter((sequence) => sequence !== undefined);
  }

  // biome-ignore lint/suspicious/noExplicitAny: events of every shape
  get events(): any[] {
    return this.arrived.map(({ body }) => JSON.parse(body));
  }
}
