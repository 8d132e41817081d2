/** Of queues, what a user sees who is an agent: those that the agent serves, of the own tenant; others are not told of. */
import type { Agent } from '../core/agent';
import { own } from '../core/own';
import type { Partition } from '../core/partition';
import { mayActFor } from './agentCommands';
import type { Principal } from './api';

/** Whether something of a queue is within the scope of whoever asks: any queue of the tenant, for all but users. */
export function servesQueue(principal: Principal, queue: string, partition: Partition): boolean {
  if (principal.role !== 'user') return true;
  for (const [, { data }] of partition.all('agent')) {
    const agent = data as Agent;
    if (agent.removedAt === undefined && own(agent.queues, queue) && mayActFor(principal, agent, partition))
      return true;
  }
  return false;
}
