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
    private readonly ports: Pick<Ports, 'store'>,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
  ) {}

  /** The call that is named, where it is not in memory any more; refused while the store cannot say. */
  async recall({ tenant, target = '' }: CommandRequest): Promise<Call | Refusal | undefined> {
    if (this.partitions.commits.away || this.partitions.get(tenant)?.get('call', target)) return undefined;
    if (!idSchema('call').safeParse(target).success) return undefined;
    const document = await this.ports.store.get(tenant, 'call', target).catch(() => refuse('store.away'));
    if (isRefusal(document)) return document;
    const call = document && (JSON.parse(document.json) as Partial<Call>);
    // What was erased of a customer is empty.
    return call?.id === undefined ? undefined : (call as Call);
  }

  make(request: CommandRequest, body: unknown, recalled?: unknown): Make {
    const { tenant, principal, target = '' } = request;
    if (isRefusal(recalled)) return () => recalled;
    return (partition, context) => {
      const call = partition.get<Call>('call', target) ?? (recalled as Call | undefined);
      if (!call || !inScope(principal, call.venue) || !wasOn(principal, call, partition))
        return refuse('resource.not_found');
      const { disposition } = body as z.infer<typeof setDispositionCommand>;
      return decideDisposition(call, disposition, this.mappings.callConfig(tenant, call.pbx), context);
    };
  }
}
