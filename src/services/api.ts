/**
 * What the services offer to delivery, in one place: who asks, commands, queries, the feed. HTTP and WebSocket are
 * two doors to the same functions, with the same bodies and the same codes.
 */
import type { z } from 'zod';
import type { AttachMode } from '../core/application';
import type { Refusal } from '../core/errors';
import type { Finding } from '../core/finding';
import type { Bytes, MediaFile } from '../ports/media';
import type { Agents, Offers, OwnPartAdministration } from './agentApi';
import type { Callbacks } from './callbackApi';
import type { MappingAdministration } from './mappingApi';
import type {
  KeyAdministration,
  Limits,
  Records,
  SignIns,
  TenantAdministration,
  UserAdministration,
} from './peopleApi';
import type { CommandReply, Page, Principal, Story } from './replies';
import type { Reports } from './reportApi';
import type { DeadLetters, Webhooks } from './webhookApi';

export type { Role } from '../core/permissions';
export type * from './agentApi';
export type * from './callbackApi';
export type * from './peopleApi';
export type { CommandReply, Page, Principal, Story } from './replies';
export type * from './reportApi';
export type { DeadLetters, Webhooks } from './webhookApi';

export interface Access {
  /** The principal of a bearer key, or a refusal (`auth.invalid`). Costs a hash and a look-up. */
  authenticate(secret: string): Principal | Refusal;
}

/** A command as it came in: over the feed, or as `POST …/{id}/{verb}`. */
export interface CommandRequest {
  readonly principal: Principal;
  readonly tenant: string;
  /** `call.route`, … */
  readonly command: string;
  /** Id of the resource it is about, where the command has one (`target` in its definition). */
  readonly target?: string;
  /** Arguments, not yet validated. */
  readonly body: unknown;
  /** Idempotency key or command id: repeating it repeats the reply, not the act. */
  readonly requestId?: string;
  /** Attachments of the socket that it came by, by application; absent over HTTP. */
  readonly attachments?: Readonly<Record<string, string>>;
}

export interface CommandDefinition {
  readonly schema: z.ZodType;
  /** What the reply holds. */
  readonly reply: z.ZodType;
  /** Kind of the resource whose id is the target; absent: none. */
  readonly target?: 'call' | 'transaction' | 'queue' | 'entry' | 'agent' | 'callback' | 'offer';
  /** Without a target: its last part of the path, of what changes something; absent: it creates. */
  readonly path?: string;
  /** One sentence for the documentation. */
  readonly doc: string;
}

export interface Commands {
  readonly definitions: Readonly<Record<string, CommandDefinition>>;
  /** Validates, authorises and carries out; resolves when the result is durable. Never rejects for bad input. */
  execute(request: CommandRequest): Promise<CommandReply>;
}

