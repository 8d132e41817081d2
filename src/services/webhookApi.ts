/** What delivery gets of webhooks. */
import type { z } from 'zod';
import type { Refusal } from '../core/errors';
import type { CommandReply, Page, Principal } from './replies';

/** Webhooks of a tenant. An answer with a secret is the only place it is shown. */
export interface Webhooks {
  readonly bodies: Readonly<Record<'create' | 'change' | 'rotate' | 'replay', z.ZodType>>;
  list(principal: Principal, tenant: string): Promise<Page | Refusal>;
  get(principal: Principal, tenant: string, id: string): Promise<{ seq: number; data: unknown } | Refusal>;
  create(principal: Principal, tenant: string, body: unknown, requestId?: string): Promise<CommandReply>;
  change(principal: Principal, tenant: string, id: string, body: unknown, ifMatch?: number): Promise<CommandReply>;
  remove(principal: Principal, tenant: string, id: string): Promise<CommandReply>;
  pause(principal: Principal, tenant: string, id: string): Promise<CommandReply>;
  resume(principal: Principal, tenant: string, id: string): Promise<CommandReply>;
  replay(principal: Principal, tenant: string, id: string, body: unknown): Promise<CommandReply>;
  rotate(principal: Principal, tenant: string, id: string, body: unknown, requestId?: string): Promise<CommandReply>;
  ping(principal: Principal, tenant: string, id: string): Promise<CommandReply>;
}

/** Events that a webhook did not take; without an `id` all of them are meant. */
export interface DeadLetters {
  list(principal: Principal, tenant: string, webhook: string): Promise<Page | Refusal>;
  get(
    principal: Principal,
    tenant: string,
    webhook: string,
    id: string,
  ): Promise<{ seq: number; data: unknown } | Refusal>;
  requeue(principal: Principal, tenant: string, webhook: string, id?: string): Promise<CommandReply>;
  purge(principal: Principal, tenant: string, webhook: string, id?: string): Promise<CommandReply>;
}
