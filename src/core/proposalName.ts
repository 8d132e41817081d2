/**
 * The caller whose callback is registered says its name, where the queue wants to know (`recordName`): once, after the number
 * is settled. Whatever becomes of that, the dialogue goes on; nobody has a callback the less for it.
 */
import { type Call, customer } from './call';
import { type CallConfig, CallDraft } from './callDraft';
import { recordName, stopped } from './callRecording';
import { type Context, type Decision, nothing } from './decision';
import type { Proposal } from './proposal';
import { ask } from './proposalStep';
import type { RecordNameSettings } from './recording';

/** Beside what is said: a PBX that does not say that it is over is not waited for any longer. */
const GRACE_MS = 10_000;

const settingsOf = ({ config }: CallDraft, { queue }: Proposal): RecordNameSettings | undefined =>
  config.mapping?.queues[queue]?.callback?.recordName;

/** Next: the name, or what follows where none is wanted. */
export const askName = (draft: CallDraft, proposal: Proposal): void =>
  ask(draft, { ...proposal, at: settingsOf(draft, proposal) ? 'name' : 'said' });

/** It was asked for: the PBX records when that is on the disk, and the recorder says when it is over. */
export function sayName(draft: CallDraft, proposal: Proposal): void {
  const { callback, queue } = proposal;
  const party = customer(draft.call);
  const settings = settingsOf(draft, proposal);
  if (!party || !settings || callback === undefined) return ask(draft, { ...proposal, at: 'said' });
  const recording = recordName(draft, { party: party.id, callback, queue }, settings);
  ask(draft, { ...proposal, at: 'naming', recording }, settings.maxSeconds * 1_000 + GRACE_MS);
}

/** The recording is over, whether or not there is a name. */
export function decideNamed(call: Call, recording: string, config: CallConfig, context: Context): Decision {
  const { proposal, clearing, clearedAt } = call;
  if (clearing || clearedAt !== undefined || proposal?.recording !== recording || proposal.at !== 'naming')
    return nothing;
  const draft = new CallDraft(call, config, context);
  ask(draft, { ...proposal, at: 'said' });
  return draft.decision();
}

/** Nobody waits for the name any more; false where nobody did. */
export function stopNaming(draft: CallDraft): boolean {
  const { proposal } = draft.call;
  if (proposal?.at !== 'naming') return false;
  draft.drafts.push(...stopped(draft.config.recording(proposal.recording ?? ''), draft.now));
  return true;
}

/** The PBX does not say that it is over. */
export function namingLate(draft: CallDraft): boolean {
  const { proposal } = draft.call;
  if (!proposal || !stopNaming(draft)) return false;
  ask(draft, { ...proposal, at: 'said' });
  return true;
}
