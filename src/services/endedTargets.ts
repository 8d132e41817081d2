/**
 * A command about what has ended. That leaves memory about a second later: who is so late is told the same as who is a
 * moment late, and not that there never was such a thing.
 */
import type { Agent } from '../core/agent';
import { type ErrorCode, isRefusal, type Refusal, refuse } from '../core/errors';
import { own } from '../core/own';
import type { Partition } from '../core/partition';
import type { Store } from '../ports/store';
import { mayActFor } from './agentCommands';
import type { CommandRequest } from './api';
import { inScope } from './authority';

const OVER: Readonly<Record<string, ErrorCode>> = {
  call: 'call.ended',
  entry: 'queue.entry_taken',
  offer: 'offer.ended',
};

interface Ended {
  readonly venue?: string;
  readonly agent?: string;
  readonly endedAt?: number;
  readonly clearedAt?: number;
}

/** Why there is no such `kind` for whoever asks: it is over, or there was none, or it is none of theirs. */
export async function overOrMissing(
  store: Pick<Store, 'get'>,
  partition: Partition,
  { principal, tenant, target = '' }: CommandRequest,
  kind: string,
): Promise<Refusal> {
  const code = own(OVER, kind);
  const document = code && (await store.get(tenant, kind, target).catch(() => refuse('store.away')));
  if (!document) return refuse('resource.not_found');
  if (isRefusal(document)) return document;
  const { venue, agent: name = '', endedAt, clearedAt } = JSON.parse(document.json) as Ended;
  const agent = partition.get<Agent>('agent', name);
  // A user is on no call that is over, and is told of offers to the own agent alone.
  const theirs = principal.role !== 'user' || (kind === 'offer' && agent && mayActFor(principal, agent, partition));
  const over = (endedAt ?? clearedAt) !== undefined;
  return over && theirs && inScope(principal, venue) ? refuse(code) : refuse('resource.not_found');
}
