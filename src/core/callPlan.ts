/**
 * Treatments of a call, one after the other (design §5.2.2 and 3): who decides, what runs, and what follows when it
 * fails. A caller is never left in silence: every path ends in a step, in a question with a deadline, or in the end.
 */
import { circuitOpen, deciders, hasDecider } from './application';
import { type Call, customer } from './call';
import { clear } from './callClear';
import type { CallDraft } from './callDraft';
import { beginFetch } from './callFetch';
import { comfort } from './callMusic';
import { answerAlong, performStep, stopStep, untried, venueKey } from './callStep';
import type { Venue } from './mapping';
import { greetingOf } from './mappingLists';
import { overflow, withoutOverflows } from './queueOverflow';
import type { OverflowReason } from './queueSettings';
import type { Treatment } from './treatment';

/** No program may ask itself in circles: so often is an application asked about one call. */
const MAX_OFFERS = 50;

/** The call comes in at a venue: its application disposes. */
export function enterVenue(draft: CallDraft, name: string, venue: Venue, cause: string): void {
  draft.set({
    venue: name,
    application: venue.application,
    tried: [...draft.call.tried, venueKey(name)],
    failures: 0,
    // The longest life is another one: the PBX is told again.
    tagged: draft.call.direction === 'out',
    maxUntil: draft.call.startedAt + venue.maxCallSeconds * 1_000,
    waitUntil: draft.now + venue.maxWaitSeconds * 1_000,
  });
  if (venue.answer === 'atOnce' && customer(draft.call)?.state === 'arrived') answerAlong(draft);
  if (!beginFetch(draft, venue, cause)) dispose(draft, cause);
}

/** Asks the application, or performs what it is configured to. */
export function dispose(draft: CallDraft, cause: string): void {
  const application = draft.applicationConfig;
  if (application?.kind === 'treatment') {
    draft.drop('offer');
    draft.emit('call.offered');
    return route(draft, application.treatments, { by: 'treatment' });
  }
  if (application?.kind === 'queue') {
    const { queue, priority } = application;
    draft.drop('offer');
    draft.emit('call.offered');
    return route(draft, [...greetingOf(application), { do: 'queue', queue, priority }], { by: 'treatment' });
  }
  if (application?.kind === 'callback') {
    const { queue, media } = application;
    draft.drop('offer');
    draft.emit('call.offered');
    const propose: Treatment = { do: 'propose', queue, always: true, ...(media && { media }) };
    return route(draft, [...greetingOf(application), propose], { by: 'treatment' });
  }
  if (application?.kind !== 'feed') return routeDefault(draft, 'no_application');
  if (circuitOpen(draft.applicationState, draft.now)) {
    draft.emit('call.offered');
    const { failures, openUntil: until } = draft.applicationState ?? {};
    return routeDefault(draft, 'circuit_open', { ...(until && { until }), ...(failures && { failures }) });
  }
  const number = draft.call.offers + 1;
  if (number > MAX_OFFERS) return routeDefault(draft, 'too_many_offers');
  draft.drop('plan', 'step');
  const replyBy = draft.now + application.replySeconds * 1_000;
  draft.set({ offers: number, offer: { number, replyBy, cause, attached: deciders(draft.applicationState) } });
  comfort(draft);
  draft.emit('call.offered');
}

/** Puts a list of treatments in force and begins with the first. */
export function route(
  draft: CallDraft,
  treatments: readonly Treatment[],
  by: Omit<NonNullable<Call['plan']>, 'at' | 'treatments' | 'step'>,
): void {
  stopStep(draft);
  draft.drop('offer', 'fetching');
  if (by.by === 'application') draft.set({ tried: withoutOverflows(draft.call.tried) });
  draft.set({ plan: { ...by, at: draft.now, treatments: [...treatments], step: -1 } });
  draft.emit('call.routed');
  advance(draft);
}

