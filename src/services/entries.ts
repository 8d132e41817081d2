/** Entries one by one (design §9): who waits where, what is asked for them, and what time does to them. */
import { z } from 'zod';
import type { Call } from '../core/call';
import { decideRemove } from '../core/callOverflow';
import { type Context, nothing } from '../core/decision';
import { decideAwayOver, decideRemoveAway } from '../core/entryAway';
import {
  decideMoveToFront,
  decideRelax,
  decideSetPriority,
  decideSetSkills,
  type EntryAnswer,
  setPriorityCommand,
  setSkillsCommand,
} from '../core/entryControl';
import { refuse } from '../core/errors';
import { idSchema } from '../core/ids';
import { own } from '../core/own';
import type { Entry } from '../core/queue';
import type { QueueSettings } from '../core/queueSettings';
import type { CommandDefinition, CommandRequest } from './api';
import { inScope } from './authority';
import type { CommandFamily, Make } from './commandReplies';
import type { Mappings } from './mappings';
import type { Partitions } from './partitions';
import type { QueueLines } from './queueLines';

/** When something is asked for an entry, and how its queue is set up. */
interface InQueue extends Context {
  readonly queue: QueueSettings | undefined;
  readonly position: number | undefined;
  /** The decision about its call, or about a place that waits for one. */
  readonly remove: () => EntryAnswer;
}

interface EntryCommand extends CommandDefinition {
  readonly decide: (entry: Entry, body: never, context: InQueue) => EntryAnswer;
}

const command = <S extends z.ZodType>(
  schema: S,
  doc: string,
  decide: (entry: Entry, body: z.infer<S>, context: InQueue) => EntryAnswer,
): EntryCommand => ({
  ...{ schema, doc, reply: z.object({ entry: idSchema('entry') }), target: 'entry' },
  decide: decide as EntryCommand['decide'],
});

export const ENTRY_COMMANDS: Readonly<Record<string, EntryCommand>> = Object.freeze({
  'entry.set_skills': command(
    setSkillsCommand,
    'Says anew what skills an entry that waits asks for; it keeps its arrival.',
    decideSetSkills,
  ),
  'entry.set_priority': command(
    setPriorityCommand,
    'Gives an entry that waits another priority; it keeps its arrival.',
    decideSetPriority,
  ),
  'entry.move_to_front': command(
    z.strictObject({}),
    'Moves an entry that waits before all others of its queue; it keeps its arrival.',
    (entry, _, context) => decideMoveToFront(entry, context),
  ),
  'entry.remove': command(
    z.strictObject({}),
    'Takes an entry out of its queue: its call goes on with the treatments after it.',
    (_, __, { remove }) => remove(),
  ),
});

export class EntryService implements CommandFamily {
  readonly definitions = ENTRY_COMMANDS;

  constructor(
    private readonly partitions: Partitions,
    private readonly mappings: Pick<Mappings, 'current' | 'callConfig'>,
    private readonly lines: Pick<QueueLines, 'position'>,
  ) {}

  make({ tenant, principal, target = '', command: name }: CommandRequest, body: unknown): Make {
    return (partition, context) => {
      const entry = partition.get<Entry>('entry', target);
      if (!entry || !inScope(principal, entry.venue)) return refuse('resource.not_found');
      const queue = own(this.mappings.current.tenants[tenant]?.queues, entry.queue);
      const call = partition.get<Call>('call', entry.call ?? '');
      return (own(ENTRY_COMMANDS, name) as EntryCommand).decide(entry, body as never, {
        ...{ ...context, queue, position: this.lines.position(tenant, entry) },
        remove: () =>
          call
            ? decideRemove(call, this.mappings.callConfig(tenant, call.pbx), context)
            : decideRemoveAway(entry, context),
      });
    };
  }

  /** It has waited so long that it insists on less, or its caller did not call again. */
  deadline(tenant: string, id: string, name: string, at: number): void {
    this.partitions.decide(tenant, { actor: 'system' }, (partition, context) => {
      const entry = partition.get<Entry>('entry', id);
      if (!entry) return nothing;
      return name === 'away' ? decideAwayOver(entry, at, context) : decideRelax(entry, at, context);
    });
  }
}
