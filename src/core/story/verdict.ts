/** The one sentence that answers "why did this call go there?", from the facts of its events. */
import { clock, msOf } from '../time';
import { endWords } from './lines';
import type { Moment, StoryCall } from './moments';
import { became, defaultsWords, destination, duration, partyWords, planWords, sentence } from './words';

/** What led to the default treatments where they ran, else who brought the call where it ended. */
export function verdict(moments: readonly Moment[]): string {
  const last = moments.at(-1)?.call;
  if (!last) return 'Nothing is known of this call.';
  const first = moments.find(({ call }) => call.plan?.by === 'default');
  if (first) return `${sentence(`${reasonOf(first, moments)}, so ${defaultsWords(first.call)} ran`)} ${resultOf(last)}`;
  const asked = moments.findLast(({ call }) => call.offer)?.call;
  if (asked && !moments.some(({ call }) => call.plan))
    return last.clearedAt === undefined
      ? sentence(`application ${asked.application} is asked, until ${clock(asked.offer?.replyBy ?? '')}`)
      : sentence(`${endWords(last)}, while application ${asked.application} was asked`);
  return resultOf(last, decider(moments));
}

function reasonOf(moment: Moment, moments: readonly Moment[]): string {
  const { call, event } = moment;
  const reason = call.plan?.reason ?? '';
  const words = REASONS[reason];
  if (words) return words(call, moment, moments, event.causeid);
  const { destination: to } = call.failure ?? {};
  return `${destination(to)}, chosen by application ${call.application}, ${became(reason)} and it had no more tries`;
}

type Reason = (call: StoryCall, moment: Moment, moments: readonly Moment[], cause: string | undefined) => string;

const REASONS: Readonly<Record<string, Reason>> = {
  unmapped: (call) => {
    const { context, endpoint, pbxTenant } = call.arrival ?? {};
    const seen = [context && `context ${context}`, endpoint, pbxTenant && `tenant ${pbxTenant}`]
      .filter(Boolean)
      .join(', ');
    return `no venue takes ${call.dnis} on routing point ${call.pbx}/${call.routingPoint}${seen && ` (it came by ${seen})`}`;
  },
  loop: (call) =>
    `the call had come back to ${call.dnis} too often: what is done at venue ${call.venue ?? 'there'} dials a number that leads to it`,
  no_application: (call) => `application ${call.application} of venue ${call.venue} decides no calls`,
  circuit_open: ({ application, plan }) =>
    `application ${application} failed ${plan?.failures ?? 'too many'} times in a row and is spared until ${clock(plan?.until ?? '')}`,
  too_many_offers: (call) => `application ${call.application} was asked too often about this one call`,
  exhausted: (call) => `the treatments of application ${call.application} ran out without an end`,
  reply_late: (call, moment, moments, cause) =>
    cause === 'store.away'
      ? `the store did not answer, and nothing is told before it is stored: application ${call.application} could not be asked`
      : `application ${call.application} did not decide within ${asked(moment, moments)}${late(moments)}`,
  not_attached: (call, moment, moments) =>
    (moment.before?.offer?.attached ?? 0) > 0
      ? `the program of application ${call.application} lost its connection before it decided, and none came back within ${asked(moment, moments)}`
      : `no program was attached to application ${call.application} within ${asked(moment, moments)}${late(moments)}`,
  invalid_answer: (call) =>
    `the answer of application ${call.application} could not be understood (${call.failure?.detail})`,
  refused: (call) =>
    `application ${call.application} chose ${destination(call.failure?.destination)}, which ${became(call.failure?.reason ?? '')}`,
  wait_exceeded: (call) => `the caller had waited ${duration(elapsed(call))} without being connected`,
};

const elapsed = (call: StoryCall): number => msOf(call.plan?.at ?? '') - msOf(call.startedAt);

/** How long the application had, from the question itself. */
function asked({ before }: Moment, moments: readonly Moment[]): string {
  const { number, replyBy = '' } = before?.offer ?? {};
  const question = moments.find(({ event, call }) => event.type === 'call.offered' && call.offer?.number === number);
  return duration(msOf(replyBy) - msOf(question?.event.time ?? ''));
}

function late(moments: readonly Moment[]): string {
  const call = moments.find(({ call: one }) => one.late)?.call;
  const ms = msOf(call?.late?.at ?? '') - msOf(call?.plan?.at ?? '');
  return ms >= 0 ? ` (its answer came ${duration(ms)} too late)` : '';
}

/** Who decided last, where no default ran. */
function decider(moments: readonly Moment[]): string | undefined {
  const call = moments.findLast(({ call: one }) => one.plan)?.call;
  if (!call?.plan) return undefined; // nobody had decided yet
  const what = planWords(call.plan.treatments);
  if (call.plan.by === 'application') return `application ${call.application} of venue ${call.venue} decided: ${what}`;
  if (call.plan.by === 'treatment')
    return `venue ${call.venue} has application ${call.application}, whose treatments are: ${what}`;
  return `a command asked for it: ${what}`;
}

/** How it came out. */
function resultOf(call: StoryCall, decided?: string): string {
  const before = decided === undefined ? '' : `${sentence(decided)} `;
  const reached = call.parties.filter(({ role }) => role !== 'customer' && role !== 'supervisor').at(-1);
  if (call.connectedAt === undefined)
    return `${before}${sentence(call.clearedAt === undefined ? `the call is ${call.state} now` : `it was never connected; ${endWords(call)}`)}`;
  const wait = duration(msOf(call.connectedAt) - msOf(call.startedAt));
  const connected = `the caller was connected${reached ? ` to ${partyWords(reached)}` : ''} after ${wait}`;
  const end = call.clearedAt === undefined ? `the call is ${call.state} now` : endWords(call);
  return `${before}${sentence(`${connected}; ${end}`)}`;
}
