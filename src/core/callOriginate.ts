/** A call that the tenant begins: somebody is dialled, and once answered the treatments run for them. */
import { z } from 'zod';
import type { Call } from './call';
import type { Answer } from './callControl';
import { dialParty } from './callDialling';
import { type CallConfig, CallDraft } from './callDraft';
import type { Context } from './decision';
import { isRefusal, type Refusal, refuse } from './errors';
import { attributes, tooLarge } from './fields';
import { idOf, slug } from './ids';
import type { Venue } from './mapping';
import { callerNumber, lineTo } from './ownership';
import { destination, dialable, treatments } from './treatment';

export const originateCommand = z.strictObject({
  /** The PBX to dial from; may be left out when the tenant has one only. */
  pbx: slug.optional(),
  to: destination,
  /** One of the tenant's caller numbers; needed for a `number`. */
  from: dialable.optional(),
  ringSeconds: z.number().min(1).max(180).default(25),
  /** The venue under whose name the call runs: when the treatments run out its program is asked, or the call ends where none is attached. */
  venue: slug,
  /** Performed once the called party has answered. */
  treatments,
  attributes: attributes.default({}),
});
export type OriginateCommand = z.infer<typeof originateCommand>;

export const GRACE_MS = 5_000;

/** Begins the call; the party is dialled when this is durable. */
export function decideOriginate(command: OriginateCommand, config: CallConfig, context: Context): Answer {
  const venue = config.mapping?.venues[command.venue];
  if (!venue) return refuse('destination.not_owned', `${command.venue} is not a venue of this tenant`);
  if (tooLarge(command.attributes)) return refuse('attributes.too_large');
  const [pbx = ''] = venue.routingPoint.split('/');
  if (command.pbx !== undefined && command.pbx !== pbx)
    return refuse('request.invalid', `venue ${command.venue} is on PBX ${pbx}`);
  const plan = { by: 'command', treatments: command.treatments, step: -1 } as const;
  const draft = outgoing({ ...command, plan, transaction: idOf('transaction', context.ids.fresh()) }, config, context);
  return isRefusal(draft) ? draft : draft.decision({ call: draft.call.id });
}

/** A call that we begin, and how it is dialled. */
export interface Outgoing
  extends Pick<OriginateCommand, 'to' | 'venue' | 'ringSeconds' | 'attributes'>,
    Pick<Call, 'transaction' | 'plan' | 'callback'> {
  readonly from?: string | undefined;
  /** 32 hex digits of the party, and which try it is. */
  readonly party?: string;
  readonly attempt?: number;
}

/** The call with its first party, who is dialled when this is durable; or why there is no line. */
export function outgoing(how: Outgoing, config: CallConfig, context: Context): CallDraft | Refusal {
  const call = outgoingCall(how, config, context);
  if (isRefusal(call)) return call;
  const draft = new CallDraft(call, config, context);
  const line = lineTo(how.to, draft.holdings);
  if (isRefusal(line)) return line;
  const from = callerNumber(how.from, '', draft.holdings);
  if (isRefusal(from)) return from;
  if (from === '' && line.number !== undefined)
    return refuse('destination.not_owned', 'a caller number of the tenant is needed in `from`');
  draft.set({
    dnis: line.number ?? line.endpoint ?? '',
    ...(line.number !== undefined && { customerNumber: line.number }),
  });
  const ringMs = how.ringSeconds * 1_000;
  const { party: id, attempt } = how;
  const named = { ...(id !== undefined && { id }), ...(attempt !== undefined && { attempt }) };
  const party = dialParty(draft, line, { from, ringMs, role: 'customer', ...named });
  draft.set({
    step: { do: 'dial', number: 1, startedAt: draft.now, deadlineAt: draft.now + ringMs + GRACE_MS, party },
  });
  draft.emit('call.originated', party);
  return draft;
}

/** A call that we begin, with nobody on it yet; or why there is none. */
export function outgoingCall(how: Begun, { mapping }: CallConfig, context: Context): Call | Refusal {
  const venue = mapping?.venues[how.venue];
  return venue
    ? fresh(how, venue, context)
    : refuse('destination.not_owned', `${how.venue} is not a venue of this tenant`);
}

type Begun = Omit<Outgoing, 'to' | 'ringSeconds'>;

function fresh(how: Begun, venue: Venue, context: Context): Call {
  const [pbx = '', routingPoint = ''] = venue.routingPoint.split('/');
  return {
    id: idOf('call', context.ids.fresh()),
    transaction: how.transaction,
    state: 'ringing',
    direction: 'out',
    ...{ pbx, routingPoint, venue: how.venue, application: venue.application },
    ...(how.callback !== undefined && { callback: how.callback }),
    ani: how.from ?? '',
    dnis: '',
    attributes: how.attributes,
    parties: [],
    tried: [],
    tagged: true,
    music: false,
    steps: 1,
    offers: 0,
    failures: 0,
    ...(how.plan && { plan: how.plan }),
    startedAt: context.now,
    maxUntil: context.now + venue.maxCallSeconds * 1_000,
  };
}
