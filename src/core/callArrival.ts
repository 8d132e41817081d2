/** A call comes into being: it arrives at a venue, or is originated for the tenant (design §5.2.1). */

import type { Call } from './call';
import { type CallConfig, CallDraft } from './callDraft';
import { enterVenue, route, routeDefault } from './callPlan';
import type { Context, Decision } from './decision';
import { type Attributes, tooLarge } from './fields';
import { idOf } from './ids';
import type { PartySnapshot } from './line';
import type { PbxConfig, Venue } from './mapping';
import { normalise } from './number';
import { own } from './own';
import { arrivedParty } from './partyArrived';

/** No venue: the longest life of a call that gets the default treatments of its routing point, as of one at a venue that says nothing. */
const UNMAPPED_MAX_MS = 14_400_000;
/** Headers of a caller may take so much of the room for attributes. */
const HEADERS_BYTES = 6_144;
/** A call that a trunk brings back to us may be meant so; one that has come round so often goes round for ever. */
const MAX_HOPS = 3;
export const isLoop = (hops: number): boolean => hops > MAX_HOPS;

/** A party arrived. `venue` is what the mapping says; without one the call is in `system` and gets the routing point's default. */
export function decideArrival(snapshot: PartySnapshot, where: Where, config: CallConfig, context: Context): Decision {
  const call = arrivedCall(snapshot, where, config, context);
  const draft = new CallDraft(call, config, context);
  const venue = where.venue === undefined ? undefined : config.mapping?.venues[where.venue];
  if (isLoop(where.hops ?? 0)) refuseLoop(draft, where.venue, venue);
  else if (where.venue !== undefined && venue) {
    draft.set(readHeaders(call, snapshot, venue));
    enterVenue(draft, where.venue, venue, 'arrived');
  } else {
    draft.emit('call.offered');
    routeDefault(draft, 'unmapped');
  }
  return draft.decision();
}

interface Where {
  readonly pbx: string;
  readonly venue: string | undefined;
  readonly matched?: readonly string[] | undefined;
  /** How often it has come back to us. */
  readonly hops?: number;
}

/** Nobody is asked: whatever the venue does, its default too, may be what brings the call back. */
function refuseLoop(draft: CallDraft, name: string | undefined, venue: Venue | undefined): void {
  if (name !== undefined && venue) draft.set({ venue: name, application: venue.application });
  draft.emit('call.offered');
  route(draft, [{ do: 'reject', cause: 'busy' }], { by: 'default', reason: 'loop', of: 'gateway' });
}

function arrivedCall(
  snapshot: PartySnapshot,
  { pbx, matched, hops = 0 }: Where,
  config: CallConfig,
  context: Context,
): Call {
  const number = customerNumber(snapshot, config.pbx);
  return {
    id: idOf('call', context.ids.fresh()),
    transaction: idOf('transaction', context.ids.fresh()),
    state: 'offered',
    direction: 'in',
    pbx,
    routingPoint: snapshot.routingPoint ?? '',
    ani: snapshot.ani,
    ...(snapshot.aniName !== undefined && snapshot.aniName !== '' && { aniName: snapshot.aniName }),
    dnis: snapshot.dnis,
    ...(number !== undefined && { customerNumber: number }),
    attributes: {},
    arrival: arrivalOf(snapshot, matched),
    parties: [arrivedParty(snapshot, context.now, config.agentAt({ endpoint: snapshot.endpoint, number }))],
    tried: [],
    tagged: false,
    music: false,
    steps: 0,
    offers: 0,
    failures: 0,
    ...(hops > 0 && { hops }),
    startedAt: context.now,
    ...(snapshot.state === 'up' && { answeredAt: context.now }),
    maxUntil: context.now + UNMAPPED_MAX_MS,
  };
}

/** What an admin needs to see why it came to its venue, or to none. */
const arrivalOf = ({ context, endpoint, pbxTenant }: PartySnapshot, matched: readonly string[] | undefined) => ({
  ...(context !== undefined && { context }),
  ...(endpoint !== undefined && { endpoint }),
  ...(pbxTenant !== undefined && { pbxTenant }),
  ...(matched && { matched: [...matched] }),
});

/** A number is read by the trunk it came by. */
function customerNumber(snapshot: PartySnapshot, pbx: PbxConfig): string | undefined {
  const trunks = Object.values(pbx.trunks);
  const trunk = trunks.find((t) => t.endpoint !== undefined && t.endpoint === snapshot.endpoint);
  return trunk && normalise(snapshot.ani, trunk);
}

/** As many as fit, in the order of the venue, with room left for digits and for what the program learns. */
function readHeaders(call: Call, snapshot: PartySnapshot, venue: Venue): Pick<Call, 'attributes' | 'arrival'> {
  let attributes: Attributes = {};
  const headersLeftOut: string[] = [];
  for (const [header, attribute] of Object.entries(venue.headers)) {
    const value = own(snapshot.headers, header.toLowerCase());
    if (value === undefined) continue;
    const more = { ...attributes, [attribute]: value.slice(0, 1_000) };
    if (tooLarge(more, HEADERS_BYTES)) headersLeftOut.push(header);
    else attributes = more;
  }
  return { attributes, arrival: { ...call.arrival, ...(headersLeftOut.length > 0 && { headersLeftOut }) } };
}
