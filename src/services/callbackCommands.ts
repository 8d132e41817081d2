/** Commands about callbacks: asking for one, another time, and that it is not wanted or done. */
import { z } from 'zod';
import type { Call } from '../core/call';
import type { Callback } from '../core/callback';
import {
  type Changed,
  changeCommand,
  decideCancel,
  decideComplete,
  decideReschedule,
  type RescheduleCommand,
  rescheduleCommand,
  type ToldCommand,
  toldCommand,
} from '../core/callbackChange';
import type { CallbackConfig } from '../core/callbackConfig';
import { expectedView } from '../core/callbackExpected';
import { decidePause, decideResume, type PauseCommand, pauseCommand } from '../core/callbackPause';
import { decideRequest, type RequestCommand, requestCommand } from '../core/callbackRequest';
import { isOver } from '../core/callbackStates';
import {
  decideReassign,
  decideSetPriority,
  type ReassignCommand,
  reassignCommand,
  type SetPriorityCommand,
  setPriorityCommand,
} from '../core/callbackSteer';
import {
  ALL_QUEUES,
  type CallbackSwitch,
  type SwitchCallbacksCommand,
  switchCallbacksCommand,
} from '../core/callbackSwitch';
import { decideSwitchCallbacks } from '../core/callbackSwitching';
import { confirmationId } from '../core/confirmationId';
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { idSchema, slug } from '../core/ids';
import type { Partition } from '../core/partition';
import type { Entry } from '../core/queue';
import { decideHoldSlot, type HoldSlotCommand, holdSlotCommand } from '../core/slotHolding';
import { askedQueue } from './agentScope';
import type { CommandDefinition, CommandRequest } from './api';
import { inScope } from './authority';
import type { CallbackIndexes } from './callbackIndexes';
import type { CallbackSettings } from './callbackSettings';
import type { CommandFamily, Make } from './commandReplies';
import type { Mappings } from './mappings';
import type { Partitions, Ports } from './partitions';
import { recalled } from './recalled';

const reply = z.object({ callback: idSchema('callback') });
const about = (schema: z.ZodType, doc: string): CommandDefinition => ({ schema, doc, reply, target: 'callback' });
/** The instant that the wanted time is, by its zone; absent for as soon as possible. */
const promisedAt = z.iso.datetime().optional();

export const CALLBACK_COMMANDS: Readonly<Record<string, CommandDefinition>> = Object.freeze({
  'callback.request': {
    schema: requestCommand,
    reply: reply.extend({
      confirmationId,
      /** There was one for what is wanted already; none was made. */
      existing: z.literal(true).optional(),
      promisedAt,
      /** When it is expected to be dialled; absent for one that has a time, or where nobody can say. */
      expected: expectedView.optional(),
    }),
    doc: 'Asks for a callback: it keeps a place in the queue, or a slot; the customer is called when its turn or time has come.',
  },
  'callback.reschedule': {
    ...about(rescheduleCommand, 'Gives a callback another time, or wants it as soon as possible.'),
    reply: reply.extend({ promisedAt }),
  },
  'callback.pause': about(
    pauseCommand,
    'A callback rests until it is resumed: nobody is called meanwhile; what rings is hung up.',
  ),
  'callback.resume': about(toldCommand, 'A callback that rests goes on: to its time, its next attempt, or into line.'),
  'callback.set_priority': about(
    setPriorityCommand,
    'Puts a callback before or behind others; 100 moves it to the front. It keeps its arrival.',
  ),
  'callback.reassign': about(reassignCommand, 'Puts a callback into another queue, with the arrival that it has.'),
  'callback.hold_slot': {
    schema: holdSlotCommand,
    reply: z.object({
      hold: idSchema('slotHold'),
      /** It is kept until then. */
      until: z.iso.datetime(),
      promisedAt,
    }),
    path: 'holds',
    doc: 'Keeps a place in a slot for a customer who is asked whether the time suits; `callback.request` takes it by its id (`hold`).',
  },
  'callback.switch': {
    schema: switchCallbacksCommand,
    reply: z.object({ queue: slug.optional() }),
    path: 'switches',
    doc: 'Callbacks of a queue, or of all queues of the tenant, are not taken any more, or not dialled, or are again.',
  },
  'callback.cancel': about(toldCommand, 'A callback is not wanted any more; what rings is hung up.'),
  'callback.complete': about(changeCommand, 'Says that a callback is done: nobody is called any more.'),
});

export class CallbackCommands implements CommandFamily {
  readonly definitions = CALLBACK_COMMANDS;

