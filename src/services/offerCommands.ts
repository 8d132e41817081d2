/** Commands about offers, as the desk of an agent gives them: no without touching the phone. Who answers the phone accepts. */
import { z } from 'zod';
import type { Agent } from '../core/agent';
import type { Call } from '../core/call';
import { noArguments } from '../core/callControl';
import { decideDecline } from '../core/callDecline';
import { refuse } from '../core/errors';
import { idSchema } from '../core/ids';
import type { Offer } from '../core/offer';
import { mayActFor } from './agentCommands';
import type { CommandDefinition, CommandRequest } from './api';
import { inScope } from './authority';
import type { CommandFamily, Make } from './commandReplies';
import type { Lines } from './lines';
import type { Mappings } from './mappings';

export const OFFER_COMMANDS: Readonly<Record<string, CommandDefinition>> = Object.freeze({
  'offer.decline': {
    schema: noArguments,
    reply: z.object({ call: idSchema('call'), offer: idSchema('offer') }),
    target: 'offer',
    doc: 'Says no to an offer that rings: the phone stops and shows no missed call, and the next agent is asked.',
  },
});

export class OfferCommands implements CommandFamily {
  readonly definitions = OFFER_COMMANDS;

  constructor(
    private readonly mappings: Mappings,
    private readonly lines: Pick<Lines, 'state'>,
  ) {}

  make({ tenant, principal, target = '' }: CommandRequest): Make {
    return (partition, context) => {
      const offer = partition.get<Offer>('offer', target);
      const agent = partition.get<Agent>('agent', offer?.agent ?? '');
      if (!offer || !agent || !inScope(principal, offer.venue)) return refuse('resource.not_found');
      if (principal.role === 'user' && !mayActFor(principal, agent, partition)) return refuse('resource.not_found');
      const call = partition.get<Call>('call', offer.call);
      if (!call || offer.state !== 'ringing') return refuse('offer.ended');
      if (this.lines.state(call.pbx) !== 'live') return refuse('pbx.link_down');
      return decideDecline(call, offer.id, this.mappings.callConfig(tenant, call.pbx), context);
    };
  }
}
