/** docs/states.md, from the tables in core. */
import { CALL_TABLE } from '../../../src/core/call';
import { LINK_TABLE } from '../../../src/core/line';
import { PARTY_STATES, PARTY_TABLE, type PartyInput } from '../../../src/core/party';
import { code, head, row } from './markdown';
import { agentsSection } from './statesOfAgents';
import { placesSection } from './statesOfPlaces';

/** What happens to a party, and which event of the PBX or command it comes from. */
const INPUTS: Readonly<Record<PartyInput, string>> = {
  ringing: 'its phone rings',
  answered: 'it answers, or is answered by us',
  held: 'it is put on hold, at its phone or by `call.hold`',
  retrieved: 'it is taken off hold, by the one that put it there',
  gone: 'it hangs up, is hung up, or the PBX no longer has it',
};

/** The page; `notice` says that it is printed. */
export const statesPage = (notice: string): string => `${notice}
# States

State follows what the PBX reports, not what it was told. An input for which a table has no next state is a doubled or late
one and changes nothing.

## Party

A caller begins in \`arrived\`, somebody we call in \`dialing\`; every party ends in \`gone\`, once, with a \`cause\`.

${partyTable()}

${head('input', 'is')}
${Object.entries(INPUTS)
  .map(([input, meaning]) => row(code(input), meaning))
  .join('\n')}

## Call

The state of a call is never set: it is the first line that holds. An inbound call begins in \`offered\` or, at an application
of kind \`treatment\`, in \`treated\` or \`ringing\`; an originated one in \`ringing\`. Every call ends in \`cleared\`; there is no event of it
after that.

${head('state', 'when')}
${CALL_TABLE.map(({ state, when }) => row(code(state), when)).join('\n')}

${placesSection()}

${agentsSection()}

## Link

A link begins in \`connecting\` and is tried again for ever. While it is \`resyncing\` the PBX is listed; what differs from what is
known is made good once it is \`live\`.

${head('state', 'can become')}
${Object.entries(LINK_TABLE)
  .map(([state, next]) => row(code(state), next.map(code).join(', ') || 'nothing more'))
  .join('\n')}
`;

function partyTable(): string {
  const inputs = Object.keys(INPUTS) as PartyInput[];
  const rows = PARTY_STATES.map((state) =>
    row(code(state), ...inputs.map((input) => (PARTY_TABLE[state][input] ? code(PARTY_TABLE[state][input]) : '·'))),
  );
  return `${head('state', ...inputs.map(code))}\n${rows.join('\n')}`;
}
