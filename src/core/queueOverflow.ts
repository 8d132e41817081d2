/**
 * Where a call goes on that a queue does not take, or keep: the overflow treatments of the queue for that reason, put
 * between its step and the rest of the list. Each runs once for a call until its application decides anew, so that two
 * queues that overflow into each other come to an end.
 */
import type { CallDraft } from './callDraft';
import type { OverflowReason } from './queueSettings';

const MARK = 'overflow:';

/** Puts the treatments in force, to be gone on with; false when there are none, or they ran before. */
export function overflow(draft: CallDraft, queue: string, reason: OverflowReason): boolean {
  const list = draft.config.mapping?.queues[queue]?.overflow?.[reason];
  const mark = `${MARK}${queue}/${reason}`;
  const { plan, tried } = draft.call;
  if (!list || !plan || tried.includes(mark)) return false;
  const next = plan.step + 1;
  const treatments = [...plan.treatments.slice(0, next), ...list, ...plan.treatments.slice(next)];
  draft.set({ plan: { ...plan, treatments }, tried: [...tried, mark] });
  return true;
}

/** A new decision may overflow again. */
export const withoutOverflows = (tried: readonly string[]): string[] => tried.filter((key) => !key.startsWith(MARK));
