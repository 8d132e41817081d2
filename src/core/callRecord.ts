/** Recording a conversation by command (design §5.0, §8): what everybody in it says, until told, too long, or over. */
import { z } from 'zod';
import { type Call, talking } from './call';
import type { Answer } from './callControl';
import { type CallConfig, CallDraft } from './callDraft';
import type { Context, Decision } from './decision';
import { type Refusal, refuse } from './errors';
import { idOf, idSchema } from './ids';
import { isMade, type Recording, type RecordSettings, recordSettings } from './recording';

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
  const recording = begin(draft, call.conversation, settings, context.actor);
  return draft.decision({ call: call.id, recording });
}

/** Two talk: that is recorded when their queue or the venue says so, and nobody does already. */
export function recordByItself(draft: CallDraft): void {
  const { call, config } = draft;
  const queue = talking(call).findLast((party) => party.queue !== undefined)?.queue;
  const ofQueue = queue === undefined ? undefined : config.mapping?.queues[queue]?.record;
  const settings = ofQueue ?? draft.venue?.record;
  const made = call.recordings?.some((id) => isRunning(config.recording(id)));
  if (!settings || made || call.conversation === undefined) return;
  begin(draft, call.conversation, settings, ofQueue ? `queue:${queue}` : `venue:${call.venue}`);
}

const isRunning = (recording: Recording | undefined): boolean =>
  recording !== undefined && isMade(recording) && recording.stopAskedAt === undefined;

/** Adds a recording to the call as it is told last; the PBX is told when this is durable. */
function begin(draft: CallDraft, conversation: string, settings: RecordSettings, by: string): string {
  const { call, now } = draft;
  const id = idOf('recording', draft.context.ids.fresh());
  const recording: Recording = {
    id,
    call: call.id,
    transaction: call.transaction,
    ...(call.routingPoint !== undefined && { routingPoint: call.routingPoint }),
    ...(call.venue !== undefined && { venue: call.venue }),
    ...(call.customerNumber !== undefined && { customerNumber: call.customerNumber }),
    state: settings.consent ? 'announcing' : 'starting',
    by,
    pbx: call.pbx,
    conversation,
    beep: settings.beep,
    maxSeconds: settings.maxSeconds,
    ...(settings.consent && { consent: settings.consent }),
    legalHold: false,
    startedAt: now,
  };
  draft.set({ recordings: [...(call.recordings ?? []), id] });
  draft.drafts.push({ type: 'recording.requested', id, data: recording, transaction: call.transaction });
  return id;
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
  const drafts = ids.flatMap((id) => {
    const found = config.recording(id);
    if (!found || !isMade(found) || found.stopAskedAt !== undefined) return [];
    const data = { ...found, stopAskedAt: context.now };
    return [{ type: 'recording.changed' as const, id, data, transaction: found.transaction }];
  });
  return { drafts, reply: { call: call.id } };
}
