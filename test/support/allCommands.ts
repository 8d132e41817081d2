/** Every command there is, as the services define them. */
import { setAttributesCommand } from '../../src/core/callAttributes';
import { originateCommand } from '../../src/core/callOriginate';
import { AGENT_COMMANDS } from '../../src/services/agentCommands';
import type { CommandDefinition } from '../../src/services/api';
import { CALLBACK_COMMANDS } from '../../src/services/callbackCommands';
import { CALL_COMMANDS } from '../../src/services/commandTable';
import { DISPOSITION_COMMANDS } from '../../src/services/dispositions';
import { ENTRY_COMMANDS } from '../../src/services/entries';
import { OFFER_COMMANDS } from '../../src/services/offerCommands';
import { QUEUE_COMMANDS } from '../../src/services/queueCommands';

const reply = CALL_COMMANDS['call.answer']?.reply as CommandDefinition['reply'];
const OTHERS: Readonly<Record<string, CommandDefinition>> = {
  'call.originate': { schema: originateCommand, reply, doc: 'Begins a call.' },
  'transaction.set_attributes': { schema: setAttributesCommand, reply, target: 'transaction', doc: 'Merges.' },
};

export const ALL_COMMANDS: Readonly<Record<string, CommandDefinition>> = {
  ...CALL_COMMANDS,
  ...OTHERS,
  ...QUEUE_COMMANDS,
  ...ENTRY_COMMANDS,
  ...AGENT_COMMANDS,
  ...CALLBACK_COMMANDS,
  ...DISPOSITION_COMMANDS,
  ...OFFER_COMMANDS,
};
