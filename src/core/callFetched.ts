/** The wait for attributes of a caller is over: by an answer, by its deadline, or because the gateway was started anew. */
import type { Call } from './call';
import { type CallConfig, CallDraft } from './callDraft';
import { countFetch } from './callFetch';
import { dispose } from './callPlan';
import { type Context, type Decision, nothing } from './decision';
import { isRefusal } from './errors';
import type { Attributes } from './fields';
import { withAttributes } from './transactionAttributes';
import type { FetchOutcome } from './venueState';

/** What came of it. */
export type Fetched =
  | { readonly outcome: 'ok'; readonly attributes: Attributes }
  | { readonly outcome: Exclude<FetchOutcome, 'ok'>; readonly reason?: string; readonly status?: number };

/** `until` is the deadline of the question that is answered: a later one is another question. */
export function decideFetched(
  call: Call,
  until: number,
  fetched: Fetched,
  config: CallConfig,
  context: Context,
): Decision {
  if (call.fetching?.deadlineAt !== until || call.clearing) return nothing;
  const draft = new CallDraft(call, config, context);
  fetchEnded(draft, fetched);
  return draft.decision();
}

export function fetchEnded(draft: CallDraft, fetched: Fetched): void {
  const { fetching } = draft.call;
  if (!fetching) return;
  draft.drop('fetching');
  const outcome = fetched.outcome === 'ok' ? merged(draft, fetched.attributes) : fetched.outcome;
  const facts = fetched.outcome === 'ok' ? {} : why(fetched);
  draft.set({ fetched: { outcome, ms: Math.max(0, draft.now - fetching.startedAt), ...facts } });
  countFetch(draft, outcome);
  dispose(draft, fetching.cause);
}

const why = ({ reason, status }: { reason?: string; status?: number }) => ({
  ...(reason !== undefined && { reason }),
  ...(status !== undefined && { status }),
});

function merged(draft: CallDraft, attributes: Attributes): 'ok' | 'too_large' {
  if (Object.keys(attributes).length === 0) return 'ok';
  const drafts = withAttributes(draft, attributes);
  if (isRefusal(drafts)) return 'too_large';
  draft.drafts.push(...drafts);
  return 'ok';
}
