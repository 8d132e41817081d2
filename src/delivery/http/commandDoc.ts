/** What is said of a command beside its schema, and what several commands may refuse. */
import type { ErrorCode } from '../../core/errors';
import type { Example } from './route';

/** What is said of a command. */
export interface CommandDoc {
  readonly example: Example;
  readonly refusals: readonly ErrorCode[];
  readonly more?: string;
}

/** A destination that cannot be dialled. */
export const DESTINATION: readonly ErrorCode[] = [
  'destination.not_owned',
  'destination.invalid',
  'destination.refused',
  'destination.no_trunk',
];

/** Whom a call cannot be brought to. */
export const REACHED: readonly ErrorCode[] = [...DESTINATION, 'agent.not_found', 'agent.logged_off'];
