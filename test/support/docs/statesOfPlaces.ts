/** The part of docs/states.md about places in queues and the callbacks that keep them. */
import { CALLBACK_INPUTS, CALLBACK_STATES, CALLBACK_TABLE, type CallbackInput } from '../../../src/core/callbackStates';
import { ENTRY_STATES, ENTRY_TABLE } from '../../../src/core/queue';
import { code, head, row } from './markdown';

export const placesSection = (): string => `## Entry

A place in a queue, whatever becomes of the call behind it. It ends in \`served\` or in \`left\`, with a \`reason\`.

${entryTable()}

## Callback

A callback begins in \`queued\` (as soon as possible) or \`scheduled\` (at a time). The states without a way out are its ends; \`outcome\` says
why. In \`queued\` and \`reserved\` it has exactly one entry; in \`dialing\`, \`confirming\`, \`holding\` and \`connected\` a call that names it.

${callbackTable()}

${head('input', 'is')}
${Object.entries(CALLBACK_INPUTS)
  .map(([input, meaning]) => row(code(input), meaning))
  .join('\n')}
`;

/** Inputs that lead from one state to another, by state: there are too many for columns. */
function callbackTable(): string {
  const rows = CALLBACK_STATES.map((state) => {
    const edges = Object.entries(CALLBACK_TABLE[state]) as [CallbackInput, string][];
    const targets = [...new Set(edges.map(([, to]) => to))];
    const cells = targets.map((target) => {
      const inputs = edges.filter(([, to]) => to === target).map(([input]) => input);
      return `${code(target)} (${inputs.join(', ')})`;
    });
    return row(code(state), cells.join(' · ') || 'nothing more');
  });
  return [head('state', 'becomes (by input)'), ...rows].join('\n');
}

function entryTable(): string {
  const inputs = Object.keys(ENTRY_TABLE) as (keyof typeof ENTRY_TABLE)[];
  const rows = ENTRY_STATES.map((state) =>
    row(
      code(state),
      ...inputs.map((input) => (ENTRY_TABLE[input].from.includes(state) ? code(ENTRY_TABLE[input].to) : '·')),
    ),
  );
  return [head('state', ...inputs.map(code)), ...rows].join('\n');
}
