/** A tenant's program takes somebody out of a queue: whoever it names is dialled, and both can talk (design §2). */
import { z } from 'zod';
import { lineOf } from './agentLine';
import type { Call } from './call';
import type { Answer } from './callControl';
import { dialParty, headersOf } from './callDialling';
import { type CallConfig, CallDraft } from './callDraft';
import { leaveForParty } from './callQueue';
import { RING_GRACE_MS } from './callStep';
import type { Context } from './decision';
import { isRefusal, refuse } from './errors';
import { idSchema } from './ids';
import { callerNumber } from './ownership';
import { entryNext } from './queue';
import { dialable, headersOut, reached } from './treatment';

export const dequeueCommand = z.strictObject({
  /** Whom it is to talk to. */
  to: reached,
  /** Which entry; default: the one at the front that nobody has. */
  entry: idSchema('entry').optional(),
  ringSeconds: z.number().min(1).max(180).default(25),
  /** Caller number to show; one of the tenant's own. Default: the caller's. */
  from: dialable.optional(),
  /** Attribute → name of the SIP header it is sent in. */
  headers: headersOut.optional(),
});
export type DequeueCommand = z.infer<typeof dequeueCommand>;

/** Dials for a call that waits. When nobody comes it is back in its place: `queue.returned` says why. */
export function decideDequeue(call: Call, command: DequeueCommand, config: CallConfig, context: Context): Answer {
  const draft = new CallDraft(call, config, context);
  const { entry } = draft;
  const { step } = call;
  if (!entry || !step || !entryNext(entry.state, 'dequeued')) return refuse('queue.entry_taken');
  const line = lineOf(command.to, draft);
  if (isRefusal(line)) return line;
  const from = callerNumber(command.from, call.customerNumber ?? call.ani, draft.holdings);
  if (isRefusal(from)) return from;
  const ringMs = command.ringSeconds * 1_000;
  const party = dialParty(draft, line, { from, ringMs, headers: headersOf(draft, command.headers) });
  leaveForParty(draft, entry, party);
  draft.set({ step: { ...step, party, deadlineAt: draft.now + ringMs + RING_GRACE_MS } });
  draft.emit('call.routed', party);
  return draft.decision({ call: call.id });
}
