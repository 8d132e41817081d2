/** Recording a conversation by command (design §5.0, §8): what everybody in it says, until told, too long, or over. */
import { z } from 'zod';
import { type Call, talking } from './call';
import type { Answer } from './callControl';
import { type CallConfig, CallDraft } from './callDraft';
import type { Context, Decision } from './decision';
import { type Refusal, refuse } from './errors';
import { idOf, idSchema } from './ids';
import { isMade, type Recording } from './recording';

export const recordCommand = z.strictObject({
  /** Ends by itself after so long. */
  maxSeconds: z.number().min(1).max(14_400).default(3_600),
  /** Everybody hears a beep when it begins. */
  beep: z.boolean().default(false),
});

export const stopRecordingCommand = z.strictObject({
  /** Default: every recording of the call. */
  recording: idSchema('recording').optional(),
});

export type RecordAnswer = Decision<{ call: string; recording: string }> | Refusal;

export function decideRecord(
  call: Call,
  { maxSeconds, beep }: z.infer<typeof recordCommand>,
  config: CallConfig,
  context: Context,
): RecordAnswer {
  if (call.clearedAt !== undefined || call.clearing) return refuse('call.ended');
  if (call.conversation === undefined || talking(call).length < 2)
    return refuse('call.wrong_state', 'a conversation is recorded: nobody is connected');
  const id = idOf('recording', context.ids.fresh());
  const recording: Recording = {
    id,
    call: call.id,
    transaction: call.transaction,
    ...(call.routingPoint !== undefined && { routingPoint: call.routingPoint }),
    ...(call.venue !== undefined && { venue: call.venue }),
    ...(call.customerNumber !== undefined && { customerNumber: call.customerNumber }),
    state: 'starting',
    by: context.actor,
    pbx: call.pbx,
    conversation: call.conversation,
    beep,
    maxSeconds,
    legalHold: false,
    startedAt: context.now,
  };
  const draft = new CallDraft(call, config, context);
  draft.set({ recordings: [...(call.recordings ?? []), id] });
  draft.emit('call.progressed');
  draft.drafts.push({ type: 'recording.requested', id, data: recording, transaction: call.transaction });
  return draft.decision({ call: call.id, recording: id });
}

export function decideStopRecording(
  call: Call,
  { recording }: z.infer<typeof stopRecordingCommand>,
  config: CallConfig,
  context: Context,
): Answer {
  const ids = (call.recordings ?? []).filter((id) => recording === undefined || id === recording);
  if (ids.length === 0) return refuse('call.not_recorded');
  const drafts = ids.flatMap((id) => {
    const found = config.recording(id);
    if (!found || !isMade(found) || found.stopAskedAt !== undefined) return [];
    const data = { ...found, stopAskedAt: context.now };
    return [{ type: 'recording.changed' as const, id, data, transaction: found.transaction }];
  });
  return { drafts, reply: { call: call.id } };
}
