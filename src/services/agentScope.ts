/**
 * What a user sees who is an agent: of queues those that the agent serves, of the own tenant, and no others; of other agents
 * where they are and what they do, not when and why they are away.
 */
import type { Agent } from '../core/agent';
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { own } from '../core/own';
import type { Partition } from '../core/partition';
import { mayActFor } from './agentCommands';
import type { Principal } from './api';
import { inScope } from './authority';
import type { CallbackQueue, CallbackSettings } from './callbackSettings';

/** Whether something of a queue is within the scope of whoever asks: any queue of the tenant, for all but users. */
export function servesQueue(principal: Principal, queue: string, partition: Partition | undefined): boolean {
  if (principal.role !== 'user') return true;
  if (!partition) return false;
  for (const [, { data }] of partition.all('agent')) {
    const agent = data as Agent;
    if (agent.removedAt === undefined && own(agent.queues, queue) && mayActFor(principal, agent, partition))
      return true;
  }
  return false;
}

/** Whether who asks may know when and why an agent is away: who runs the tenant, and the agent itself. */
export const knowsTimes = (principal: Principal, agent: Agent, partition: Partition | undefined): boolean =>
  principal.role !== 'user' || (partition !== undefined && mayActFor(principal, agent, partition));

/** The agent as its colleagues see it: an absence has a reason that is none of theirs. */
export function seenByColleagues({ bookings: _, duty, reason, next, ...agent }: Agent): Agent {
  const away = duty?.on === false;
  const why = reason !== undefined && !away;
  const { reason: __, ...later } = next ?? {};
  return {
    ...agent,
    ...(why && { reason }),
    ...(next && { next: later as NonNullable<Agent['next']> }),
    ...(duty && { duty: { on: duty.on, ...(duty.until !== undefined && { until: duty.until }) } }),
  };
}

/** How callbacks of a queue are taken in which whoever asks may ask for one. */
export function askedQueue(
  principal: Principal,
  { tenant, queue: name, partition }: { tenant: string; queue: string; partition: Partition | undefined },
  settings: Pick<CallbackSettings, 'queue'>,
): CallbackQueue | Refusal {
  if (!servesQueue(principal, name, partition)) return refuse('queue.not_found');
  const queue = settings.queue(tenant, name);
  if (isRefusal(queue)) return queue;
  return inScope(principal, queue.policy.venue) ? queue : refuse('queue.not_found');
}
