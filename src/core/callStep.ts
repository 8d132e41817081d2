/** One treatment is begun: what is told to the PBX, and by when the table goes on by itself. */
import { lineOf } from './agentLine';
import { type Call, customer } from './call';
import { leaveTalk } from './callAway';
import { clear } from './callClear';
import { dialParty, headersOf } from './callDialling';
import type { CallDraft } from './callDraft';
import { comfort, setMusic } from './callMusic';
import { audible, leaveQueue, takePlace } from './callQueue';
import type { ConfirmStep, ProgramStep, ProposeStep } from './effect';
import { isRefusal, type Refusal } from './errors';
import type { Venue } from './mapping';
import { callerNumber, type Line } from './ownership';
import { isUp } from './party';
import { stopNaming } from './proposalName';
import { opensOf, proposable } from './proposalRules';
import { ask } from './proposalStep';
import type { LeftReason } from './queue';
import { destinationName, type Treatment, type TreatmentOf } from './treatment';

/** The PBX confirms an answer within milliseconds; after so long the call is not going to be answered. */
const ANSWER_MS = 10_000;
/** A program that says nothing for so long is lost. */
export const PROGRAM_MS = 300_000;
/** How much longer than it may ring we wait for the PBX to say so. */
export const RING_GRACE_MS = 5_000;

/** What became of a step when it was begun: it takes time, it is over, it failed, or the call goes to another venue. */
export type StepOutcome =
  | 'waits'
  | 'done'
  | { readonly failure: NonNullable<Call['failure']>; readonly retry?: boolean }
  | { readonly name: string; readonly venue: Venue };

export function performStep(draft: CallDraft, step: Treatment): StepOutcome {
  switch (step.do) {
    case 'answer':
      return answered(draft) ? 'done' : answer(draft);
    case 'announce':
    case 'collect':
    case 'hold':
    case 'queue':
      return treat(draft, step);
    case 'propose':
      return propose(draft, step);
    case 'connect':
      return connect(draft, step);
    case 'venue':
      return toVenue(draft, step);
    case 'reject':
      clear(draft, step.cause, 'local');
      return 'waits';
  }
}

const answered = (draft: CallDraft): boolean => {
  const caller = customer(draft.call);
  return caller !== undefined && isUp(caller);
};

/** Ends what the step in force is doing, so that another can begin: its program, or whom it dials. */
export function stopStep(draft: CallDraft, why: LeftReason = 'redirected'): void {
  const { step } = draft.call;
  const caller = customer(draft.call);
  if (!step || !caller) return;
  if (isProgram(step.do)) draft.first({ do: 'endProgram', party: caller.id });
  stopNaming(draft);
  if (step.party !== undefined) draft.first({ do: 'hangup', party: step.party, cause: 'cancelled' });
  if (step.joining) leaveTalk(draft);
  leaveQueue(draft, why);
  draft.drop('step');
}

const PROGRAMS: readonly string[] = [
  'announce',
  'collect',
  'hold',
  'queue',
  'confirm',
  'propose',
] satisfies ProgramStep['do'][];
export const isProgram = (step: string): boolean => PROGRAMS.includes(step);

/** Nobody is asked, or answered for it, where no callback is proposed; whoever called for nothing else is told why. */
function propose(draft: CallDraft, step: TreatmentOf<'propose'>): StepOutcome {
  const { queue, always, media } = step;
  const found = proposable(draft.config, { queue, call: draft.call.id, entry: draft.entry, always }, draft.now);
  if (isRefusal(found) && !always) return 'done';
  if (!answered(draft)) return answerFirst(draft);
  draft.tagOnce();
  setMusic(draft, false);
  if (isRefusal(found)) ask(draft, { queue, at: 'refused', tries: 0, reason: found.refused });
  else ask(draft, { queue, at: 'offer', tries: 0, ...opensOf(found, draft.now), ...(media && { media }) });
  return 'waits';
}

/** The step is begun once more when the caller is answered. */
function answerFirst(draft: CallDraft): StepOutcome {
  const { plan } = draft.call;
  if (plan) draft.set({ plan: { ...plan, step: plan.step - 1 } });
  return answer(draft);
}

function answer(draft: CallDraft): StepOutcome {
  const caller = customer(draft.call);
  if (!caller) return 'waits';
  draft.begin({ do: 'answer', deadlineAt: draft.now + ANSWER_MS });
  draft.first({ do: 'answer', party: caller.id });
  draft.tagOnce();
  return 'waits';
}

/**
 * Media needs an answered caller: the step waits behind the answer when there was none. A place in a queue needs none: an
 * agent is reached while the caller is being answered.
 */
