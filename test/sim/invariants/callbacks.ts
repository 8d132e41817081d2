/**
 * Callbacks, a few times a second: each has the place, the call and the people that its state says, at most one dial, and no
 * two agents are there for one customer.
 */
import { type Call, customer } from '../../../src/core/call';
import { type Callback, callbackDeadlines } from '../../../src/core/callback';
import { hasCall, isLive, isOver } from '../../../src/core/callbackStates';
import { bare } from '../../../src/core/ids';
import type { Partition } from '../../../src/core/partition';
import { isUp } from '../../../src/core/party';
import { type Entry, inLine } from '../../../src/core/queue';
import type { SlotHold } from '../../../src/core/slotHold';
import type { Scene } from '../scene';
import { SHARED_LINES } from '../tenants';

type Wrong = (invariant: string, what: string, patience?: number) => void;

const OVERDUE_MS = 1_500;
/** One whose time ran out while its customer was being reached is over in the turn after it failed. */
const PASSING_MS = 250;

/** Looks around in every tenant. */
export function callbacksAreRight({ house, tenants }: Scene, wrong: Wrong): void {
  const now = house.clock.now();
  for (const { id: tenant } of tenants) {
    const partition = house.signalbox.partitions.get(tenant);
    for (const id of partition?.ids('callback') ?? []) {
      const callback = partition?.get<Callback>('callback', id);
      if (!partition || !callback) continue;
      placeOf(partition, callback, wrong);
      if (isOver(callback)) continue;
      callOf(partition, callback, wrong);
      for (const { name, at } of callbackDeadlines(callback))
        if (at < now - OVERDUE_MS) wrong('no deadline of a callback is in the past', `${name} of ${id}`, PASSING_MS);
      if (callbackDeadlines(callback).length === 0 && !hasCall(callback))
        wrong('no callback is left without a deadline', `${id} is ${callback.state}`, 0);
    }
  }
  for (const { id: tenant } of tenants) {
    const partition = house.signalbox.partitions.get(tenant);
    for (const id of partition?.ids('slotHold') ?? []) {
      const hold = partition?.get<SlotHold>('slotHold', id);
      if (hold?.endedAt === undefined && hold && hold.until < now - OVERDUE_MS)
        wrong('no place is kept for ever', `${id} of ${tenant}`, PASSING_MS);
    }
  }
  const lines = linesOf({ house, tenants });
  if (lines > SHARED_LINES) wrong('a trunk has so many lines for callbacks', `${lines} are taken`, 0);
  for (const [callback, count] of dialsOf({ house, tenants }))
    if (count > 1) wrong('one dial per callback', `${callback}: ${count}`, 0);
}

function placeOf(partition: Partition, { id, state, entry: named }: Callback, wrong: Wrong): void {
  const entry = named === undefined ? undefined : partition.get<Entry>('entry', named);
  const stands = entry !== undefined && inLine(entry) && entry.callback === id;
  // Who was brought to somebody has left the line; the next attempt takes a place of the same arrival when it is due.
  const must = state === 'queued' || state === 'reserved' || state === 'dialing';
  const parked = entry?.state === 'parked';
  const may = must || state === 'confirming' || state === 'holding' || state === 'retryWait' || state === 'paused';
  if (parked !== (state === 'paused')) wrong('who is paused is parked, and nobody else', `${id} is ${state}`, 0);
  if (stands ? !may : must) wrong('a callback has the place that its state says', `${id} is ${state}`, 0);
  if (state === 'reserved' && entry?.state !== 'offering') wrong('a reserved callback is being offered', id, 0);
}

function callOf(partition: Partition, callback: Callback, wrong: Wrong): void {
  const { id, state, call: named } = callback;
  const call = partition.get<Call>('call', named ?? '');
  if (!hasCall(callback)) return;
  if (!call || call.clearedAt !== undefined || call.callback !== id)
    return wrong('a callback has the call that its state says', `${id} is ${state}`, 0);
  if (isLive(callback) && !customer(call)) wrong('a customer is dialled for it', `${id} is ${state}`, 0);
  const agents = call.parties.filter(({ role, due, ...party }) => role === 'agent' && isUp({ role, ...party }) && !due);
  if (state !== 'connected' && agents.length > 1) wrong('no two agents for one customer', `${id} is ${state}`, 0);
}

/** How many callbacks somebody is reached for; all of them go by the trunk that tenants share. */
function linesOf({ house, tenants }: Pick<Scene, 'house' | 'tenants'>): number {
  return tenants.flatMap(({ id: tenant }) => {
    const partition = house.signalbox.partitions.get(tenant);
    return [...(partition?.ids('callback') ?? [])].filter((id) => hasCall(partition?.get('callback', id) as Callback));
  }).length;
}

/** Customers whom the PBX is dialling or has on the line, by callback. */
function dialsOf({ house, tenants }: Pick<Scene, 'house' | 'tenants'>) {
  const parties = house.sim.board.exchange.parties;
  return tenants.flatMap(({ id: tenant }) => {
    const partition = house.signalbox.partitions.get(tenant);
    const counts = new Map<string, number>();
    for (const id of partition?.ids('call') ?? []) {
      const call = partition?.get<Call>('call', id);
      const there = call && customer(call);
      if (call?.callback !== undefined && there && !call.clearing && parties.has(bare(there.id)))
        counts.set(call.callback, (counts.get(call.callback) ?? 0) + 1);
    }
    return [...counts];
  });
}
