/** Commands about queues: taking somebody out, and opening and closing by hand. */
import { z } from 'zod';
import type { Call } from '../core/call';
import { type DequeueCommand, decideDequeue, dequeueCommand } from '../core/callDequeue';
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { idSchema, slug } from '../core/ids';
import { own } from '../core/own';
import type { Partition } from '../core/partition';
import type { Entry } from '../core/queue';
import type { QueueSettings } from '../core/queueSettings';
import type { QueueState } from '../core/queueState';
import { decideFollowHours, decideSwitch, type SwitchCommand, switchCommand } from '../core/queueSwitch';
import type { CommandDefinition, CommandRequest } from './api';
import { inScope } from './authority';
import type { CommandFamily, Make } from './commandReplies';
import type { Lines } from './lines';
import type { Mappings } from './mappings';
import type { QueueLines } from './queueLines';

const switchReply = z.object({ queue: slug });
const switches = (schema: z.ZodType, doc: string): CommandDefinition => ({
  ...{ schema, doc },
  ...{ reply: switchReply, target: 'queue' },
});

/** Commands about a queue. */
export const QUEUE_COMMANDS: Readonly<Record<string, CommandDefinition>> = Object.freeze({
  'queue.dequeue': {
    schema: dequeueCommand,
    reply: z.object({ call: idSchema('call') }),
    target: 'queue',
    doc: 'Takes the entry at the front, or the one named, out of the queue: `to` is dialled, and once it answered both talk.',
  },
  'queue.open': switches(switchCommand, 'Opens a queue by hand, whatever its hours say.'),
  'queue.close': switches(switchCommand, 'Closes a queue by hand, whatever its hours say.'),
  'queue.follow_hours': switches(
    z.strictObject({}),
    'Takes back that a queue was opened or closed by hand: it is open by its hours again.',
  ),
});

export class QueueCommands implements CommandFamily {
  readonly definitions = QUEUE_COMMANDS;

  constructor(
    private readonly mappings: Mappings,
    private readonly lines: Pick<Lines, 'state'>,
    private readonly queues: Pick<QueueLines, 'next'>,
  ) {}

  make(request: CommandRequest, body: unknown): Make {
    return (partition, context) => {
      const { command, target: name = '' } = request;
      const settings = this.settings(request);
      if (isRefusal(settings)) return settings;
      if (command === 'queue.dequeue') return this.dequeue(request, body as DequeueCommand)(partition, context);
      const queue = { name, state: partition.get<QueueState>('queue', name), hours: settings.hours };
      if (command === 'queue.follow_hours') return decideFollowHours(queue, context);
      return decideSwitch(queue, command === 'queue.open', body as SwitchCommand, context);
    };
  }

  private settings({ tenant, target: queue = '' }: CommandRequest): QueueSettings | Refusal {
    return own(this.mappings.current.tenants[tenant]?.queues, queue) ?? refuse('queue.not_found');
  }

  private dequeue({ tenant, principal, target: queue = '' }: CommandRequest, body: DequeueCommand): Make {
    return (partition, context) => {
      const wanted = (entry: Entry): boolean => inScope(principal, entry.venue);
      const there = (entry: Entry): boolean => entry.call !== undefined && wanted(entry);
      const entry = body.entry === undefined ? this.queues.next(tenant, queue, there) : named(partition, body.entry);
      if (!entry || entry.queue !== queue || !wanted(entry))
        return refuse(body.entry === undefined ? 'queue.empty' : 'resource.not_found');
      const call = partition.get<Call>('call', entry.call ?? '');
      if (!call) return refuse('queue.entry_taken');
      if (this.lines.state(call.pbx) !== 'live') return refuse('pbx.link_down');
      return decideDequeue(call, body, this.mappings.callConfig(tenant, call.pbx), context);
    };
  }
}

const named = (partition: Partition, id: string): Entry | undefined => partition.get<Entry>('entry', id);