export interface ListQuery {
  /** `live` (default), `ended` or `all`. */
  readonly state?: 'live' | 'ended' | 'all';
  readonly venue?: string;
  readonly customerNumber?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** Reads; what they answer is durable and the `publicView` of a resource with its `seq`. */
export interface Queries {
  /** One resource of a tenant, live or ended; a refusal `resource.not_found` also for one of another tenant or out of scope. */
  get(
    principal: Principal,
    tenant: string,
    kind: string,
    id: string,
  ): Promise<{ seq: number; data: unknown } | Refusal>;
  calls(principal: Principal, tenant: string, query: ListQuery): Promise<Page | Refusal>;
  /** Resources of one transaction and its events (envelopes); they are read until `gone` is aborted. */
  transaction(principal: Principal, tenant: string, id: string, gone: AbortSignal): Promise<Story | Refusal>;
  venues(principal: Principal, tenant: string): Page | Refusal;
  applications(principal: Principal, tenant: string): Page | Refusal;
  /** Routing points with the state of their link and the calls on them; all of them for an admin. */
  routingPoints(principal: Principal): Page | Refusal;
}

export interface ListRecordings {
  readonly call?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** Recordings of a tenant; `ifMatch` is the sequence that the sender has seen. */
export interface Recordings {
  readonly bodies: { readonly change: z.ZodType };
  list(principal: Principal, tenant: string, query: ListRecordings): Promise<Page | Refusal>;
  get(principal: Principal, tenant: string, id: string): Promise<{ seq: number; data: unknown } | Refusal>;
  audio(principal: Principal, tenant: string, id: string): Promise<MediaFile | Refusal>;
  /** What the customer of a callback said when it was asked for its name. */
  name(principal: Principal, tenant: string, callback: string): Promise<MediaFile | Refusal>;
  change(principal: Principal, tenant: string, id: string, body: unknown, ifMatch?: number): Promise<CommandReply>;
  remove(principal: Principal, tenant: string, id: string, ifMatch?: number): Promise<CommandReply>;
}

type Reply = Promise<CommandReply>;

/** Prompts of a tenant; `ifMatch` is the sequence that the sender has seen. */
export interface Prompts {
  readonly bodies: { readonly create: z.ZodType; readonly change: z.ZodType };
  list(principal: Principal, tenant: string): Promise<Page | Refusal>;
  get(principal: Principal, tenant: string, name: string): Promise<{ seq: number; data: unknown } | Refusal>;
  create(principal: Principal, tenant: string, body: unknown, requestId?: string): Promise<CommandReply>;
  change(principal: Principal, tenant: string, name: string, body: unknown, ifMatch?: number): Promise<CommandReply>;
  /** Audio of a content type in the place of what the language had. */
  upload(
    principal: Principal,
    tenant: string,
    name: string,
    language: string,
    audio: { readonly type: string; readonly body: Bytes },
    ifMatch?: number,
  ): Promise<CommandReply>;
  removeLanguage(principal: Principal, tenant: string, name: string, language: string, ifMatch?: number): Reply;
  remove(principal: Principal, tenant: string, name: string, ifMatch?: number): Promise<CommandReply>;
  /** What is played in that language. */
  audio(principal: Principal, tenant: string, name: string, language: string): Promise<MediaFile | Refusal>;
  /** What a PBX fetches at `/media/<file>`. */
  file(file: string): Promise<MediaFile | undefined>;
}

/** Which events of a tenant a subscriber wants; absent = all. */
export interface FeedFilter {
  readonly types?: readonly string[];
  readonly venues?: readonly string[];
  readonly queues?: readonly string[];
  readonly transaction?: string;
}

export interface SubscribeOptions extends FeedFilter {
  /** Resume after this sequence; 0 = from the oldest kept; absent = from now. */
  readonly after?: number;
  /** Send a snapshot of the live resources first. */
  readonly snapshot?: boolean;
}

/** Where a subscriber's frames go. Frames are JSON texts, serialised once for all subscribers. */
export interface FeedSink {
  send(frame: string): void;
  /** Bytes accepted by `send` that have not left the process. */
  pending(): number;
  /** Ends the socket with a close code of design §8. */
  close(code: number, reason: string): void;
}

export interface Subscription {
  /** Safe to call twice. */
  end(): void;
  /** Attaches to an application; commands of this socket then carry the attachment. Resolves when durable. */
  attach(application: string, mode: AttachMode, requestId?: string): Promise<CommandReply>;
  detach(application: string): Promise<CommandReply>;
  /** Application → attachment id, for `CommandRequest.attachments`. */
  readonly attachments: Readonly<Record<string, string>>;
}

export interface Feeds {
  /** Seconds between `stream.position` frames. */
  readonly heartbeatSeconds: number;
  /** Sends `welcome`, then (snapshot,) replay and live events into the sink. */
  subscribe(principal: Principal, tenant: string, options: SubscribeOptions, sink: FeedSink): Subscription | Refusal;
}

/** Looks over the installation. */
export interface Doctor {
  /** Takes seconds: PBXs are asked now. For an admin. */
  examine(principal: Principal): Promise<{ readonly findings: readonly Finding[] } | Refusal>;
}

export interface Health {
  /** Empty when ready, else why not. */
  notReady(): readonly string[];
  /** What is wrong although it is ready: a PBX that cannot be reached is no reason to send everybody away. */
  warnings(): readonly string[];
}

/** Queues of a tenant and who waits in them, as of now, told once that is durable. */
export interface Queues {
  list(principal: Principal, tenant: string): Promise<Page | Refusal>;
  get(principal: Principal, tenant: string, queue: string): Promise<{ seq: number; data: unknown } | Refusal>;
  /** In the order in which they are served, each with its position; the cursor is a position. */
  entries(principal: Principal, tenant: string, queue: string, page: EntryQuery): Promise<Page | Refusal>;
}

/** Of the entries of a queue: those for which all of this holds. */
export interface EntryQuery {
  readonly limit: number;
  readonly cursor?: string;
  readonly state?: 'waiting' | 'offering';
  readonly medium?: 'call' | 'callback';
  readonly venue?: string;
  /** It must be had by whoever serves it. */
  readonly skill?: string;
  readonly transaction?: string;
}

/** All of it; what `delivery` is given. */
export interface Api {
  readonly access: Access;
  readonly commands: Commands;
  readonly queries: Queries;
  readonly queues: Queues;
  readonly callbacks: Callbacks;
  readonly reports: Reports;
  readonly agents: Agents;
  readonly offers: Offers;
  readonly ownParts: OwnPartAdministration;
  readonly tenants: TenantAdministration;
  readonly limits: Limits;
  readonly keys: KeyAdministration;
  readonly mappings: MappingAdministration;
  readonly prompts: Prompts;
  readonly recordings: Recordings;
  readonly users: UserAdministration;
  readonly signIns: SignIns;
  readonly webhooks: Webhooks;
  readonly deadLetters: DeadLetters;
  readonly records: Records;
  readonly feeds: Feeds;
  readonly health: Health;
  readonly doctor: Doctor;
}
