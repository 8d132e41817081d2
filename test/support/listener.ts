/** What a program of a tenant, or a screen, would get of a feed. */
import type { Envelope } from '../../src/core/envelope';
import type { FeedSink, Subscription } from '../../src/services/api';

/** A feed in memory: everything the tenant's program would have received. */
export class Listener implements FeedSink {
  readonly frames: string[] = [];
  readonly events: Envelope[] = [];
  closed: { code: number; reason: string } | undefined;
  /** What `pending` answers: set it to play a slow reader. */
  backlog = 0;
  subscription!: Subscription;
  /** Called with each event as it comes. */
  onEvent: (event: Envelope) => void = () => {};

  send(frame: string): void {
    this.frames.push(frame);
    const parsed = JSON.parse(frame) as Envelope;
    if (!('specversion' in parsed)) return;
    this.events.push(parsed);
    this.onEvent(parsed);
  }

  pending(): number {
    return this.backlog;
  }

  close(code: number, reason: string): void {
    this.closed = { code, reason };
  }

  /** Types of the durable events, in order. */
  get types(): string[] {
    return this.events.filter((event) => event.sequence !== undefined).map((event) => event.type);
  }

  of(type: string): Envelope[] {
    return this.events.filter((event) => event.type === type);
  }
}
