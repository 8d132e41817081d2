/** What the services offer about agents, workstations and offers, and what an owner sets up: the shapes that delivery builds on. */
import type { Refusal } from '../core/errors';
import type { CommandReply, Page, Principal } from './replies';

/** Agents and workstations of a tenant, as of now, told once that is durable. */
export interface Agents {
  list(principal: Principal, tenant: string): Promise<Page | Refusal>;
  get(principal: Principal, tenant: string, id: string): Promise<{ seq: number; data: unknown } | Refusal>;
  workstations(principal: Principal, tenant: string): Promise<Page | Refusal>;
  workstation(principal: Principal, tenant: string, name: string): Promise<{ seq: number; data: unknown } | Refusal>;
}

/** What an owner sets up of the own tenant. */
export type OwnPartName = 'queue' | 'workstation' | 'agent';
export interface OwnPart {
  readonly tenant: string;
  readonly part: OwnPartName;
  readonly name: string;
}

/** Parts of the mapping of a tenant, by its owner; `ifMatch` is the sequence that the sender has seen. */
export interface OwnPartAdministration {
  /** Makes or replaces; answers what a GET of it would. */
  put(principal: Principal, which: OwnPart, body: unknown, ifMatch?: number): Promise<CommandReply>;
  remove(principal: Principal, which: OwnPart, ifMatch?: number): Promise<CommandReply>;
}

export interface ListOffers {
  /** `live` (default), `ended` or `all`. */
  readonly state?: 'live' | 'ended' | 'all';
  readonly agent?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** Offers of entries to agents, newest first; a user sees those of the own agent. */
export interface Offers {
  list(principal: Principal, tenant: string, query: ListOffers): Promise<Page | Refusal>;
  get(principal: Principal, tenant: string, id: string): Promise<{ seq: number; data: unknown } | Refusal>;
}
