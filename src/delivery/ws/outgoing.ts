/**
 * Frames on their way to one peer. The socket is given a little at a time: what it was given cannot be taken back, and a close
 * goes behind it.
 */
import type { WebSocket } from 'ws';

/** Bytes that the socket is given before the peer takes some. */
const WINDOW_BYTES = 65_536;
const TEXT = Object.freeze({ binary: false });

export class Outgoing {
  private waiting: Buffer[] = [];
  /** The first one that waits; those before it are gone. */
  private first = 0;
  private bytes = 0;
  /** The socket has a window of them, and says when they are through. */
  private full = false;

  constructor(private readonly ws: WebSocket) {}

  /** Bytes that have not left the process. */
  get pending(): number {
    return this.bytes + this.ws.bufferedAmount;
  }

  send(frame: Buffer): void {
    if (!this.full) return this.give(frame);
    this.waiting.push(frame);
    this.bytes += frame.length;
  }

  /** Forgets what the socket was not given. */
  drop(): void {
    this.waiting = [];
    this.first = 0;
    this.bytes = 0;
  }

  private give(frame: Buffer): void {
    this.full = this.ws.bufferedAmount + frame.length >= WINDOW_BYTES;
    if (this.full) this.ws.send(frame, TEXT, () => this.giveMore());
    else this.ws.send(frame, TEXT);
  }

  private giveMore(): void {
    this.full = false;
    for (let frame = this.waiting[this.first]; frame && !this.full; frame = this.waiting[this.first]) {
      this.first += 1;
      this.bytes -= frame.length;
      this.give(frame);
    }
    if (this.bytes === 0) this.drop();
  }
}
