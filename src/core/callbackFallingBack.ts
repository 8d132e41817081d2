/** A queue falls back to asking agents first, or does so no more (decision 0020). */
import { type CallbackFallback, isTooMany, type SilentCallRules, type SilentShare } from './callbackFallback';
import type { Decision } from './decision';

/** While it lasts, the share is looked at so often. */
const LOOK_MS = 900_000;

/** Falls back, goes on so, or is over; nothing where it is as it was. `looked`: the time of its look has come. */
export function decideFallback(
  before: CallbackFallback | undefined,
  { queue, share, rules, looked }: { queue: string; share: SilentShare; rules: SilentCallRules; looked: boolean },
  { now }: { readonly now: number },
): Decision {
  const active = isTooMany(share, rules);
  const was = before?.active ?? false;
  if (active === was && !(active && looked)) return { drafts: [], reply: undefined };
  const { wanted, silent } = share;
  const since = was === active ? (before?.since ?? now) : now;
  const data: CallbackFallback = { id: queue, queue, active, since, wanted, silent };
  if (active) data.lookAt = now + LOOK_MS;
  const type = !active ? 'callback.fallback_ended' : was ? 'callback.fallback_continued' : 'callback.fell_back';
  return { drafts: [{ type, id: queue, data }], reply: undefined };
}
