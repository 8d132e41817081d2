/**
 * Requests of nobody: without a key or session that counts, by address (of IPv6 by the network of a customer, which has
 * as many addresses as it likes). Whoever has a good key never meets this; memory is bounded.
 */
import { type Bucket, take } from '../core/bucket';
import { type Refusal, refuse } from '../core/errors';
import { networkOf } from '../core/network';
import type { Clock } from '../ports/clock';

const FLOW = Object.freeze({ perSecond: 10, size: 100 });
const MAX_ADDRESSES = 10_000;

export class Strangers {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly clock: Clock) {}

  /** Addresses that are remembered. */
  get size(): number {
    return this.buckets.size;
  }

  /** Counts a request; a refusal when there were too many from there. */
  knock(address: string): Refusal | undefined {
    const network = networkOf(address);
    const spent = take(this.buckets.get(network), FLOW, this.clock.monotonic());
    if ('retryAfter' in spent) return refuse('request.too_many', undefined, { retryAfter: spent.retryAfter });
    this.buckets.delete(network);
    this.buckets.set(network, spent);
    for (const oldest of this.buckets.keys()) {
      if (this.buckets.size <= MAX_ADDRESSES) break;
      this.buckets.delete(oldest);
    }
    return undefined;
  }
}
