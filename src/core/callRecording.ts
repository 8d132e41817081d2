/** A recording of a call begins: of a talk that the queue or the venue has recorded, or of a customer who says its name. */
import { talking } from './call';
import type { CallDraft } from './callDraft';
import type { Draft } from './decision';
import { idOf } from './ids';
import { isMade, type Recording, type RecordNameSettings, type RecordSettings } from './recording';

/** Two talk: that is recorded when their queue or the venue says so, and nobody does already. */
export function recordByItself(draft: CallDraft): void {
  const { call, config } = draft;
  const queue = talking(call).findLast((party) => party.queue !== undefined)?.queue;
  const ofQueue = queue === undefined ? undefined : config.mapping?.queues[queue]?.record;
  const settings = ofQueue ?? draft.venue?.record;
  const made = call.recordings?.some((id) => isRunning(config.recording(id)));
  if (!settings || made || call.conversation === undefined) return;
  record(draft, { ...ofTalk(call.conversation, settings), by: ofQueue ? `queue:${queue}` : `venue:${call.venue}` });
}

/** The name of a customer who asks for a callback: what that party says after a beep, until the key, silence, or too long. */
export function recordName(
  draft: CallDraft,
  { party, callback, queue }: { readonly party: string; readonly callback: string; readonly queue: string },
  { maxSeconds, silenceSeconds }: RecordNameSettings,
): string {
  const ends = { key: '#', silenceSeconds };
  return record(draft, { state: 'starting', by: `queue:${queue}`, party, callback, ends, beep: true, maxSeconds });
}

export const isRunning = (recording: Recording | undefined): boolean =>
  recording !== undefined && isMade(recording) && recording.stopAskedAt === undefined;

type Making = Pick<Recording, 'state' | 'by' | 'beep' | 'maxSeconds'> &
  Pick<Partial<Recording>, 'conversation' | 'consent' | 'party' | 'callback' | 'ends'>;

export const ofTalk = (conversation: string, { consent, beep, maxSeconds }: RecordSettings): Omit<Making, 'by'> => ({
  ...{ state: consent ? 'announcing' : 'starting', conversation, beep, maxSeconds },
  ...(consent && { consent }),
});

/** Adds a recording to the call as it is told last; the PBX is told when this is durable. */
export function record(draft: CallDraft, making: Making): string {
  const { call, now } = draft;
  const id = idOf('recording', draft.context.ids.fresh());
  const recording: Recording = {
    id,
    call: call.id,
    transaction: call.transaction,
    ...(call.routingPoint !== undefined && { routingPoint: call.routingPoint }),
    ...(call.venue !== undefined && { venue: call.venue }),
    ...(call.customerNumber !== undefined && { customerNumber: call.customerNumber }),
    pbx: call.pbx,
    ...making,
    legalHold: false,
    startedAt: now,
  };
  draft.set({ recordings: [...(call.recordings ?? []), id] });
  draft.drafts.push({ type: 'recording.requested', id, data: recording, transaction: call.transaction });
  return id;
}

/** It is told to end; nothing where that is no news. */
export function stopped(found: Recording | undefined, now: number): Draft[] {
  if (!found || !isRunning(found)) return [];
  const data = { ...found, stopAskedAt: now };
  return [{ type: 'recording.changed', id: found.id, data, transaction: found.transaction }];
}
