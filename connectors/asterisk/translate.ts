/**
 * ARI events as events of the port. No I/O and no clock: what is known stands in `calls`, what follows goes to the
 * world. Overlapping subscriptions double events and a resync replays them, so each is told only where it changes
 * what is known.
 */
import { canonicalEndpoint } from '../../src/core/endpointName';
import { oneLine } from '../../src/core/oneLine';
import type { DeviceState } from '../../src/ports/pbx';
import { type Call, isOurs } from './calls';
import { destroyed, hangupRequested, stasisEnd } from './events/endings';
import { conversationOf, snapshotOf, verdictOf } from './events/snapshots';
import type { World } from './events/world';
import type * as Ari from './words/ariTypes.generated';
import type { AriEvent } from './words/ariTypes.generated';
import { DIALED, HANDED, MACHINE, SNOOP, TAKEN } from './words/stasis';
import { decodeTags } from './words/tags';

type Handler<E extends AriEvent = AriEvent> = (event: E, world: World, at: number) => void;
type Handlers = { readonly [T in AriEvent['type']]: Handler<Extract<AriEvent, { type: T }>> };

/** Translates one event; false when its type is unknown. */
export function translate(event: AriEvent, world: World): boolean {
  const handler = DISPATCH.get(event.type);
  if (!handler) return false;
  const call = 'channel' in event && event.channel ? world.calls.channel(event.channel.id) : undefined;
  if (call?.waiting) call.waiting.push(event);
  else handler(event, world, timeOf(event, world));
  return true;
}

/** Tells an arrival, and what happened to it while its headers were read. */
export function announce(call: Call, event: Ari.StasisStart, world: World): void {
  const { waiting } = call;
  if (!waiting) return; // a listing was faster
  call.waiting = undefined;
  tellArrival(call, event, world);
  for (const next of waiting) translate(next, world);
}

/** Wall time at the PBX, where it says. */
const timeOf = (event: AriEvent, world: World): number => Date.parse(event.timestamp) || world.now();

function tellArrival(call: Call, event: Ari.StasisStart, world: World): void {
  call.up = event.channel.state === 'Up';
  const [first, second] = event.args;
  call.handed = first === HANDED;
  call.routingPoint = call.handed ? second : first;
  const { channel } = event;
  call.marked = decodeTags(channel.accountcode) !== undefined;
  if (!call.marked) call.accountCode = channel.accountcode;
  // Tags that somebody left on it in the dialplan say nothing of this call.
  const snapshot = snapshotOf(call.handed ? channel : { ...channel, accountcode: '' }, call, call.routingPoint);
  world.emit({ type: 'arrived', at: timeOf(event, world), snapshot });
}

function stasisStart(event: Ari.StasisStart, world: World, at: number): void {
  const { id } = event.channel;
  const [kind] = event.args;
  if (kind === SNOOP && isOurs(id)) return world.snooped(id, true);
  const known = world.calls.channel(id);
  if (known?.dialed && kind === MACHINE) return machineHeard(known, event, world, at);
  if (known?.coming) return came(known, world, at);
  if (known) return entered(known);
  // A routing point may have that name.
  if (kind === TAKEN && TAKEN_CONTEXT.test(event.channel.dialplan.context)) return world.orphaned(id);
  if ((kind === DIALED || kind === MACHINE) && isOurs(id)) return world.orphaned(id);
  const call = world.calls.add(id);
  world.observed.taken(id, at);
  if (world.arriving && !call.dialed) world.arriving(call, event);
  else tellArrival(call, event, world);
}

/** One of our own, which comes to Stasis before it rings, or a doubled event. */
function entered(call: Call): void {
  call.entered = true;
  call.onEntered?.();
}

/** Whoever was taken is here: it is up, and its call with the phone is over. */
function came(call: Call, world: World, at: number): void {
  call.coming = false;
  call.up = true;
  world.observed.taken(call.channel, at);
  world.came(call);
  world.emit({ type: 'answered', at, party: call.party });
}

function machineHeard(call: Call, event: Ari.StasisStart, world: World, at: number): void {
  world.emit({ type: 'machine', at, party: call.party, verdict: verdictOf(event.args[1]) });
}

function stateChanged(event: Ari.ChannelStateChange, world: World, at: number): void {
  const { id, state } = event.channel;
  const call = world.calls.channel(id);
  if (!call) return world.observed.changed(event.channel, at);
  if (call.up || call.coming) return;
  if (state === 'Ringing' && call.dialed && !call.rang) {
    call.rang = true;
    world.emit({ type: 'ringing', at, party: call.party });
  } else if (state === 'Up') {
    call.up = true;
    world.emit({ type: 'answered', at, party: call.party });
  }
}

