/**
 * Requests over the event socket (REST over WebSocket, Asterisk 22 and newer): they are written at once, where `undici`
 * writes to an idle connection only when the turn is over, and cost half of it. Asterisk carries them out one by one on
 * the thread that reads the socket and answers our pings. So only what cannot wait for anything goes this way, and one
 * at a time; whatever is asked while one is under way takes the pool, and so does all when Asterisk does not answer.
 */
import { type Answer, type Method, UNANSWERED } from './answer';
import type { Timers } from './timers';

/** The event in which an answer comes; the filter of events must let it through. */
export const ANSWER = 'RESTResponse';
export interface RestResponse {
  readonly type: typeof ANSWER;
  readonly request_id: string;
  readonly status_code: number;
  readonly message_body?: string;
}

interface Waiting {
  readonly id: string;
  readonly settle: (answer: Answer) => void;
}

export class SocketRequests {
  private send: ((text: string) => void) | undefined;
  /** It answered on this connection. */
  private able = false;
  private waiting: Waiting | undefined;
  private count = 0;

  constructor(
    private readonly clock: Timers,
    private readonly deadlineMs: number,
  ) {}

  /** Whether the next request may go this way. */
  get free(): boolean {
    return this.able && !this.waiting;
  }

  /** A connection whose events are filtered; says whether it takes requests: older versions of Asterisk do not answer what they are asked on it. */
  async opened(send: (text: string) => void): Promise<boolean> {
    this.closed();
    this.send = send;
    const { status } = await this.ask('GET', 'asterisk/ping');
    if (this.send === send) this.able = status === 200;
    return this.able;
  }

  /** What is under way may have had its effect. */
  closed(): void {
    this.send = undefined;
    this.able = false;
    this.waiting?.settle(unanswered());
  }

  /** `uri` is relative to `/ari/`, with its query. */
  ask(method: Method, uri: string): Promise<Answer> {
    this.count += 1;
    const id = String(this.count);
    return new Promise((resolve) => {
      const settle = (answer: Answer): void => {
        cancel();
        this.waiting = undefined;
        resolve(answer);
      };
      const cancel = this.clock.deadline(this.deadlineMs, () => {
        this.able = false; // until the next connection
        settle(unanswered());
      });
      this.waiting = { id, settle };
      this.send?.(JSON.stringify({ type: 'RESTRequest', transaction_id: id, request_id: id, method, uri }));
    });
  }

  answered({ request_id, status_code: status, message_body: body = '' }: RestResponse): void {
    if (this.waiting?.id === request_id) this.waiting.settle({ status, body: Buffer.from(body) });
  }
}

const unanswered = (): Answer => ({ status: UNANSWERED, body: Buffer.alloc(0) });
