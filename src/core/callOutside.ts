/**
 * Calls that phones of a tenant make or receive without any venue: the PBX has them by itself. They are told like calls,
 * and make an agent busy; nobody is asked about them, and nothing is done with them.
 */
import type { Call } from './call';
import { cleared } from './callClear';
import { type CallConfig, CallDraft } from './callDraft';
import { type Context, type Decision, nothing } from './decision';
import { idOf } from './ids';
import type { Cause, PhoneCall } from './line';
import { isAlive, type Party } from './party';

/** What the PBX never told the end of is not told of for ever. */
const MAX_MS = 86_400_000;

/** A call of a phone began, or was answered; doubled news is none. */
export function decideOutside(
  known: Call | undefined,
  pbx: string,
  told: PhoneCall,
  config: CallConfig,
  context: Context,
): Decision {
  if (known && (known.clearedAt !== undefined || known.connectedAt !== undefined || told.state !== 'up'))
    return nothing;
  const draft = new CallDraft(known ?? begun(pbx, told, config, context), config, context);
  const phone = idOf('party', told.party);
  if (!known) draft.emit(told.direction === 'out' ? 'call.originated' : 'call.ringing', phone);
  if (told.state === 'up') connected(draft, told, phone);
  return draft.decision();
}

function connected(draft: CallDraft, { direction }: PhoneCall, phone: string): void {
  const { now } = draft;
  for (const { id } of draft.call.parties) draft.party(id, { state: 'up', answeredAt: now });
  draft.set({ answeredAt: now });
  const answers = direction === 'in' ? phone : draft.call.parties.find(({ id }) => id !== phone)?.id;
  draft.emit('call.answered', answers);
  for (const { id } of draft.call.parties) draft.party(id, { joined: true });
  draft.set({ connectedAt: now });
  draft.emit('call.connected', phone);
}

/** It is over; `lost`: nobody saw how. */
export function decideOutsideEnded(call: Call, cause: Cause, config: CallConfig, context: Context): Decision {
  if (call.clearedAt !== undefined) return nothing;
  const draft = new CallDraft(call, config, context);
  const by = cause === 'lost' ? 'pbx' : 'remote';
  for (const { id } of call.parties.filter(isAlive))
    draft.party(id, { state: 'gone', joined: false, goneAt: draft.now, cause, by });
  draft.set({ clearing: { cause, by, deadlineAt: draft.now } });
  cleared(draft);
  return draft.decision();
}

function begun(pbx: string, told: PhoneCall, config: CallConfig, { now, ids }: Context): Call {
  const { endpoint, number, direction, pbxId } = told;
  const agent = config.agentAt({ endpoint });
  const out = direction === 'out';
  const phone: Party = {
    ...{ id: idOf('party', told.party), role: 'agent', endpoint, pbxId, startedAt: now, joined: false },
    state: out ? 'arrived' : 'ringing',
    ...(agent !== undefined && { agent }),
  };
  const other: Party = {
    ...{ id: idOf('party', ids.derive('other', told.party)), role: 'customer', startedAt: now, joined: false },
    state: out ? 'ringing' : 'arrived',
  };
  return {
    ...{ id: idOf('call', ids.fresh()), transaction: idOf('transaction', ids.fresh()), state: 'ringing', direction },
    ...{ pbx, routingPoint: '', outside: true, ani: out ? '' : number, dnis: out ? number : '', attributes: {} },
    ...{ parties: out ? [phone, other] : [other, phone], tried: [], tagged: false, music: false },
    ...{ steps: 0, offers: 0, failures: 0, startedAt: now, maxUntil: now + MAX_MS },
  };
}
