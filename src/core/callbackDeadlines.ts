/** The deadlines of a callback: what its times lead to when they come. Refused when it has no longer exactly that one. */
import { type Callback, callbackDeadlines } from './callback';
import { CallbackDraft } from './callbackDraft';
import { type LifeConfig, putOff } from './callbackLife';
import { type Context, type Decision, nothing } from './decision';
import { isRefusal, type Refusal } from './errors';
import type { Entry } from './queue';

interface Due {
  readonly callback: Callback;
  readonly entry: Entry | undefined;
  /** How its queue takes callbacks, where that matters; a refusal when that takes none any more. */
  readonly config: () => LifeConfig | Refusal;
}

export function decideCallbackDeadline(
  { callback, entry, config }: Due,
  { name, at }: { readonly name: string; readonly at: number },
  context: Context,
): Decision {
  if (!callbackDeadlines(callback).some((one) => one.name === name && one.at === at)) return nothing;
  const place = new CallbackDraft(callback, entry, context);
  if (name === 'due') due(place, config);
  else if (name === 'look') lookAgain(place);
  else if (name === 'pause') expired(place);
  else if (name === 'expiry') expiring(place, at, config());
  return { drafts: place.drafts, reply: undefined };
}

function expiring(place: CallbackDraft, at: number, config: LifeConfig | Refusal): void {
  const life = isRefusal(config) ? undefined : putOff(place.callback, at, place.now, config);
  if (life) place.change('callback.changed', { closedMs: undefined, ...life });
  else expired(place);
}

/** It is in line: in the place that it had, or, where it was promised for a time, from now on. */
function due(place: CallbackDraft, config: Due['config']): void {
  const { state, arrivedAt = place.now } = place.callback;
  place.takePlace();
  // What its queue was closed by hand before its time is nothing that it waited.
  const of = state === 'scheduled' ? config() : undefined;
  const before = of && !isRefusal(of) ? { closedMs: of.closedMs || undefined } : {};
  place.become('due', 'callback.became_due', { dueAt: undefined, arrivedAt, ...before });
  place.stand();
}

/** What it waited for is over: its turn comes again. */
export function decideReady(callback: Callback, entry: Entry | undefined, context: Context): Decision {
  const place = new CallbackDraft(callback, entry, context);
  if (callback.state === 'queued' && callback.waiting) lookAgain(place);
  return { drafts: place.drafts, reply: undefined };
}

function lookAgain(place: CallbackDraft): void {
  place.change('callback.changed', { waiting: undefined });
  place.stand();
}

function expired(place: CallbackDraft): void {
  place.become('expired', 'callback.expired', { outcome: 'expired', endedAt: place.now, waiting: undefined });
  place.leave('expired');
}
