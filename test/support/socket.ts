/** The other end of a feed for tests of services: what was sent, and how it was closed. */
import type { FeedSink } from '../../src/services/api';

export class Socket implements FeedSink {
  readonly frames: string[] = [];
  closed: [code: number, reason: string] | undefined;

  send(frame: string): void {
    this.frames.push(frame);
  }

  pending(): number {
    return 0;
  }

  close(code: number, reason: string): void {
    this.closed = [code, reason];
  }
}