function digit(event: Ari.ChannelDtmfReceived, world: World, at: number): void {
  const call = world.calls.channel(event.channel.id);
  const mark = event.timestamp + event.digit;
  if (!call || call.lastDigit === mark) return;
  call.lastDigit = mark;
  world.emit({ type: 'digit', at, party: call.party, digit: event.digit });
}

function enteredBridge(event: Ari.ChannelEnteredBridge, world: World, at: number): void {
  const call = event.channel && world.calls.channel(event.channel.id);
  const conversation = conversationOf(event.bridge);
  if (!call || call.conversation === conversation) return;
  call.conversation = conversation;
  world.emit({ type: 'joined', at, party: call.party, conversation });
}

function leftBridge(event: Ari.ChannelLeftBridge, world: World, at: number): void {
  const call = world.calls.channel(event.channel.id);
  const conversation = conversationOf(event.bridge);
  if (!call || call.conversation !== conversation) return;
  call.conversation = undefined;
  world.leftBridge(event.bridge);
  world.emit({ type: 'left', at, party: call.party, conversation, ...(call.hangup && { leaving: true }) });
}

function holding(held: boolean): Handler<Ari.ChannelHold | Ari.ChannelUnhold> {
  return (event, world, at) => {
    const call = world.calls.channel(event.channel.id);
    if (!call || call.held === held) return;
    call.held = held;
    world.emit({ type: held ? 'held' : 'retrieved', at, party: call.party });
  };
}

const TAKEN_CONTEXT = /^sb-.*-taken$/;
const ANSWERED = 'channel_answered';

function transferAsked(event: Ari.ChannelTransfer, world: World, at: number): void {
  const call = world.calls.channel(event.referred_by.source_channel.id);
  // With a state it is the echo of the progress that we reported.
  if (event.state === ANSWERED) call?.onTold?.();
  if (!call || event.state || call.lastTransfer === event.timestamp) return;
  call.lastTransfer = event.timestamp;
  world.emit({ type: 'transferAsked', at, party: call.party, ...targetOf(event, world) });
}

function targetOf({ refer_to: to, referred_by: by }: Ari.ChannelTransfer, world: World) {
  const { destination_channel: consult, requested_destination: asked } = to;
  if (!consult) return asked.destination ? { to: oneLine(asked.destination) } : {};
  const target = { consult: world.calls.partyId(consult.id) };
  const other = world.calls.channel(consult.id) ? undefined : world.givenAway(to, by);
  return other ? { ...target, other } : target;
}

const DEVICE_STATES: ReadonlyMap<string, DeviceState> = new Map([
  ['NOT_INUSE', 'idle'],
  ['INUSE', 'busy'],
  ['BUSY', 'busy'],
  ['RINGINUSE', 'busy'],
  ['RINGING', 'ringing'],
  ['ONHOLD', 'held'],
  ['UNAVAILABLE', 'unavailable'],
  ['INVALID', 'unavailable'],
]);

/** A device state in the port's words. */
export const deviceStateOf = (state: string): DeviceState => DEVICE_STATES.get(state) ?? 'unknown';

const HANDLERS: Handlers = {
  ApplicationMoveFailed: (event, world) => world.moved(event.channel.id, false),
  ApplicationReplaced: (_event, world) => world.replaced(),
  ChannelCreated: ({ channel }, world) => world.observed.created(channel),
  ChannelDestroyed: destroyed,
  ChannelDtmfReceived: digit,
  ChannelEnteredBridge: enteredBridge,
  ChannelHangupRequest: hangupRequested,
  ChannelHold: holding(true),
  ChannelLeftBridge: leftBridge,
  ChannelStateChange: stateChanged,
  ChannelTransfer: transferAsked,
  ChannelUnhold: holding(false),
  DeviceStateChanged: ({ device_state: { name, state } }, world, at) =>
    world.emit({ type: 'deviceChanged', at, endpoint: canonicalEndpoint(name), state: deviceStateOf(state) }),
  PlaybackFinished: ({ playback }, world, at) => world.playbackEnded(playback.id, playback.state === 'failed', at),
  RecordingFailed: ({ recording }, world, at) => world.recordingEnded(recording.name, true, at, undefined),
  RecordingFinished: ({ recording: { name, duration } }, world, at) =>
    world.recordingEnded(name, false, at, duration === undefined ? undefined : duration * 1000),
  StasisEnd: stasisEnd,
  StasisStart: stasisStart,
};
const DISPATCH: ReadonlyMap<string, Handler> = new Map(Object.entries(HANDLERS) as [string, Handler][]);