  constructor(
    readonly ports: Pick<Ports, 'store'>,
    readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly settings: CallbackSettings,
    private readonly indexes: CallbackIndexes,
  ) {}

  async recall(request: CommandRequest): Promise<Callback | Refusal | undefined> {
    return request.target === undefined ? undefined : recalled<Callback>(this, 'callback', request);
  }

  make(request: CommandRequest, body: unknown, found?: unknown): Make {
    if (request.command === 'callback.request') return this.request(request, body as RequestCommand);
    if (request.command === 'callback.hold_slot') return this.hold(request, body as HoldSlotCommand);
    if (request.command === 'callback.switch') return this.switch(request, body as SwitchCallbacksCommand);
    return (partition, context) => {
      const changed = this.named(partition, request, found as Callback | Refusal | undefined);
      if (isRefusal(changed)) return changed;
      const { tenant, command } = request;
      const config = this.mappings.callConfig(tenant, changed.call?.pbx ?? '');
      if (command === 'callback.cancel')
        return decideCancel(
          changed,
          body as ToldCommand,
          { config, messages: this.settings.messagesOf(tenant, changed.callback.queue) },
          context,
        );
      if (command === 'callback.complete') return decideComplete(changed, body as object, config, context);
      if (command === 'callback.set_priority')
        return decideSetPriority(changed, body as SetPriorityCommand, config, context);
      const other = command === 'callback.reassign' ? (body as ReassignCommand).queue : undefined;
      const queue = this.settings.queue(tenant, other ?? changed.callback.queue);
      if (isRefusal(queue)) return queue;
      if (!inScope(request.principal, queue.policy.venue)) return refuse('queue.not_found');
      const book = this.settings.config(queue, this.indexes.index(tenant), context.now);
      if (other !== undefined) return decideReassign(changed, body as ReassignCommand, { config, book }, context);
      if (command === 'callback.pause') return decidePause(changed, body as PauseCommand, { config, book }, context);
      if (command === 'callback.resume') return decideResume(changed, body as object, { config, book }, context);
      return decideReschedule(changed, body as RescheduleCommand, { config, book }, context);
    };
  }

  private hold(request: CommandRequest, body: HoldSlotCommand): Make {
    return (partition, context) => {
      const config = this.asking(request, body.queue, partition, context.now);
      return isRefusal(config) ? config : decideHoldSlot(body, config, context);
    };
  }

  /** How a queue takes callbacks in which whoever asks may ask for one. */
  private asking(
    { tenant, principal }: CommandRequest,
    queue: string,
    partition: Partition,
    now: number,
  ): CallbackConfig | Refusal {
    const asked = askedQueue(principal, { tenant, queue, partition }, this.settings);
    return isRefusal(asked) ? asked : this.settings.config(asked, this.indexes.index(tenant), now);
  }

  private request(request: CommandRequest, body: RequestCommand): Make {
    const byAgent = request.principal.role === 'user';
    return (partition, context) => {
      const config = this.asking(request, body.queue, partition, context.now);
      if (isRefusal(config)) return config;
      // Who goes before whom is for those to say who may set priorities.
      if (byAgent && body.priority !== 0) return refuse('auth.forbidden', 'agents set no priority');
      return decideRequest(body, byAgent ? 'agent' : 'api', config, context);
    };
  }

  private switch({ tenant, principal }: CommandRequest, body: SwitchCallbacksCommand): Make {
    return (partition, context) => {
      const queue = body.queue === undefined ? undefined : this.settings.queue(tenant, body.queue);
      if (queue && isRefusal(queue)) return queue;
      // Whoever is limited to venues has no say in the others.
      if (queue ? !inScope(principal, queue.policy.venue) : principal.venues)
        return refuse(queue ? 'queue.not_found' : 'auth.forbidden');
      const before = partition.get<CallbackSwitch>('callbackSwitch', body.queue ?? ALL_QUEUES);
      return decideSwitchCallbacks(before, body, context);
    };
  }

  /** `found`: one that has ended and is not in memory any more. */
  private named(
    partition: Partition,
    { principal, target = '' }: CommandRequest,
    found: Callback | Refusal | undefined,
  ): Changed | Refusal {
    const callback = partition.get<Callback>('callback', target) ?? found;
    if (callback && isRefusal(callback)) return callback;
    if (!callback || !inScope(principal, callback.venue)) return refuse('resource.not_found');
    if (isOver(callback)) return refuse('callback.ended', `it is ${callback.state}`);
    return {
      callback,
      entry: partition.get<Entry>('entry', callback.entry ?? ''),
      call: partition.get<Call>('call', callback.call ?? ''),
    };
  }
}
