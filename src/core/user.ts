/**
 * People of a tenant who sign in. The hash of the password is the sealed secret beside the record, never in it; an
 * invitation is the one way to a first password, and to another one when it was forgotten.
 */
import { z } from 'zod';
import { inner, time } from './fields';

export const USER_ROLES = ['owner', 'supervisor', 'user'] as const;

export const userSchema = z.object({
  id: z.string(),
  tenant: z.string(),
  /** What the user signs in with, unique in the tenant, in lower case. */
  login: z.string(),
  name: z.string(),
  role: z.enum(USER_ROLES),
  /** `invited`: has no password yet. `deactivated`: may not sign in. */
  state: z.enum(['invited', 'active', 'deactivated']),
  createdAt: time,
  passwordChangedAt: time.optional(),
  /** An invitation that was not used yet: the hash of its token. */
  invitation: inner(z.object({ hash: z.string(), until: time })).optional(),
  invitedUntil: time.optional(),
});
export type User = z.infer<typeof userSchema>;

const login = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[!-~\u00a1-\uffff]+$/, 'no spaces')
  .transform((text) => text.toLowerCase());
const name = z.string().min(1).max(80);
const role = z.enum(USER_ROLES);

/** Long is what makes a password hard to guess; rules about signs make it hard to remember. */
const password = z.string().min(12, 'at least 12 characters').max(200);

export const createUserBody = z.strictObject({ login, name, role });
export const changeUserBody = z.strictObject({ name: name.optional(), role: role.optional() });
export const signInBody = z.strictObject({
  tenant: z.string().min(1).max(80),
  login: z.string().min(1).max(200),
  password: z.string().min(1).max(200),
});
export const acceptBody = z.strictObject({ token: z.string().min(1).max(200), password });
export const changePasswordBody = z.strictObject({ current: z.string().min(1).max(200), password });

/** The user with an invitation in place of any before. */
export function invited(user: User, hash: string, until: number): User {
  return { ...user, invitation: { hash, until }, invitedUntil: until };
}

/** The user with a password, set now; what invited to it is used up. */
export function withPassword(user: User, now: number): User {
  const { invitation: _, invitedUntil: __, ...rest } = user;
  return { ...rest, state: 'active', passwordChangedAt: now };
}

/** Whether the user may come in. */
export const isActive = (user: User | undefined): user is User => user?.state === 'active';
