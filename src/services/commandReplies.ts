/**
 * Families of commands, and what their replies name, in one line of the journal: a repetition of the command is answered
 * from it, also after a crash (design §4).
 */
import type { Call } from '../core/call';
import type { Callback } from '../core/callback';
import type { ExpectedView } from '../core/callbackExpected';
import type { Context, Decision, Draft } from '../core/decision';
import type { Refusal } from '../core/errors';
import type { Partition } from '../core/partition';
import type { Entry } from '../core/queue';
import type { CommandDefinition, CommandRequest } from './api';

/** Decides what a command asks for. */
export type Make = (partition: Partition, context: Context) => Decision<Named> | Refusal;

/** Commands that one service carries out. */
export interface CommandFamily {
  readonly definitions: Readonly<Record<string, CommandDefinition>>;
  /** What the decision needs and is not in memory; asked for before anything else. */
  recall?(request: CommandRequest): Promise<unknown>;
  /** `body` fits the schema of the command. */
  make(request: CommandRequest, body: unknown, recalled: unknown): Make;
}

/** What was made or changed, by kind. */
export type Named = Readonly<Partial<Record<Name, string>>> & {
  readonly existing?: true;
  readonly expected?: ExpectedView;
};
type Name =
  | 'call'
  | 'party'
  | 'recording'
  | 'entry'
  | 'queue'
  | 'agent'
  | 'callback'
  | 'confirmationId'
  | 'offer'
  | 'hold'
  | 'until'
  | 'promisedAt';

/** What an id names says its prefix. */
const NAMES: Readonly<Record<string, Name>> = {
  ...{ ca: 'call', pa: 'party', re: 'recording', en: 'entry' },
  cb: 'callback',
  of: 'offer',
  sh: 'hold',
};

/** Nothing was made: what is named was there. */
const EXISTING = 'existing';
const EXPECTED = 'expected';

/** As it is remembered; a name that is no id has its kind before it. */
export const refOf = ({ queue, agent, confirmationId, until, promisedAt, existing, expected, ...ids }: Named): string =>
  [
    ...(existing ? [EXISTING] : []),
    ...Object.values(ids),
    ...prefixed('queue', queue),
    ...prefixed('agent', agent),
    ...prefixed('confirmationId', confirmationId),
    ...prefixed('until', until),
    ...prefixed('promisedAt', promisedAt),
    ...(expected ? [`${EXPECTED}:${asWord(expected)}`] : []),
  ].join(' ');

const prefixed = (kind: Name, name: string | undefined): string[] => (name === undefined ? [] : [`${kind}:${name}`]);

const asWord = ({ p50At, p90At, cold }: ExpectedView): string => [p50At, p90At, ...(cold ? ['cold'] : [])].join(',');

function asExpected(word: string): ExpectedView {
  const [p50At = '', p90At = '', cold] = word.split(',');
  return { p50At, p90At, cold: cold !== undefined };
}

/** As it was answered. */
export const namedBy = (ref: string): Readonly<Record<string, string | true | ExpectedView>> =>
  Object.fromEntries(
    ref
      .split(' ')
      .filter(Boolean)
      .map((id) => {
        if (id === EXISTING) return [EXISTING, true];
        const colon = id.indexOf(':');
        const kind = id.slice(0, Math.max(0, colon));
        if (kind === EXPECTED) return [EXPECTED, asExpected(id.slice(colon + 1))];
        return colon > 0 ? [kind, id.slice(colon + 1)] : [NAMES[id.slice(0, 2)] ?? 'call', id];
      }),
  );

/** A command that changes no state (a play) needs a record all the same, or its id would not be known again. */
export function asItIs(partition: Partition, { call, queue, agent, entry, callback }: Named): Draft[] {
  const wanted = partition.get<Callback>('callback', callback ?? '');
  if (wanted) return [{ type: 'callback.changed', id: wanted.id, data: wanted, transaction: wanted.transaction }];
  const data = partition.get<Call>('call', call ?? '');
  if (data) return [{ type: 'call.progressed', id: data.id, data, transaction: data.transaction }];
  const who = partition.get('agent', agent ?? '');
  if (who && agent !== undefined) return [{ type: 'agent.state_changed', id: agent, data: who }];
  const place = partition.get<Entry>('entry', entry ?? '');
  if (place) return [{ type: 'queue.entry_changed', id: place.id, data: place, transaction: place.transaction }];
  const state = partition.get('queue', queue ?? '');
  return state && queue !== undefined ? [{ type: 'queue.changed', id: queue, data: state }] : [];
}
