/**
 * What the reply to a command names, in one line of the journal: a repetition of the command is answered from it, also
 * after a crash (design §4).
 */
import type { Call } from '../core/call';
import type { Draft } from '../core/decision';
import type { Partition } from '../core/partition';

/** A call, and what else was made for it. */
export type Named = { readonly call: string } & Readonly<Partial<Record<Name, string>>>;
type Name = 'call' | 'recording';

/** What an id names says its prefix. */
const NAMES: Readonly<Record<string, Name>> = { ca: 'call', re: 'recording' };

/** As it is remembered. */
export const refOf = (named: Named): string => Object.values(named).join(' ');

/** As it was answered. */
export const namedBy = (ref: string): Readonly<Record<string, string>> =>
  Object.fromEntries(ref.split(' ').map((id) => [NAMES[id.slice(0, 2)] ?? 'call', id]));

/** A command that changes no state (a play) needs a record all the same, or its id would not be known again. */
export function asItIs(partition: Partition, { call }: Named): Draft {
  const data = partition.get<Call>('call', call) as Call;
  return { type: 'call.progressed', id: call, data, transaction: data.transaction };
}
