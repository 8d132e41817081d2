/** A call that waits is not kept by its queue: closed, nobody there any more, or waited too long. Its list goes on. */
import type { Call } from './call';
import { askOnHold } from './callbackConfirm';
import { type CallConfig, CallDraft } from './callDraft';
import { advance } from './callPlan';
import { stopStep } from './callStep';
import { type Context, type Decision, nothing } from './decision';
import { type Refusal, refuse } from './errors';
import { inLine, type LeftReason } from './queue';
import { overflow } from './queueOverflow';
import type { OverflowReason } from './queueSettings';

const LEFT: Readonly<Record<OverflowReason, LeftReason>> = {
  full: 'left',
  closed: 'closed',
  noAgents: 'no_agents',
  timeout: 'timeout',
};

/** Takes it out of its queue and goes on: with the overflow treatments for the reason, and then with its list. */
export function overflowCall(draft: CallDraft, reason: OverflowReason): void {
  if (draft.call.callback !== undefined) return reason === 'timeout' ? askOnHold(draft) : undefined;
  const queue = draft.entry?.queue;
  stopStep(draft, LEFT[reason]);
  if (queue !== undefined) overflow(draft, queue, reason);
  advance(draft);
}

/** Nothing for one that does not wait, or that somebody is being reached for. */
export function decideOverflow(call: Call, reason: OverflowReason, config: CallConfig, context: Context): Decision {
  const draft = new CallDraft(call, config, context);
  if (draft.entry?.state !== 'waiting' || call.clearing) return nothing;
  overflowCall(draft, reason);
  return draft.decision();
}

/** Whoever was being reached did not come: a call that has waited long enough meanwhile, or whose queue has closed or is deserted, is treated as those that waited. */
export function overflowWhenOver(draft: CallDraft): void {
  const { entry, config } = draft;
  if (entry?.state !== 'waiting') return;
  if (entry.until !== undefined && entry.until <= draft.now) return overflowCall(draft, 'timeout');
  const settings = config.mapping?.queues[entry.queue];
  if (settings?.atClosing === 'overflow' && config.queue(entry.queue)?.open === false)
    return overflowCall(draft, 'closed');
  if (settings?.atLastAgent === 'overflow' && !config.staffed(entry.queue)) overflowCall(draft, 'noAgents');
}

/** Somebody takes it out of its queue: its list goes on. Whoever was being reached for it is not any more. */
export function decideRemove(call: Call, config: CallConfig, context: Context): Decision<{ entry: string }> | Refusal {
  const draft = new CallDraft(call, config, context);
  const { entry } = draft;
  if (!entry || !inLine(entry) || call.clearing) return refuse('queue.entry_taken');
  if (entry.callback !== undefined) return refuse('queue.entry_of_callback');
  draft.emitEntry('queue.entry_removed', entry);
  stopStep(draft, 'removed');
  advance(draft);
  return draft.decision({ entry: entry.id });
}
