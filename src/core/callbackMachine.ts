/**
 * Who answered for a callback, where its queue wants to know: the PBX listens before a word is said. A machine ends the
 * attempt; whom nobody can tell from a person is taken for one, as is everybody where the PBX cannot listen.
 */
import { type Call, customer } from './call';
import { askCustomer } from './callbackConfirm';
import { policyOf, withCallback } from './callbackPlace';
import { clear } from './callClear';
import { type CallConfig, CallDraft } from './callDraft';
import type { Context, Decision } from './decision';
import type { MachineVerdict } from './machine';

/** The PBX says what it found when its time is over; while the gateway is away it asks for so long, and hangs up then. */
const ASKED_FOR_MS = 20_000;

/** The customer's phone was answered, by whomever. */
export function customerReached(draft: CallDraft): void {
  const party = customer(draft.call);
  const machine = draft.callback && policyOf(draft, draft.callback)?.machine;
  if (!party || !machine?.detect) return askCustomer(draft);
  const { detect: _, ...params } = machine;
  draft.begin({ do: 'detect', deadlineAt: draft.now + params.totalMs + ASKED_FOR_MS });
  draft.first({ do: 'detectMachine', party: party.id, params });
}

/** It is said once; what comes later, or for somebody else, decides nothing. */
export function customerJudged(draft: CallDraft, party: string, verdict: MachineVerdict): void {
  const { call } = draft;
  if (call.step?.do !== 'detect' || customer(call)?.id !== party || call.clearing) return;
  withCallback(draft, (place) => {
    const { attempt, attempts } = place.callback;
    const judged = attempts.map((one) => (one.number === attempt ? { ...one, answeredBy: verdict } : one));
    place.change('callback.judged', { attempts: judged });
  });
  if (verdict === 'machine') clear(draft, 'normal', 'local');
  else askCustomer(draft);
}

/** The PBX does not listen, `detail` says why: the customer waits for nothing. */
export function decideUnheard(
  call: Call,
  { party, detail }: { readonly party: string; readonly detail: string },
  config: CallConfig,
  context: Context,
): Decision {
  const draft = new CallDraft(call, config, context);
  if (call.step?.do !== 'detect') return draft.decision();
  draft.set({ failure: { reason: 'machine_not_detected', detail } });
  customerJudged(draft, party, 'unsure');
  return draft.decision();
}
