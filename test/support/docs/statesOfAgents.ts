/** The part of docs/states.md on offers and agents. */
import { AGENT_TABLE, PLACE_TABLE } from '../../../src/core/agent';
import { OFFER_TABLE } from '../../../src/core/offer';
import { code, head, row } from './markdown';

export const agentsSection = (): string => `## Offer

An offer to an agent begins in \`ringing\` and ends once.

${head('ends as', 'when')}
${Object.entries(OFFER_TABLE)
  .map(([end, { when }]) => row(code(end), when))
  .join('\n')}

## Agent

What people choose; kept as \`next\` while the voice place is offered or busy:

${head('state', 'can become', 'by')}
${AGENT_TABLE.map(({ from, to, by }) => row(code(from), code(to), by)).join('\n')}

The voice place, which follows the parties at the phone of the workstation:

${head('state', 'becomes', 'when')}
${PLACE_TABLE.map(({ from, to, when }) => row(from.map(code).join(', '), code(to), when)).join('\n')}`;
