/**
 * Carries out commands, from the feed and from REST alike (design §8, §9): schema, authority, idempotency, decision;
 * the reply comes when what it says is durable.
 */
import { z } from 'zod';
import { UNATTACHED } from '../core/application';
import type { Call } from '../core/call';
import { decideAttributes, setAttributesCommand } from '../core/callAttributes';
import { decideInvalidAnswer, decideLate } from '../core/callControl';
import { decideOriginate, type OriginateCommand, originateCommand } from '../core/callOriginate';
import { canonical } from '../core/canonical';
import { type Flaw, isRefusal, type Refusal, refuse } from '../core/errors';
import { flawsOf } from '../core/flaws';
import { idSchema } from '../core/ids';
import { own } from '../core/own';
import type { Partition } from '../core/partition';
import { rolesFor } from '../core/permissions';
import type { RequestMark } from '../core/record';
import type { CommandDefinition, CommandReply, CommandRequest, Commands } from './api';
import { inScope, mayAct } from './authority';
import { asItIs, type CommandFamily, type Make, namedBy, refOf } from './commandReplies';
import { CALL_COMMANDS, type CallCommand } from './commandTable';
import { overOrMissing } from './endedTargets';
import type { Lines } from './lines';
import type { Mappings } from './mappings';
import { isOn } from './ownCalls';
import type { Partitions, Ports } from './partitions';
import type { People } from './people';

const callReply = z.object({ call: idSchema('call') });

const OTHERS: Readonly<Record<string, CommandDefinition>> = Object.freeze({
  'call.originate': {
    schema: originateCommand,
    reply: callReply,
    doc: 'Begins a call: `to` is dialled, and once answered the treatments run.',
  },
  'transaction.set_attributes': {
    schema: setAttributesCommand,
    reply: callReply,
    target: 'transaction',
    doc: 'Merges attributes into a transaction; null takes a key out.',
  },
});

