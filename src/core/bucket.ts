/** A bucket of tokens: so many a second on average, `size` at once. Pure; whoever counts keeps the bucket. */
export interface Bucket {
  readonly tokens: number;
  /** Monotonic ms of `tokens`. */
  readonly at: number;
}

export interface Flow {
  readonly perSecond: number;
  readonly size: number;
}

/** How much is in the bucket now; a new one is full. */
export function level(bucket: Bucket | undefined, { perSecond, size }: Flow, now: number): number {
  return bucket ? Math.min(size, bucket.tokens + ((now - bucket.at) * perSecond) / 1_000) : size;
}

/** The bucket after a token was taken, or after how many seconds there is one. */
export function take(bucket: Bucket | undefined, flow: Flow, now: number): Bucket | { readonly retryAfter: number } {
  const tokens = level(bucket, flow, now);
  if (tokens >= 1) return { tokens: tokens - 1, at: now };
  return { retryAfter: flow.perSecond > 0 ? Math.max(1, Math.ceil((1 - tokens) / flow.perSecond)) : 3_600 };
}
