/** Entries one by one (design §9): who waits where, what is asked for them, and what time does to them. */
import { z } from 'zod';
import { type Context, nothing } from '../core/decision';
import {
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

/** When something is asked for an entry, and how its queue is set up. */
interface InQueue extends Pick<Context, 'now'> {
  readonly queue: QueueSettings | undefined;
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
});

export class EntryService implements CommandFamily {
  readonly definitions = ENTRY_COMMANDS;

  constructor(
    private readonly partitions: Partitions,
    private readonly mappings: Pick<Mappings, 'current'>,
  ) {}

  make({ tenant, principal, target = '', command: name }: CommandRequest, body: unknown): Make {
    return (partition, { now }) => {
      const entry = partition.get<Entry>('entry', target);
      if (!entry || !inScope(principal, entry.venue)) return refuse('resource.not_found');
      const queue = own(this.mappings.current.tenants[tenant]?.queues, entry.queue);
      return (own(ENTRY_COMMANDS, name) as EntryCommand).decide(entry, body as never, { now, queue });
    };
  }

  /** It has waited so long that it insists on less. */
  deadline(tenant: string, id: string, at: number): void {
    this.partitions.decide(tenant, { actor: 'system' }, (partition, context) => {
      const entry = partition.get<Entry>('entry', id);
      return entry ? decideRelax(entry, at, context) : nothing;
    });
  }
}