export class CommandService implements Commands {
  readonly definitions: Readonly<Record<string, CommandDefinition>>;

  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly lines: Pick<Lines, 'state'>,
    private readonly people: Pick<People, 'mayDial'>,
    /** Commands that other services carry out. */
    private readonly families: readonly CommandFamily[],
  ) {
    const others = families.map(({ definitions }) => definitions);
    this.definitions = Object.freeze(Object.assign({}, CALL_COMMANDS, OTHERS, ...others));
  }

  execute(request: CommandRequest): Promise<CommandReply> {
    return this.carryOut(request).catch((error: unknown) => {
      if (isRefusal(error)) return error;
      throw error;
    });
  }

  private async carryOut(request: CommandRequest): Promise<CommandReply> {
    const definition = own(this.definitions, request.command);
    if (!definition) return refuse('request.unknown_command', `there is no command ${request.command.slice(0, 60)}`);
    const { principal, tenant } = request;
    if (!mayAct(principal, tenant, rolesFor(request.command))) return refuse('auth.forbidden');
    const partition = this.partitions.get(tenant);
    if (!partition) return refuse('resource.not_found');
    const family = this.families.find(({ definitions }) => own(definitions, request.command));
    const recalled = family?.recall ? await family.recall(request) : undefined;
    const repeated = this.repeated(partition, request);
    if (repeated) return this.settled(tenant, repeated);
    const parsed = definition.schema.safeParse(request.body);
    if (!parsed.success) return this.invalid(request, parsed.error);
    if (this.partitions.commits.away) return refuse('store.away');
    const make = family?.make(request, parsed.data, recalled) ?? this.maker(request, parsed.data);
    const reply = await this.decide(request, make);
    const missing = isRefusal(reply) && reply.refused === 'resource.not_found';
    return missing ? overOrMissing(this.ports.store, partition, request, definition.target ?? '') : reply;
  }

  /** The same id again repeats the reply, not the act; with another body it is a mistake of the sender. */
  private repeated(partition: Partition, request: CommandRequest): CommandReply | undefined {
    if (request.requestId === undefined) return undefined;
    const known = partition.request(request.principal.actor, request.requestId);
    if (!known) return undefined;
    if (known.bodyHash !== this.bodyHash(request)) return refuse('request.key_reused');
    return { status: known.status, data: namedBy(known.ref) };
  }

  private async settled(tenant: string, reply: CommandReply): Promise<CommandReply> {
    await this.partitions.durable(tenant, this.partitions.get(tenant)?.seq ?? 0);
    return reply;
  }

  private bodyHash(request: CommandRequest): string {
    return this.ports.ids.hash(canonical([request.command, request.target, request.body]));
  }

  private maker(request: CommandRequest, body: unknown): Make {
    if (request.command === 'call.originate') return this.originate(request, body as OriginateCommand);
    const command = own(CALL_COMMANDS, request.command);
    if (command) return this.aboutCall(request, command, body);
    return this.aboutTransaction(request, body as z.infer<typeof setAttributesCommand>);
  }

  private aboutCall(request: CommandRequest, command: CallCommand, body: unknown): Make {
    return (partition, context) => {
      const call = this.call(partition, request);
      if (isRefusal(call)) return call;
      const down = command.now ? this.down(call.pbx) : undefined;
      if (down) return down;
      const config = this.mappings.callConfig(request.tenant, call.pbx);
      return command.decide(call, body as never, attachmentOf(request, call), config, context);
    };
  }

  /** A call that is there, of this tenant and within the scope of the key; anything else is not found. */
  private call(partition: Partition, request: CommandRequest): Call | Refusal {
    const call = partition.get<Call>('call', request.target ?? '');
    if (!call || !inScope(request.principal, call.venue) || !isOn(request.principal, call, partition))
      return refuse('resource.not_found');
    if (call.outside) return refuse('call.wrong_state', 'it is a call outside: the PBX has it by itself');
    return call.clearedAt === undefined ? call : refuse('call.ended');
  }

  private down(pbx: string): Refusal | undefined {
    return this.lines.state(pbx) === 'live' ? undefined : refuse('pbx.link_down');
  }

  private originate(request: CommandRequest, body: OriginateCommand): Make {
    return (_, context) => {
      if (!inScope(request.principal, body.venue)) return refuse('destination.not_owned');
      const venue = this.mappings.current.tenants[request.tenant]?.venues[body.venue];
      const pbx = venue?.routingPoint.split('/')[0] ?? '';
      const down = venue ? this.down(pbx) : undefined;
      const barred = down ?? this.people.mayDial(request.tenant);
      if (barred) return barred;
      return decideOriginate(body, this.mappings.callConfig(request.tenant, pbx), context);
    };
  }

  private aboutTransaction(request: CommandRequest, body: z.infer<typeof setAttributesCommand>): Make {
    return (partition, context) => {
      for (const id of partition.ids('call')) {
        const call = partition.get<Call>('call', id);
        if (call?.transaction !== request.target || !call || call.clearedAt !== undefined) continue;
        if (!inScope(request.principal, call.venue)) break;
        return decideAttributes(call, body.attributes, this.mappings.callConfig(request.tenant, call.pbx), context);
      }
      return refuse('resource.not_found');
    };
  }

  private async decide(request: CommandRequest, make: Make): Promise<CommandReply> {
    const { target, path } = own(this.definitions, request.command) ?? {};
    const status = (target ?? path) === undefined ? 201 : 200;
    const { requestId } = request;
    const mark = requestId === undefined ? undefined : this.mark(request, requestId, status);
    const actor = this.actor(request);
    const made = this.partitions.decide(
      request.tenant,
      { actor, ...(mark && { request: mark }) },
      (partition, context) => {
        const decision = make(partition, context);
        if (!mark || isRefusal(decision)) return decision;
        mark.ref = refOf(decision.reply);
        return decision.drafts.length > 0 ? decision : { ...decision, drafts: asItIs(partition, decision.reply) };
      },
    );
    if (isRefusal(made)) return this.refused(request, made);
    await this.partitions.durable(request.tenant, made.seq);
    return { status, data: made.reply };
  }

  /** A decision that came too late changes nothing, and is kept as a fact of the call. */
  private refused(request: CommandRequest, refusal: Refusal): Refusal {
    if (refusal.refused !== 'call.reply_late') return refusal;
    this.partitions.decide(request.tenant, { actor: this.actor(request) }, (partition, context) => {
      const call = this.call(partition, request);
      return isRefusal(call) ? call : decideLate(call, this.mappings.callConfig(request.tenant, call.pbx), context);
    });
    return refusal;
  }

  private mark(request: CommandRequest, key: string, status: number): RequestMark & { ref: string } {
    return { actor: request.principal.actor, key, bodyHash: this.bodyHash(request), status, ref: '' };
  }

  private actor(request: CommandRequest): string {
    const application = Object.keys(request.attachments ?? {})[0];
    return application === undefined ? request.principal.actor : `application:${application}`;
  }

  /** An answer to an offer that cannot be understood: the caller gets the default at once (design §5.2.3). */
  private async invalid(request: CommandRequest, error: z.ZodError): Promise<CommandReply> {
    const errors: Flaw[] = flawsOf(error);
    const refusal: Refusal = { refused: 'request.invalid', errors };
    if (request.command !== 'call.route' || !Object.keys(request.attachments ?? {}).length) return refusal;
    const detail = errors.map((flaw) => `${flaw.path} ${flaw.message}`).join('; ');
    this.partitions.decide(request.tenant, { actor: this.actor(request) }, (partition, context) => {
      const call = this.call(partition, request);
      if (isRefusal(call)) return call;
      const config = this.mappings.callConfig(request.tenant, call.pbx);
      return decideInvalidAnswer(call, detail, attachmentOf(request, call), config, context);
    });
    return refusal;
  }
}

const attachmentOf = ({ attachments }: CommandRequest, call: Call): string | undefined =>
  call.application === undefined || !attachments ? undefined : (own(attachments, call.application) ?? UNATTACHED);
