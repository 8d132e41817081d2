/** Commands about agents, of the feed and of REST: who may give them, and the decision of core that carries each out. */
import { z } from 'zod';
import type { Agent } from '../core/agent';
import {
  type AgentAnswer,
  type Desk,
  decideSignIn,
  decideState,
  offDuty,
  setStateCommand,
  signInCommand,
} from '../core/agentControl';
import { bookCommand, cancelBookingCommand, decideBook, decideCancelBooking, type Working } from '../core/agentDuty';
import { noArguments } from '../core/callControl';
import type { Context } from '../core/decision';
import { refuse } from '../core/errors';
import { idSchema, slug } from '../core/ids';
import { own } from '../core/own';
import type { Partition } from '../core/partition';
import type { User } from '../core/user';
import type { AgentDuties } from './agentDuties';
import type { CommandDefinition, CommandRequest, Principal } from './api';
import { inScope } from './authority';
import type { CommandFamily, Make } from './commandReplies';
import type { Desks } from './desks';
import type { Mappings } from './mappings';
import { onPhones } from './onPhones';

/** What a command must know beside the agent. */
interface Known extends Desk {
  readonly working: Working;
}

interface AgentCommand extends CommandDefinition {
  readonly decide: (agent: Agent, body: never, known: Known, context: Context) => AgentAnswer;
}

const reply = z.object({ agent: slug });
const booked = reply.extend({ booking: idSchema('booking') });

const command = <S extends z.ZodType>(
  schema: S,
  doc: string,
  decide: (agent: Agent, body: z.infer<S>, known: Known, context: Context) => AgentAnswer,
  answer: z.ZodType = reply,
): AgentCommand => ({ schema, reply: answer, target: 'agent', doc, decide: decide as AgentCommand['decide'] });

export const AGENT_COMMANDS: Readonly<Record<string, AgentCommand>> = Object.freeze({
  'agent.sign_in': command(
    signInCommand,
    'Signs an agent in at a workstation, or moves it to another one.',
    (agent, body, desk, context) => decideSignIn(agent, body, desk, context),
  ),
  'agent.sign_off': command(
    noArguments,
    'Signs an agent off; one on a call when that is over.',
    (agent, _, __, context) => decideState(agent, { state: 'loggedOff' }, context),
  ),
  'agent.set_state': command(
    setStateCommand,
    'Makes an agent ready or not ready; one on a call when that is over. Ends a wrap-up.',
    (agent, body, known, context) => offDuty(agent, body, known) ?? decideState(agent, body, context),
  ),
  'agent.book': command(
    bookCommand,
    'Books a time at which an agent is away, or works (`works`), whatever its hours say.',
    (agent, body, { working }, context) => decideBook(agent, body, working, context),
    booked,
  ),
  'agent.cancel_booking': command(
    cancelBookingCommand,
    'Takes a booking of an agent back.',
    (agent, body, { working }, context) => decideCancelBooking(agent, body, working, context),
    booked,
  ),
});

export class AgentCommands implements CommandFamily {
  readonly definitions = AGENT_COMMANDS;

  constructor(
    private readonly mappings: Mappings,
    private readonly desks: Pick<Desks, 'agentAt'>,
    private readonly duties: Pick<AgentDuties, 'working'>,
  ) {}

  /** The decision about the agent that a request names. */
  make({ tenant, principal, target = '', command: name }: CommandRequest, body: unknown): Make {
    const config = this.mappings.current.tenants[tenant];
    const there = this.mappings.partitions.get(tenant);
    const known: Known = {
      exists: (name) => own(config?.workstations, name) !== undefined,
      onPhone: (name) => (there ? (onPhones(this.mappings, there).get(name) ?? []) : []),
      agentAt: (name) => this.desks.agentAt(tenant, name),
      strict: ({ queues }) => Object.keys(queues).some((queue) => own(config?.queues, queue)?.offDuty === 'refuse'),
      working: this.duties.working(tenant, target),
    };
    return (partition, context) => {
      const agent = partition.get<Agent>('agent', target);
      if (!agent || agent.removedAt !== undefined) return refuse('agent.not_found');
      if (!mayActFor(principal, agent, partition)) return refuse('auth.forbidden');
      const { decide } = own(AGENT_COMMANDS, name) as AgentCommand;
      return decide(agent, body as never, known, context);
    };
  }
}

/** A user has the own desk; a key that is limited to venues has none. */
export function mayActFor(principal: Principal, agent: Agent, partition: Partition): boolean {
  if (!inScope(principal, undefined)) return false;
  if (principal.role !== 'user') return true;
  const user = partition.get<User>('user', principal.user ?? '');
  return user !== undefined && agent.user?.toLowerCase() === user.login;
}
