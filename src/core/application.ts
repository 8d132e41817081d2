/**
 * What a partition knows of one of its applications: who is attached, and the circuit breaker that spares callers
 * the wait for a program that fails again and again.
 */
import { z } from 'zod';
import type { Deadline } from './call';
import { time } from './fields';

export const ATTACH_MODES = ['exclusive', 'claim', 'observe'] as const;
export type AttachMode = (typeof ATTACH_MODES)[number];

export const applicationSchema = z.object({
  /** Slug of the application. */
  id: z.string(),
  /** Sockets that are attached, in the order they came; the first `exclusive` one decides, further ones stand by. */
  attachments: z.array(z.object({ id: z.string(), mode: z.enum(ATTACH_MODES), actor: z.string(), since: time })),
  /** Failed answers in a row. */
  failures: z.int(),
  /** Until when calls get the default treatments at once. */
  openUntil: time.optional(),
});
export type ApplicationState = z.infer<typeof applicationSchema>;

export const freshApplication = (id: string): ApplicationState => ({ id, attachments: [], failures: 0 });

/** Nothing fires when a circuit is tried again: the next call finds out. */
export const applicationDeadlines = (): readonly Deadline[] => [];

/** A socket that is not attached; a request over HTTP has no socket. */
export const UNATTACHED = '';

/** Whether the attachment may decide: the first exclusive one alone; with none, who claims, and any request over HTTP. A socket without one may while nobody could. */
export function mayDecide(state: ApplicationState, attachment: string | undefined): boolean {
  const exclusive = state.attachments.find((a) => a.mode === 'exclusive');
  if (exclusive) return exclusive.id === attachment;
  if (attachment === undefined) return true;
  if (attachment === UNATTACHED) return !hasDecider(state);
  return state.attachments.some((a) => a.id === attachment && a.mode === 'claim');
}

/** How many could decide. */
export const deciders = (state: ApplicationState | undefined): number =>
  state?.attachments.filter((a) => a.mode !== 'observe').length ?? 0;

/** Whether anybody is there to decide. */
export const hasDecider = (state: ApplicationState | undefined): boolean => deciders(state) > 0;

export const circuitOpen = (state: ApplicationState | undefined, now: number): boolean =>
  state?.openUntil !== undefined && now < state.openUntil;