/** The ordered default treatments of the venue, else of the routing point. */
export function routeDefault(
  draft: CallDraft,
  reason: string,
  circuit: { until?: number; failures?: number } = {},
): void {
  const ofVenue = draft.venue?.default;
  const treatments = ofVenue ?? draft.config.pbx.routingPoints[draft.call.routingPoint]?.default;
  const of = ofVenue ? 'venue' : treatments ? 'routingPoint' : 'gateway';
  route(draft, treatments ?? [{ do: 'reject', cause: 'congestion' }], { by: 'default', reason, of, ...circuit });
}

/** Goes on with the next treatment of the list. */
export function advance(draft: CallDraft): void {
  draft.drop('step');
  const plan = draft.call.plan;
  if (!plan) return;
  const next = plan.treatments[plan.step + 1];
  if (!next) return exhausted(draft, plan.by);
  draft.set({ plan: { ...plan, step: plan.step + 1 } });
  const outcome = performStep(draft, next);
  if (outcome === 'waits') return;
  if (outcome === 'done') return advance(draft);
  if ('failure' in outcome) return routeFailed(draft, outcome.failure, outcome.retry ? 'line' : 'refusal');
  enterVenue(draft, outcome.name, outcome.venue, 'redirected');
}

/** Begins the step in force once more: its dial never left the gateway, so its destination was not tried. */
export function repeatStep(draft: CallDraft): void {
  const plan = draft.call.plan;
  const step = plan?.treatments[plan.step];
  if (!step) return;
  untried(draft, step);
  draft.set({ plan: { ...plan, step: plan.step - 1 } });
  advance(draft);
}

function exhausted(draft: CallDraft, by: NonNullable<Call['plan']>['by']): void {
  const asked = by === 'application' || (by === 'command' && hasDecider(draft.applicationState));
  if (asked) return dispose(draft, 'completed');
  if (by === 'treatment' || (by === 'command' && draft.call.direction === 'in'))
    return routeDefault(draft, 'exhausted');
  clear(draft, by === 'default' && !isAnswered(draft.call) ? 'congestion' : 'normal', 'local');
}

const isAnswered = (call: Call): boolean => call.answeredAt !== undefined;

/** A destination did not work. `asked again` only after causes of the line: a refusal goes to the default (design §5.2.3). */
export function routeFailed(draft: CallDraft, failure: NonNullable<Call['failure']>, cause: 'line' | 'refusal'): void {
  const plan = draft.call.plan;
  draft.drop('step');
  draft.set({ failure, failures: draft.call.failures + 1 });
  draft.emit('call.route_failed', draft.call.party);
  if (overflows(draft, failure.reason)) return advance(draft);
  if (plan?.by !== 'application') return advance(draft);
  if (cause === 'refusal') return routeDefault(draft, 'refused');
  const application = draft.applicationConfig;
  const retries = application?.kind === 'feed' ? application.retries : 0;
  if (draft.call.failures > retries) return routeDefault(draft, failure.reason);
  dispose(draft, failure.reason);
}

const OVERFLOWS: Readonly<Record<string, OverflowReason>> = {
  'queue.full': 'full',
  'queue.closed': 'closed',
  'queue.no_agents': 'noAgents',
};

/** A queue that took the call in vain says itself what is done next. */
function overflows(draft: CallDraft, failure: string): boolean {
  const { plan } = draft.call;
  const step = plan?.treatments[plan.step];
  const reason = OVERFLOWS[failure];
  return step?.do === 'queue' && reason !== undefined && overflow(draft, step.queue, reason);
}

/** The application did not decide as it should: counted, and enough in a row open the circuit. */
export function answerFailed(draft: CallDraft): void {
  const config = draft.applicationConfig;
  if (config?.kind !== 'feed') return;
  const failures = (draft.applicationState?.failures ?? 0) + 1;
  if (failures < config.circuitFailures) return draft.emitApplication('application.changed', { failures });
  draft.emitApplication('application.circuit_opened', {
    failures,
    openUntil: draft.now + config.circuitSeconds * 1_000,
  });
}

/** The application decided: the count of failures starts anew. */
export function answerWorked(draft: CallDraft): void {
  const state = draft.applicationState;
  if (!state || state.failures === 0) return;
  draft.emitApplication(state.openUntil === undefined ? 'application.changed' : 'application.circuit_closed', {
    failures: 0,
    openUntil: 0,
  });
}
