/**
 * An attended transfer asked for at a desk phone whose second call is one by the dialplan: who talks to it there is taken
 * from the PBX and joined with the customer. To the call that is a blind transfer, but for the dialling.
 */

import type { Call } from './call';
import { type CallConfig, CallDraft } from './callDraft';
import { notAtPhone, phoneAsking, unfit } from './callTransfer';
import { type Context, type Decision, nothing } from './decision';
import { type Refusal, refuse } from './errors';
import { idOf } from './ids';
import type { OtherEnd } from './line';
import { type Holdings, ownsEndpoint } from './ownership';

/** It takes milliseconds; a gateway or PBX that is busy may need seconds. */
const TAKEN_WITHIN_MS = 10_000;

/** The other end takes the place of the phone `party`; refused when it is neither a phone nor on a trunk of the tenant. */
export function decidePhoneTake(
  call: Call,
  asked: { readonly party: string; readonly outside: OtherEnd },
  config: CallConfig,
  context: Context,
): Decision {
  const party = phoneAsking(call, asked.party);
  if (!party) return nothing;
  const draft = new CallDraft(call, config, context);
  const { endpoint, pbxId } = asked.outside;
  const refusal = unfit(call, party) ?? foreign(endpoint, draft.holdings);
  if (refusal) return notAtPhone(draft, party, refusal, endpoint);
  const id = idOf('party', asked.outside.party);
  const agent = config.agentAt({ endpoint });
  const due = { at: draft.now + TAKEN_WITHIN_MS, cause: 'noAnswer', again: false } as const;
  const taken = {
    ...({ id, role: 'agent', state: 'dialing', joined: false, startedAt: draft.now, endpoint, pbxId, due } as const),
    ...(agent !== undefined && { agent }),
  };
  draft.first({ do: 'transferProgress', party: party.id, state: 'trying' });
  draft.set({
    parties: [...call.parties.filter((one) => one.id !== id), taken],
    transfer: { kind: 'blind', asking: party.id, party: id, atPhone: true },
  });
  draft.later({
    do: 'take',
    party: id,
    tags: draft.tags('agent'),
    maxMs: Math.max(1_000, call.maxUntil - draft.now + 5_000),
  });
  draft.emit('call.routed', id);
  return draft.decision();
}

/** A call of two tenants' phones by the dialplan is none that one of them may give to a customer. */
function foreign(endpoint: string, holdings: Holdings): Refusal | undefined {
  const { pbx, owns } = holdings;
  const onTrunk = (owns?.trunks ?? []).some((name) => pbx.trunks[name]?.endpoint === endpoint);
  if (onTrunk || ownsEndpoint(endpoint, holdings)) return undefined;
  return refuse('destination.not_owned', `${endpoint} is neither a phone nor a trunk of this tenant`);
}
