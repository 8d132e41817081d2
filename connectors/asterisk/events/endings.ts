/**
 * How parties end. An arriving channel is ours until StasisEnd; a dialled one until ChannelDestroyed, which also says
 * why. Who ended it: we (`ending`), the far end (a hang-up request that is not soft), else the PBX itself.
 */
import type { Cause } from '../../../src/ports/pbx';
import type { Call } from '../calls';
import type * as Ari from '../words/ariTypes.generated';
import { causeOf } from '../words/causes';
import type { World } from './world';

/** Its timer and ours may differ by so many ms. */
const LIMIT_SLACK_MS = 500;

/** Ends a party: the one place where `gone` is said. */
export function finish(
  call: Call,
  world: World,
  at: number,
  cause: Cause,
  by: 'remote' | 'local' | 'pbx',
  sipCode?: number,
): void {
  world.leaving(call, at);
  world.calls.delete(call);
  world.emit({ type: 'gone', at, party: call.party, cause, by, ...(sipCode ? { sipCode } : {}) });
}

/** A channel left Stasis. */
export function stasisEnd(event: Ari.StasisEnd, world: World, at: number): void {
  const { id } = event.channel;
  const call = world.calls.channel(id);
  if (!call) return world.snooped(id, false);
  if (call.released) {
    world.moved(id, true);
    return finish(call, world, at, 'normal', 'local');
  }
  // A dialled channel is destroyed right after, and that event says why.
  if (!call.dialed || call.handed) finishArrived(call, world, at);
}

function finishArrived(call: Call, world: World, at: number): void {
  if (call.ending) return finish(call, world, at, call.ending, 'local');
  if (!call.hangup) return finish(call, world, at, expired(call, world) ? 'timeLimit' : 'normal', 'pbx');
  const cause = call.up ? causeOf(call.hangup.cause, true) : 'cancelled';
  finish(call, world, at, cause, call.hangup.soft ? 'pbx' : 'remote');
}

/** The PBX ends a call at its limit without a word why; its timer and ours may differ. */
function expired(call: Call, world: World): boolean {
  return call.endsAt !== undefined && world.monotonic() >= call.endsAt - LIMIT_SLACK_MS;
}

/** A dialled channel is no more. */
export function destroyed(event: Ari.ChannelDestroyed, world: World, at: number): void {
  const call = world.calls.channel(event.channel.id);
  if (!call) return world.observed.ended(event.channel.id, causeOf(event.cause, event.channel.state === 'Up'), at);
  if (call.ending) return finish(call, world, at, call.ending, 'local', event.tech_cause);
  // At its limit a channel is destroyed without anybody having asked for it.
  if (!call.hangup || expired(call, world)) return finish(call, world, at, 'timeLimit', 'pbx');
  const by = call.hangup && !call.hangup.soft ? 'remote' : 'pbx';
  finish(call, world, at, causeOf(event.cause, call.up), by, event.tech_cause);
}

/** A hang-up begins; the cause told here is the only one that an arriving channel gets. */
export function hangupRequested(event: Ari.ChannelHangupRequest, { calls }: World): void {
  const call = calls.channel(event.channel.id);
  if (call && !call.hangup) call.hangup = { cause: event.cause, soft: event.soft === true };
}
