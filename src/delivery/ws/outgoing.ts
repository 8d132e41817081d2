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
    this.bytes = 0;
  }

  private give(frame: Buffer): void {
    this.full = this.ws.bufferedAmount + frame.length >= WINDOW_BYTES;
    if (this.full) this.ws.send(frame, TEXT, () => this.giveMore());
    else this.ws.send(frame, TEXT);
  }

  private giveMore(): void {
    this.full = false;
    while (!this.full) {
      const frame = this.waiting.shift();
      if (!frame) return;
      this.bytes -= frame.length;
      this.give(frame);
    }
  }
}
