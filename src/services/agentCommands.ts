/** Commands about agents, of the feed and of REST: who may give them, and the decision of core that carries each out. */
import { z } from 'zod';
import type { Agent } from '../core/agent';
import {
  type AgentAnswer,
  type Desk,
  decideSignIn,
  decideState,
  setStateCommand,
  signInCommand,
} from '../core/agentControl';
import { noArguments } from '../core/callControl';
import type { Context } from '../core/decision';
import { refuse } from '../core/errors';
import { slug } from '../core/ids';
import { own } from '../core/own';
import type { Partition } from '../core/partition';
import type { User } from '../core/user';
import type { CommandDefinition, CommandRequest, Principal } from './api';
import { inScope } from './authority';
import type { CommandFamily, Make } from './commandReplies';
import type { Desks } from './desks';
import type { Mappings } from './mappings';

interface AgentCommand extends CommandDefinition {
  readonly decide: (agent: Agent, body: never, desk: Desk, context: Context) => AgentAnswer;
}

const reply = z.object({ agent: slug });

const command = <S extends z.ZodType>(
  schema: S,
  doc: string,
  decide: (agent: Agent, body: z.infer<S>, desk: Desk, context: Context) => AgentAnswer,
): AgentCommand => ({ schema, reply, target: 'agent', doc, decide: decide as AgentCommand['decide'] });

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
    (agent, body, _, context) => decideState(agent, body, context),
  ),
});

export class AgentCommands implements CommandFamily {
  readonly definitions = AGENT_COMMANDS;

  constructor(
    private readonly mappings: Mappings,
    private readonly desks: Pick<Desks, 'agentAt'>,
  ) {}

  /** The decision about the agent that a request names. */
  make({ tenant, principal, target = '', command: name }: CommandRequest, body: unknown): Make {
    const desk: Desk = {
      exists: (name) => own(this.mappings.current.tenants[tenant]?.workstations, name) !== undefined,
      agentAt: (name) => this.desks.agentAt(tenant, name),
    };
    return (partition, context) => {
      const agent = partition.get<Agent>('agent', target);
      if (!agent || agent.removedAt !== undefined) return refuse('agent.not_found');
      if (!mayActFor(principal, agent, partition)) return refuse('auth.forbidden');
      const { decide } = own(AGENT_COMMANDS, name) as AgentCommand;
      return decide(agent, body as never, desk, context);
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
