/** Channels and bridges of ARI as parties and conversations of the port. */
import { canonicalEndpoint } from '../../../src/core/endpointName';
import type { MachineVerdict } from '../../../src/core/machine';
import { oneLine } from '../../../src/core/oneLine';
import { own } from '../../../src/core/own';
import type { ConversationId, PartySnapshot } from '../../../src/ports/pbx';
import type { Call } from '../calls';
import type { Bridge, Channel } from '../words/ariTypes.generated';
import { MACHINE } from '../words/stasis';
import { decodeTags } from '../words/tags';

type PartyState = PartySnapshot['state'];
const MACHINE_CONTEXT = /^sb-.*-machine$/;
const HIDDEN = /^sb-[^/]*\/coach\/([0-9a-f]{32})$/;

/** Name of the bridge in which a coach sits beside a conversation. */
export const coachBridgeName = (app: string, conversation: ConversationId): string => `${app}/coach/${conversation}`;

/** The conversation that a bridge is, or that its coach belongs to. */
export const conversationOf = (bridge: Bridge): ConversationId => HIDDEN.exec(bridge.name)?.[1] ?? bridge.id;

/** A channel as a party; `routingPoint` is undefined for one that we dialled. */
export function snapshotOf(channel: Channel, call: Call, routingPoint: string | undefined): PartySnapshot {
  const tags = decodeTags(channel.accountcode);
  const name = oneLine(channel.caller.name);
  return {
    party: call.party,
    state: stateOf(channel, call),
    ani: oneLine(channel.caller.number),
    dnis: oneLine(channel.dialplan.exten),
    context: channel.dialplan.context,
    endpoint: endpointOf(channel.name),
    pbxId: channel.id,
    ...(routingPoint ? { routingPoint } : {}),
    ...(name ? { aniName: name } : {}),
    ...(channel.tenantid ? { pbxTenant: channel.tenantid } : {}),
    ...(channel.protocol_id ? { sipCallId: oneLine(channel.protocol_id) } : {}),
    ...(call.headers ? { headers: call.headers } : {}),
    ...(call.conversation ? { conversation: call.conversation } : {}),
    ...(call.held === undefined ? {} : { held: call.held }),
    ...(tags ? { tags } : {}),
    ...(call.dialed ? machineOf(channel) : {}),
  };
}

/** In the dialplan it is listened; whoever is back in Stasis has brought the verdict along. */
function machineOf({
  dialplan: { context, app_name: application, app_data: data },
}: Channel): Pick<PartySnapshot, 'machine'> {
  const [, kind, status] = data.split(',');
  if (application === 'Stasis' && kind === MACHINE) return { machine: verdictOf(status) };
  return application !== 'Stasis' && MACHINE_CONTEXT.test(context) ? { machine: 'listening' } : {};
}

/** What Asterisk found, in the port's words; also nothing, where `AMD` did not run. */
export const verdictOf = (status = ''): MachineVerdict => own(VERDICTS, status) ?? 'unsure';

const VERDICTS: Readonly<Record<string, MachineVerdict>> = { HUMAN: 'human', MACHINE: 'machine' };

function stateOf(channel: Channel, call: Call): PartyState {
  if (!call.dialed) return channel.state === 'Up' ? 'up' : 'arrived';
  if (call.up) return 'up';
  return channel.state === 'Down' ? 'dialing' : 'ringing';
}

/** `PJSIP/trunk-0000002a` → `PJSIP/trunk`. */
export function endpointOf(name: string): string {
  const end = name.lastIndexOf('-');
  return canonicalEndpoint(end < 0 ? name : name.slice(0, end));
}

/** The routing point in the arguments of `Stasis(sb-main,<routing point>)`, as the dialplan of a listed channel shows them. */
export function routingPointOf(channel: Channel): string | undefined {
  if (channel.dialplan.app_name !== 'Stasis') return undefined;
  return channel.dialplan.app_data.split(',')[1];
}
