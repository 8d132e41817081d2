/** Recording a conversation by command (design §5.0, §8): what everybody in it says, until told, too long, or over. */
import { z } from 'zod';
import { type Call, talking } from './call';
import type { Answer } from './callControl';
import { type CallConfig, CallDraft } from './callDraft';
import { isRunning, ofTalk, record, stopped } from './callRecording';
import type { Context, Decision } from './decision';
import { type Refusal, refuse } from './errors';
import { idSchema } from './ids';
import { type Recording, type RecordSettings, recordSettings } from './recording';

export const recordCommand = recordSettings;

export const stopRecordingCommand = z.strictObject({
  /** Default: every recording of the call. */
  recording: idSchema('recording').optional(),
});

export type RecordAnswer = Decision<{ call: string; recording: string }> | Refusal;

export function decideRecord(call: Call, settings: RecordSettings, config: CallConfig, context: Context): RecordAnswer {
  if (call.clearedAt !== undefined || call.clearing) return refuse('call.ended');
  if (call.conversation === undefined || talking(call).length < 2)
    return refuse('call.wrong_state', 'a conversation is recorded: nobody is connected');
  const draft = new CallDraft(call, config, context);
  draft.emit('call.progressed');
  const recording = record(draft, { ...ofTalk(call.conversation, settings), by: context.actor });
  return draft.decision({ call: call.id, recording });
}

/** What is said is left out from now on, or no more. */
export function decidePause(
  call: Call,
  { recording }: z.infer<typeof stopRecordingCommand>,
  wanted: boolean,
  config: CallConfig,
  context: Context,
): Answer {
  const ids = (call.recordings ?? []).filter((id) => recording === undefined || id === recording);
  const running = ids.map((id) => config.recording(id)).filter((one) => one !== undefined && isRunning(one));
  if (running.length === 0) return refuse('call.not_recorded');
  const pause = { wanted, at: context.now };
  const drafts = (running as Recording[])
    .filter((one) => (one.pause?.wanted ?? false) !== wanted)
    .map((one) => ({
      ...{ type: 'recording.changed' as const, id: one.id, transaction: one.transaction },
      data: { ...one, pause },
    }));
  return { drafts, reply: { call: call.id } };
}

export function decideStopRecording(
  call: Call,
  { recording }: z.infer<typeof stopRecordingCommand>,
  config: CallConfig,
  context: Context,
): Answer {
  const ids = (call.recordings ?? []).filter((id) => recording === undefined || id === recording);
  if (ids.length === 0) return refuse('call.not_recorded');
  const drafts = ids.flatMap((id) => stopped(config.recording(id), context.now));
  return { drafts, reply: { call: call.id } };
}
