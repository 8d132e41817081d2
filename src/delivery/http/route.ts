/**
 * The shape of a route. One table of these mounts the API and describes it (`/openapi.json`), so that neither can
 * have what the other has not.
 */
import type { z } from 'zod';
import { type ErrorCode, isRefusal, type Refusal } from '../../core/errors';
import type { Bytes, MediaFile } from '../../ports/media';
import type { CommandReply, Principal, Role, Story } from '../../services/api';
import { jsonOf } from './stream';

/** A request that has passed key, scope, query and syntax of the body. */
export interface Ask<Q = unknown> {
  readonly principal: Principal;
  /** Values of the `{names}` in the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Q;
  /** JSON value of the body, `{}` when there is none; the services validate it. */
  readonly body: unknown;
  /** The `Idempotency-Key`. */
  readonly requestId?: string;
  /** The sequence in `If-Match`. */
  readonly ifMatch?: number;
  /** The body of a route that takes a file, as it comes. */
  readonly upload?: { readonly type: string; readonly body: Bytes };
  /** `If-Match: *`: whatever there is now. */
  readonly anyVersion?: true;
  /** The body as YAML, where the route takes it and it was sent so; `body` is then empty. */
  readonly yaml?: string;
  /** It would rather have CSV than JSON, as its `Accept` says. */
  readonly csv?: true;
  /** Where the request comes from. */
  readonly address: string;
  /** Whether the browser came by HTTPS. */
  readonly secure: boolean;
  /** Aborted once the answer is sent, or nobody waits for it any more. */
  readonly gone: () => AbortSignal;
}

/** The version that a change is meant for, where the route insists on one. */
export const versionOf = ({ ifMatch, anyVersion }: Ask): number | '*' | undefined => (anyVersion ? '*' : ifMatch);

/** A request of somebody without a key. */
export interface Visit {
  readonly body: unknown;
  readonly address: string;
  readonly secure: boolean;
  /** Wall time in ms. */
  readonly now: number;
}

/** What a route answers when it does not refuse. */
export interface Answer {
  readonly status: number;
  readonly data?: unknown;
  /** Sent piece by piece instead of `data`. */
  readonly pieces?: AsyncIterable<string>;
  /** Sent as it is instead of `data`. */
  readonly text?: string;
  /** Sent instead of `data`, whole or in part. */
  readonly file?: MediaFile;
  /** Sequence of the one resource that was read. */
  readonly seq?: number;
  /** `data` also has figures of this moment, which change without the sequence: nobody is told that nothing has changed. */
  readonly live?: true;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Described {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** With `{names}`, as OpenAPI writes it. */
  readonly path: string;
  /** Unique name of the operation. */
  readonly operation: string;
  readonly tag: string;
  /** One sentence. */
  readonly doc: string;
  /** What else one wants to know before using it. */
  readonly more?: string;
  readonly reply: {
    readonly status: number;
    readonly doc: string;
    readonly schema?: z.ZodType;
    /** Content type of a reply that is not JSON. */
    readonly type?: string;
    /** Another content type that it may have when it is asked for. */
    readonly also?: string;
    /** Names of headers with what they hold. */
    readonly headers?: Readonly<Record<string, string>>;
    /** Another status that is an answer, too, and no refusal. */
    readonly instead?: { readonly status: number; readonly doc: string; readonly schema: z.ZodType };
  };
  /** Refusals beside those that every route of its kind has. */
  readonly refusals?: readonly ErrorCode[];
}

/** A request as somebody would send it; its answer is recorded by `make docs`. */
export interface Example {
  /** One line that says what it does. */
  readonly summary: string;
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
}

/** Needs no key. */
export interface OpenRoute extends Described {
  readonly access: 'open';
  /** Asked all the time by machines that act upon the answer: never refused, and so cheap that it need not be. */
  readonly probe?: true;
  handle(): Answer | Promise<Answer>;
}

/** Needs no key and finds what stands at the address. */
export interface OpenPathRoute extends Described {
  readonly access: 'open';
  find(params: Readonly<Record<string, string>>): Promise<Answer | Refusal>;
}

/** Needs no key, because it is where people get in. */
export interface DoorRoute extends Described {
  readonly access: 'open';
  /** Schema of the body, for the description alone. */
  readonly body: z.ZodType;
  readonly example?: Example;
  enter(visit: Visit): Promise<Answer | Refusal>;
}

/** Needs a key with one of the roles; `{tenant}` in the path limits it to keys of that tenant. */
export interface KeyRoute<Q = unknown> extends Described {
  readonly access: readonly Role[];
  readonly query?: z.ZodType<Q>;
  /** Schema of the body, for the description alone. */
  readonly body?: z.ZodType;
  /** Also takes the body as YAML, and up to 1 MiB of either. */
  readonly takesYaml?: true;
  /** A request that works as it stands; needed where the body must have something in it. A test sends it. */
  readonly example?: Example;
  /** Content type of a file that it takes instead of JSON. */
  readonly takes?: string;
  handle(ask: Ask<Q>): Answer | Refusal | Promise<Answer | Refusal>;
}

/** An entry of the table. */
export type Route = OpenRoute | OpenPathRoute | DoorRoute | KeyRoute;

/** Names of the `{parameters}` of a path. */
export const namesIn = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string);

/** The answer that the reply of a service is. */
export function answerOf(reply: CommandReply): Answer | Refusal {
  if (isRefusal(reply)) return reply;
  const { status, data, seq } = reply;
  return { status, data, ...(seq !== undefined && { seq }) };
}

/** The answer to a read of one resource with figures of this moment; its sequence guards changes of the settings alone. */
export const liveOf = (found: { seq: number; data: unknown } | Refusal): Answer | Refusal =>
  isRefusal(found) ? found : { status: 200, ...found, live: true };

/** The answer to a read: what was found. */
export const foundOf = <T>(found: T | Refusal): Answer | Refusal =>
  isRefusal(found) ? found : { status: 200, data: found };

/** The answer that is told with its events. */
export const storyOf = (found: Story | Refusal): Answer | Refusal =>
  isRefusal(found) ? found : { status: 200, pieces: jsonOf(found) };
