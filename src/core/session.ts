/** A sign-in of a user: it ends by itself, by the user's wish, or when the user may no longer come in. */
import { z } from 'zod';
import type { Deadline } from './call';
import { time } from './fields';

export const sessionSchema = z.object({
  id: z.string(),
  tenant: z.string(),
  user: z.string(),
  createdAt: time,
  /** It ends then, however busy it is. */
  expiresAt: time,
  endedAt: time.optional(),
  reason: z
    .enum(['signedOut', 'expired', 'idle', 'replaced', 'passwordChanged', 'deactivated', 'signedOutByOwner'])
    .optional(),
});
export type Session = z.infer<typeof sessionSchema>;
export type SessionEnd = NonNullable<Session['reason']>;

export const sessionDeadlines = (session: Session): Deadline[] =>
  session.endedAt === undefined ? [{ name: 'expires', at: session.expiresAt }] : [];
