/** Who asks, and what every service answers: a value or a refusal. */
import type { Refusal } from '../core/errors';
import type { Role } from '../core/permissions';

/** Who asks, as their key says. */
export interface Principal {
  /** Id of the key, `ke_…`. */
  readonly key: string;
  /** `key:<id>`: how records name who did it. */
  readonly actor: string;
  readonly role: Role;
  /** The one tenant of the key; an admin has none and may look at every tenant. */
  readonly tenant?: string;
  /** The venues an application key is limited to; absent: all of its tenant. */
  readonly venues?: readonly string[];
  /** How often the secret of the key had been changed when it came in with it. */
  readonly rotations?: number;
  /** Who signed in, where it is a session; `key` is the id of that then. */
  readonly user?: string;
}

/** `seq` where the answer is one resource. */
export type CommandReply = { readonly status: number; readonly data: unknown; readonly seq?: number } | Refusal;

/** What is told with its events, in order, some at a time: there may be more of them than fit into memory. */
export interface Story {
  readonly head: object;
  readonly events: AsyncIterable<readonly unknown[]>;
}

export interface Page {
  readonly items: readonly unknown[];
  readonly next?: string;
}