function treat(draft: CallDraft, step: Treated): StepOutcome {
  const caller = customer(draft.call);
  if (!caller) return 'waits';
  if (!isUp(caller) && step.do !== 'queue') return answerFirst(draft);
  const until = step.do === 'queue' ? takePlace(draft, step) : draft.now + longest(step);
  if (typeof until !== 'number')
    return {
      failure: { reason: until.refused, destination: step.do === 'queue' ? `queue:${step.queue}` : step.do },
      retry: true,
    };
  if (!isUp(caller))
    return draft.venue?.answer === 'onConnect' ? ringInPlace(draft, until) : answerInPlace(draft, caller.id, until);
  const number = draft.begin({ do: step.do, deadlineAt: until });
  draft.tagOnce();
  hear(draft, caller.id, number, audible(draft, step));
  return 'waits';
}

function answerInPlace(draft: CallDraft, caller: string, until: number): StepOutcome {
  draft.begin({ do: 'queue', deadlineAt: Math.min(until, draft.now + ANSWER_MS), answering: { until } });
  draft.first({ do: 'answer', party: caller });
  draft.tagOnce();
  return 'waits';
}

/** Nobody pays for waiting here: the caller hears ringing until somebody answers for it. */
function ringInPlace(draft: CallDraft, until: number): StepOutcome {
  draft.begin({ do: 'queue', deadlineAt: until });
  comfort(draft);
  draft.tagOnce();
  return 'waits';
}

/** A caller who has a place already is answered: it hears what is heard there, unless somebody has it by now. */
export function answeredInPlace(draft: CallDraft, caller: string, program: ProgramStep | undefined): void {
  const { step } = draft.call;
  if (!step?.answering) return;
  const { answering, overdue: _, ...rest } = step;
  draft.set({ step: step.party === undefined ? { ...rest, deadlineAt: answering.until } : rest });
  if (!step.joining && program) hear(draft, caller, step.number, program);
}

function hear(draft: CallDraft, caller: string, number: number, step: ProgramStep): void {
  setMusic(draft, false);
  draft.first({ do: 'run', party: caller, number, step });
  draft.emit('call.treated', caller);
}

/** A treatment that is a program and nothing more. */
type Treated = Exclude<ProgramStep, ConfirmStep | ProposeStep>;

const longest = (step: Treated): number => (step.do === 'hold' ? step.maxSeconds * 1_000 : PROGRAM_MS);

function connect(draft: CallDraft, step: TreatmentOf<'connect'>): StepOutcome {
  const line = lineOf(step.to, draft);
  if (isRefusal(line)) return refused(step, line);
  const tried = triedKey(line);
  if (draft.call.tried.includes(tried)) return refused(step, { refused: 'call.loop' });
  const from = callerNumber(step.from, draft.call.customerNumber ?? draft.call.ani, draft.holdings);
  if (isRefusal(from)) return refused(step, from);
  if (step.answer === 'atOnce' && !answered(draft)) answerAlong(draft);
  comfort(draft);
  draft.tagOnce();
  const party = dialParty(draft, line, {
    from,
    ringMs: step.ringSeconds * 1_000,
    headers: headersOf(draft, step.headers),
  });
  draft.set({ tried: [...draft.call.tried, tried] });
  draft.begin({ do: 'connect', deadlineAt: draft.now + step.ringSeconds * 1_000 + RING_GRACE_MS, party });
  draft.emit('call.routed', party);
  return 'waits';
}

/** The caller is answered now, so that what follows is heard as music and not as ringing. */
export function answerAlong(draft: CallDraft): void {
  const caller = customer(draft.call);
  if (caller) draft.first({ do: 'answer', party: caller.id });
}

function toVenue(draft: CallDraft, step: TreatmentOf<'venue'>): StepOutcome {
  const venue = draft.config.mapping?.venues[step.venue];
  if (!venue)
    return refused(step, {
      refused: 'destination.not_owned',
      detail: `${step.venue} is not a venue of this tenant`,
    });
  if (draft.call.tried.includes(venueKey(step.venue))) return refused(step, { refused: 'call.loop' });
  return { name: step.venue, venue };
}

/** By what is dialled, however it was spelt, so that nobody is tried twice. */
const triedKey = (line: Line): string => `line:${line.dial}`;
export const venueKey = (venue: string): string => `venue:${venue}`;

/** The destination of a step, or the venue, may be named again by a later decision. */
export function untried(draft: CallDraft, step: Treatment | undefined): void {
  const key = step && keyOf(step, draft);
  if (key !== undefined) draft.set({ tried: draft.call.tried.filter((tried) => tried !== key) });
}

function keyOf(step: Treatment, draft: CallDraft): string | undefined {
  if (step.do === 'venue') return venueKey(step.venue);
  const line = step.do === 'connect' ? lineOf(step.to, draft) : undefined;
  return line && !isRefusal(line) ? triedKey(line) : undefined;
}

function refused(step: TreatmentOf<'connect' | 'venue'>, refusal: Refusal): StepOutcome {
  return {
    failure: {
      reason: refusal.refused,
      destination: destinationName(step),
      ...(refusal.detail !== undefined && { detail: refusal.detail }),
    },
  };
}
