/** What happens when nothing happened: every deadline of a call leads on, so that no caller waits for ever. */
import { alive, type Call, callDeadlines, customer, partyOf } from './call';
import { previewOver } from './callbackAgent';
import { customerJudged } from './callbackMachine';
import { clear, cleared, hangUpAll } from './callClear';
import { type CallConfig, CallDraft } from './callDraft';
import { partyGone } from './callEvents';
import { fetchEnded } from './callFetched';
import { placeOver } from './callJoining';
import { decideOutsideEnded } from './callOutside';
import { overflowCall } from './callOverflow';
import { overdue } from './callParties';
import { advance, answerFailed, routeDefault } from './callPlan';
import { stopStep } from './callStep';
import { whispered } from './callWhisper';
import { type Context, type Decision, nothing } from './decision';
import { namingLate } from './proposalName';

const AGAIN_MS = 8_000;
/** As long as it takes to bring two together who are about to talk. */
const TOGETHER_MS = 10_000;

/** Fires the deadline of that name; refused (nothing) unless the call still has exactly it. */
export function decideDeadline(call: Call, name: string, at: number, config: CallConfig, context: Context): Decision {
  if (!callDeadlines(call).some((d) => d.name === name && d.at === at)) return nothing;
  if (call.outside) return decideOutsideEnded(call, 'lost', config, context);
  const draft = new CallDraft(call, config, context);
  if (name === 'reply') replyLate(draft);
  else if (name === 'fetch') fetchEnded(draft, { outcome: 'late' });
  else if (name === 'step') stepOver(draft);
  else if (name === 'wait') waitedTooLong(draft);
  else if (name === 'party') overdue(draft, at, (party) => partyGone(draft, party, 'lost', 'pbx'));
  else if (name === 'max') clear(draft, 'timeLimit', 'local');
  else if (name === 'clearing') notGone(draft);
  return draft.decision();
}

/** Whether the program was away or silent makes a difference to whoever reads it later. */
function replyLate(draft: CallDraft): void {
  const attached = draft.applicationState?.attachments.some((a) => a.mode !== 'observe') ?? false;
  answerFailed(draft);
  routeDefault(draft, attached ? 'reply_late' : 'not_attached');
}

function stepOver(draft: CallDraft): void {
  const { step } = draft.call;
  if (!step) return;
  if (step.do === 'preview') return previewOver(draft);
  if (step.do === 'detect') return customerJudged(draft, customer(draft.call)?.id ?? '', 'unsure');
  if (step.do === 'answer') return notAnswered(draft);
  if (step.whispering) return whispered(draft);
  if (step.joining) return placeOver(draft);
  if (step.party === undefined) {
    if (step.answering) return notAnswered(draft);
    if (step.do === 'queue') return overflowCall(draft, 'timeout');
    if (namingLate(draft)) return;
    // Nothing more is owed to one whose callback is registered.
    if (draft.call.proposal?.callback !== undefined) return clear(draft, 'normal', 'local');
    stopStep(draft);
    return advance(draft);
  }
  destinationSilent(draft, step.party, step.overdue === true);
}

/** The PBX may have told of the answer while nobody listened: it is told again, and a call that not even that answers is over. */
function notAnswered(draft: CallDraft): void {
  const { step } = draft.call;
  const caller = customer(draft.call);
  if (!step || !caller || step.overdue) return clear(draft, 'failed', 'local');
  draft.first({ do: 'answer', party: caller.id });
  draft.set({ step: { ...step, overdue: true, deadlineAt: draft.now + AGAIN_MS } });
  draft.emit('call.progressed', caller.id);
}

/** The PBX owes us an end of the ringing: it is told to hang up, and when even that leads to nothing the party is lost. */
function destinationSilent(draft: CallDraft, party: string, again: boolean): void {
  const lost = partyOf(draft.call, party);
  if (!draft.call.step || !lost) return;
  if (!again) {
    draft.first({ do: 'hangup', party, cause: 'noAnswer' });
    draft.set({ step: { ...draft.call.step, overdue: true, deadlineAt: draft.now + AGAIN_MS } });
    return draft.emit('call.progressed', party);
  }
  draft.party(party, { state: 'gone', joined: false, goneAt: draft.now, cause: 'lost', by: 'pbx' });
  partyGone(draft, lost, 'lost', 'pbx');
}

function waitedTooLong(draft: CallDraft): void {
  // Somebody has answered for it: it has waited in vain only if they do not come together.
  if (draft.call.step?.whispering || draft.call.conversation !== undefined)
    return draft.set({ waitUntil: draft.now + TOGETHER_MS });
  draft.drop('waitUntil');
  if (draft.call.plan?.by === 'default') return clear(draft, 'timeLimit', 'local');
  routeDefault(draft, 'wait_exceeded');
}

function notGone(draft: CallDraft): void {
  const { clearing } = draft.call;
  if (!clearing) return;
  if (!clearing.overdue) {
    hangUpAll(draft, clearing.cause);
    draft.set({ clearing: { ...clearing, overdue: true, deadlineAt: draft.now + AGAIN_MS } });
    return draft.emit('call.progressed');
  }
  for (const party of alive(draft.call))
    draft.party(party.id, { state: 'gone', joined: false, goneAt: draft.now, cause: 'lost', by: 'pbx' });
  cleared(draft);
}
