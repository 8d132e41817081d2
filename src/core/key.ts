/**
 * API keys: who may come in, as what, how long. The secret is kept as its hash; after a rotation the one before may
 * be accepted for an overlap, so that programs can be given the new one without a gap.
 */
import { z } from 'zod';
import type { Deadline } from './call';
import { inner, time } from './fields';

/** The longest overlap of two secrets. */
export const MAX_OVERLAP_SECONDS = 86_400;

export const keySchema = z.object({
  id: z.string(),
  tenant: z.string().optional(),
  name: z.string(),
  role: z.enum(['admin', 'owner', 'supervisor', 'application']),
  /** The venues it is limited to. */
  venues: z.array(z.string()).optional(),
  hash: inner(z.string()),
  /** How often its secret was changed. */
  rotations: z.int().optional(),
  /** The secret before, accepted until then. */
  previous: inner(z.object({ hash: z.string(), until: time })).optional(),
  /** Until when the secret before the last rotation is accepted. */
  previousUntil: time.optional(),
  /** From the mapping file or made by REST or CLI. */
  source: z.enum(['mapping', 'made']),
  createdAt: time,
  rotatedAt: time.optional(),
  expiresAt: time.optional(),
  revokedAt: time.optional(),
  /** Why it is no longer accepted. */
  reason: z.enum(['revoked', 'expired', 'unmapped']).optional(),
});
export type Key = z.infer<typeof keySchema>;

/** When it expires, and when the secret before its last rotation does. */
export function keyDeadlines(key: Key): Deadline[] {
  if (key.revokedAt !== undefined) return [];
  const deadlines: Deadline[] = [];
  if (key.expiresAt !== undefined) deadlines.push({ name: 'expires', at: key.expiresAt });
  if (key.previous) deadlines.push({ name: 'overlap', at: key.previous.until });
  return deadlines;
}

/** The same key with another secret; the one before goes on for `overlapMs`. */
export function rotated(key: Key, hash: string, overlapMs: number, now: number): Key {
  const { previous: _, previousUntil: __, ...rest } = key;
  const until = now + overlapMs;
  return {
    ...rest,
    hash,
    rotations: (key.rotations ?? 0) + 1,
    rotatedAt: now,
    ...(overlapMs > 0 && { previous: { hash: key.hash, until }, previousUntil: until }),
  };
}

/** The key without the secret before its last rotation. */
export function withoutPrevious(key: Key): Key {
  const { previous: _, previousUntil: __, ...rest } = key;
  return rest;
}

/** Characters that the keys of an installation have at least. */
export const LEAST_KEY = Object.freeze({ admin: 16, secret: 32 });
