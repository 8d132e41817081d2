/** Of calls, what a user sees and steers who is an agent: those that the agent is, or was, on; others are not told of. */
import type { Agent } from '../core/agent';
import type { Call } from '../core/call';
import type { Partition } from '../core/partition';
import { isAlive, type Party } from '../core/party';
import { mayActFor } from './agentCommands';
import type { Principal } from './api';

/** Whether the call is within the scope of whoever asks: any call of the tenant, for all but users. */
export const wasOn = (principal: Principal, call: Call, partition: Partition | undefined): boolean =>
  has(principal, call, partition, () => true);

/** The same, of who is on it now: phones that only ring are not. */
export const isOn = (principal: Principal, call: Call, partition: Partition): boolean =>
  has(principal, call, partition, (party) => isAlive(party) && party.answeredAt !== undefined);

function has(
  principal: Principal,
  { parties }: Call,
  partition: Partition | undefined,
  counts: (party: Party) => boolean,
): boolean {
  if (principal.role !== 'user') return true;
  return parties.some((party) => {
    const agent = counts(party) ? partition?.get<Agent>('agent', party.agent ?? '') : undefined;
    return agent !== undefined && partition !== undefined && mayActFor(principal, agent, partition);
  });
}
