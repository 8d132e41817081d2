/**
 * Outcomes of calls: set while a call lasts, and for a while after it. A call that is over may have left memory; then it is
 * read from the store first.
 */
import { z } from 'zod';
import type { Call } from '../core/call';
import { decideDisposition, setDispositionCommand } from '../core/disposition';
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { idSchema } from '../core/ids';
import type { CommandDefinition, CommandRequest } from './api';
import { inScope } from './authority';
import type { CommandFamily, Make } from './commandReplies';
import type { Mappings } from './mappings';
import { wasOn } from './ownCalls';
import type { Partitions, Ports } from './partitions';
import { recalled } from './recalled';

export const DISPOSITION_COMMANDS: Readonly<Record<string, CommandDefinition>> = Object.freeze({
  'call.set_disposition': {
    schema: setDispositionCommand,
    reply: z.object({ call: idSchema('call') }),
    target: 'call',
    doc: 'Records the outcome of a call, one of the list of its queue or tenant; also within 30 minutes after its end.',
  },
});

export class DispositionCommands implements CommandFamily {
  readonly definitions = DISPOSITION_COMMANDS;

  constructor(
    readonly ports: Pick<Ports, 'store'>,
    readonly partitions: Partitions,
    private readonly mappings: Mappings,
  ) {}

  /** The call that is named, where it is not in memory any more; refused while the store cannot say. */
  recall(request: CommandRequest): Promise<Call | Refusal | undefined> {
    return recalled<Call>(this, 'call', request);
  }

  make(request: CommandRequest, body: unknown, found?: unknown): Make {
    const { tenant, principal, target = '' } = request;
    if (isRefusal(found)) return () => found;
    return (partition, context) => {
      const call = partition.get<Call>('call', target) ?? (found as Call | undefined);
      if (!call || !inScope(principal, call.venue) || !wasOn(principal, call, partition))
        return refuse('resource.not_found');
      const { disposition } = body as z.infer<typeof setDispositionCommand>;
      return decideDisposition(call, disposition, this.mappings.callConfig(tenant, call.pbx), context);
    };
  }
}
