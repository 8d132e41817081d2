/** The commands of the feed and of REST: schema, who may, and the decision of core that carries each out. */
import { z } from 'zod';
import type { Call } from '../core/call';
import { decideAttributes, setAttributesCommand } from '../core/callAttributes';
import {
  consultCommand,
  decideCancelConsult,
  decideCompleteTransfer,
  decideConference,
  decideConsult,
} from '../core/callConsult';
import {
  type Answer,
  clearCommand,
  decideAnswer,
  decideClear,
  decideHold,
  decideMute,
  decideRetrieve,
  decideRoute,
  holdCommand,
  muteCommand,
  noArguments,
  routeCommand,
} from '../core/callControl';
import type { CallConfig } from '../core/callDraft';
import { decidePlay, playCommand } from '../core/callMedia';
import { addPartyCommand, decideAddParty, decideRemoveParty, removePartyCommand } from '../core/callParties';
import {
  decidePause,
  decideRecord,
  decideStopRecording,
  recordCommand,
  stopRecordingCommand,
} from '../core/callRecord';
import { decideSupervise, superviseCommand } from '../core/callSupervise';
import { decideTransferCommand, transferCommand } from '../core/callTransfer';
import type { Context } from '../core/decision';
import { idSchema } from '../core/ids';
import { treatment } from '../core/treatment';
import type { CommandDefinition } from './api';

/** A command about one live call. */
export interface CallCommand extends CommandDefinition {
  /** Done at once or not at all: refused while the link to the PBX is down. Others are made good when it is back. */
  readonly now?: boolean;
  readonly decide: (
    call: Call,
    body: never,
    attachment: string | undefined,
    config: CallConfig,
    context: Context,
  ) => Answer;
}

const reply = z.object({ call: idSchema('call') });

type Decide<S extends z.ZodType> = (
  call: Call,
  body: z.infer<S>,
  attachment: string | undefined,
  config: CallConfig,
  context: Context,
) => Answer;

const command = <S extends z.ZodType>(schema: S, doc: string, decide: Decide<S>): CallCommand => ({
  schema,
  reply,
  target: 'call',
  doc,
  decide: decide as CallCommand['decide'],
});

const atOnce = (definition: CallCommand): CallCommand => ({ ...definition, now: true });

/** A command that dials somebody says who that is. */
const dials = <S extends z.ZodType>(schema: S, doc: string, decide: Decide<S>): CallCommand =>
  atOnce({ ...command(schema, doc, decide), reply: reply.extend({ party: idSchema('party') }) });

const collectStep = treatment.options.find((option) => option.shape.do.value === 'collect');
const collectCommand = (collectStep as z.ZodObject).omit({ do: true }).strict();

export const CALL_COMMANDS: Readonly<Record<string, CallCommand>> = Object.freeze({
  'call.route': command(
    routeCommand,
    'Decides about a call: the treatments are performed in order.',
    (call, body, attachment, config, context) => decideRoute(call, body, attachment, config, context),
  ),
  'call.answer': atOnce(
    command(noArguments, 'Answers the caller.', (call, _, __, config, context) => decideAnswer(call, config, context)),
  ),
  'call.hold': atOnce(
    command(
      holdCommand,
      'Takes a party (default: the customer) out of the conversation to hold music.',
      (call, body, _, config, context) => decideHold(call, body.party, config, context),
    ),
  ),
  'call.retrieve': atOnce(
    command(holdCommand, 'Brings a party back that was put on hold by command.', (call, body, _, config, context) =>
      decideRetrieve(call, body.party, config, context),
    ),
  ),
  'call.mute': atOnce(
    command(
      muteCommand,
      'The others hear a party (default: the customer) no more, or again.',
      (call, body, _, config, context) => decideMute(call, body, config, context),
    ),
  ),
  'call.transfer': atOnce(
    command(
      transferCommand,
      'Who talks to the customer leaves: for `to` once it answers, while the customer hears music, or for a place in a queue.',
      (call, body, _, config, context) => decideTransferCommand(call, body, config, context),
    ),
  ),
  'call.consult': dials(
    consultCommand,
    'Who talks to the customer asks `to` first, while the customer hears music.',
    (call, body, _, config, context) => decideConsult(call, body, config, context),
  ),
  'call.complete_transfer': atOnce(
    command(noArguments, 'The one who was asked takes over from the one who asked.', (call, _, __, config, context) =>
      decideCompleteTransfer(call, config, context),
    ),
  ),
  'call.cancel_consult': atOnce(
    command(
      noArguments,
      'Ends a consultation, or a blind transfer that still rings: the customer is back with the one who asked.',
      (call, _, __, config, context) => decideCancelConsult(call, config, context),
    ),
  ),
  'call.conference': atOnce(
    command(noArguments, 'Lets everybody of a consultation talk with the customer.', (call, _, __, config, context) =>
      decideConference(call, config, context),
    ),
  ),
  'call.add_party': dials(
    addPartyCommand,
    'Dials somebody who is to talk with those who talk.',
    (call, body, _, config, context) => decideAddParty(call, body, config, context),
  ),
  'call.supervise': dials(
    superviseCommand,
    'Dials a supervisor who listens, whispers to the agent or talks with all, or changes how one is on the call.',
    (call, body, _, config, context) => decideSupervise(call, body, config, context),
  ),
  'call.remove_party': atOnce(
    command(
      removePartyCommand,
      'Hangs up one party; two who are left talk on, one who is left is hung up, too.',
      (call, body, _, config, context) => decideRemoveParty(call, body.party, config, context),
    ),
  ),
  'call.play': atOnce(
    command(playCommand, 'Plays media once to a party or to the conversation.', (call, body, _, config, context) =>
      decidePlay(call, body, config, context),
    ),
  ),
  'call.record': {
    ...atOnce(
      command(
        recordCommand,
        'Records what everybody in the conversation says, from now on; `recording.stored` follows in the end.',
        (call, body, _, config, context) => decideRecord(call, body, config, context),
      ),
    ),
    reply: reply.extend({ recording: idSchema('recording') }),
  },
  'call.stop_recording': atOnce(
    command(
      stopRecordingCommand,
      'Ends a recording of the call, or all of them; what was said until then is kept.',
      (call, body, _, config, context) => decideStopRecording(call, body, config, context),
    ),
  ),
  'call.pause_recording': atOnce(
    command(
      stopRecordingCommand,
      'What is said is left out of a recording of the call, or of all, once `recording.paused` says so.',
      (call, body, _, config, context) => decidePause(call, body, true, config, context),
    ),
  ),
  'call.resume_recording': atOnce(
    command(stopRecordingCommand, 'A recording that is paused goes on.', (call, body, _, config, context) =>
      decidePause(call, body, false, config, context),
    ),
  ),
  'call.collect_digits': command(
    collectCommand,
    'Collects digits from the caller; `call.digits_collected` follows.',
    (call, body, attachment, config, context) => {
      const step = treatment.parse({ ...(body as object), do: 'collect' });
      return decideRoute(call, { treatments: [step], interrupt: false }, attachment, config, context);
    },
  ),
  'call.clear': command(clearCommand, 'Ends the call for everybody.', (call, body, _, config, context) =>
    decideClear(call, body, config, context),
  ),
  'call.set_attributes': command(
    setAttributesCommand,
    'Merges attributes into the transaction of the call; null takes a key out.',
    (call, body, _, config, context) => decideAttributes(call, body.attributes, config, context),
  ),
});
