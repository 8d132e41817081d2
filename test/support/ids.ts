/** Ids that depend on the seed and the virtual time alone, in the shape of the real ones (UUIDv7 without dashes). */
import { createHash } from 'node:crypto';
import type { Random } from '../../connectors/simulator/random';
import type { Clock } from '../../src/ports/clock';
import type { Ids } from '../../src/ports/ids';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Seeded ids: the same world makes the same ones in the same order. */
export class SeededIds implements Ids {
  private made = 0;

  constructor(
    private readonly random: Random,
    private readonly clock: Clock,
  ) {}

  fresh(): string {
    this.made += 1;
    const time = this.clock.now().toString(16).padStart(12, '0').slice(-12);
    // The counter keeps the order of making within one millisecond, as RFC 9562 (6.2) proposes for `rand_a` and on.
    const counter = this.made.toString(16).padStart(8, '0');
    return `${time}7${counter.slice(0, 3)}8${counter.slice(3)}${this.hex(10)}`;
  }

  derive(...parts: string[]): string {
    return sha256(JSON.stringify(parts)).slice(0, 32);
  }

  secret(bytes: number): string {
    return Buffer.from(this.hex(bytes * 2), 'hex').toString('base64url');
  }

  hash(text: string): string {
    return sha256(text);
  }

  private hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += Math.floor(this.random() * 16).toString(16);
    return text;
  }
}
