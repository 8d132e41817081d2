/** Who sends messages in a world: what was to be sent, and what came of it after how long. */
import type { Clock } from '../../src/ports/clock';
import type { Notifier, NotifierResult, Notifying, TextMessage } from '../../src/ports/notifier';

export interface Notified extends TextMessage {
  /** Wall time in ms. */
  readonly at: number;
}

export interface Noted {
  readonly afterMs?: number;
  readonly result: NotifierResult;
}

export const taken: Noted = { result: { sent: true, status: 200 } };
export const away = (retryAfterMs?: number): Noted => ({
  result: {
    ...{ sent: false, reason: 'status', again: true, status: 503 },
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  },
});
export const refused: Noted = { result: { sent: false, reason: 'status', again: false, status: 400 } };
/** Nothing is answered. */
export const mute: Noted = { afterMs: Number.POSITIVE_INFINITY, result: taken.result };

/** Answers on the clock of the process that asks: when that dies, nobody hears the answer. */
export class FakeNotifier implements Notifier {
  readonly messages: Notified[] = [];
  /** Those that are not answered yet, and how many there were at once. */
  open = 0;
  most = 0;
  answer: (message: TextMessage) => Noted = () => taken;

  constructor(private readonly clock: () => Clock) {}

  send(message: TextMessage): Notifying {
    const clock = this.clock();
    const { afterMs = 5, result } = this.answer(message);
    this.messages.push({ ...message, at: clock.now() });
    this.open += 1;
    this.most = Math.max(this.most, this.open);
    let end: (result: NotifierResult) => void = () => {};
    const settled = new Promise<NotifierResult>((resolve) => {
      end = resolve;
    });
    const late = afterMs > message.deadlineMs;
    const timeout: NotifierResult = { sent: false, reason: 'timeout', again: true };
    const cancel = clock.after(Math.min(afterMs, message.deadlineMs), () => end(late ? timeout : result));
    void settled.then(() => {
      this.open -= 1;
      cancel();
    });
    return { result: settled, abort: () => end({ sent: false, reason: 'aborted', again: false }) };
  }

  get texts(): string[] {
    return this.messages.map(({ parts }) => parts.text);
  }
}
