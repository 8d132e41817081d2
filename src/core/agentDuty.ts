/**
 * When an agent works (docs/agents.md): by its hours, which are those of queues without a switch by hand, and by bookings,
 * which go before them: away, or an extra shift. When that is over an agent who was ready is not, after the talk in hand.
 */
import { z } from 'zod';
import type { Agent } from './agent';
import type { AgentAnswer } from './agentControl';
import { later, turned } from './agentPlace';
import { type Booking, bookingSettings, type Duty } from './agentWork';
import { type Context, type Decision, nothing } from './decision';
import { refuse } from './errors';
import type { OpeningHours } from './hours';
import { idOf, idSchema } from './ids';
import { Opening } from './opening';
import { msOf } from './time';

/** Each is in every record of its agent. */
const MAX_BOOKINGS = 20;
const AWAY = 'away';
const OFF_HOURS = 'offHours';

export const bookCommand = bookingSettings;

export const cancelBookingCommand = z.strictObject({ booking: idSchema('booking') });

type Times = Pick<Booking, 'from' | 'until' | 'works' | 'reason'>;

/** What is known of the times of an agent. */
export interface Working {
  readonly hours: OpeningHours | undefined;
  /** Bookings of the mapping. */
  readonly mapped: readonly Times[];
}

/** Whether it works now, until when, and why it does not; undefined for one that has neither hours nor bookings. */
export function dutyAt({ hours, mapped }: Working, booked: readonly Times[], now: number): Duty | undefined {
  const bookings = [...mapped, ...booked].filter(({ until }) => until > now);
  if (!hours && bookings.length === 0) return undefined;
  const opening = hours && new Opening(hours);
  const current = at(now);
  let until = changeAfter(now);
  while (until !== undefined && at(until).on === current.on) until = changeAfter(until);
  return { ...current, ...(until !== undefined && { until }) };

  function bookedAt(time: number): Times | undefined {
    // What was said last counts.
    return bookings.findLast(({ from, until: to }) => from <= time && time < to);
  }

  function at(time: number): Omit<Duty, 'until'> {
    const booking = bookedAt(time);
    if (booking) return booking.works ? { on: true } : { on: false, reason: booking.reason ?? AWAY };
    return !opening || opening.isOpen(time) ? { on: true } : { on: false, reason: OFF_HOURS };
  }

  function changeAfter(time: number): number | undefined {
    const edges = bookings.flatMap(({ from, until: to }) => [from, to]).filter((edge) => edge > time);
    // While something is booked the hours do not matter: years of them need not be walked.
    const next = bookedAt(time) ? undefined : opening?.nextChange(time);
    const all = next === undefined ? edges : [...edges, next];
    return all.length === 0 ? undefined : Math.min(...all);
  }
}

/** The agent as its times have it now; an agent whose work is over is not ready any more. Nothing when that is known. */
export function decideDuty(agent: Agent, working: Working, { now }: Pick<Context, 'now'>): Decision {
  if (agent.removedAt !== undefined) return nothing;
  const next = onDuty(agent, working, now);
  if (JSON.stringify([next.duty, next.bookings]) === JSON.stringify([agent.duty, agent.bookings])) return nothing;
  return { drafts: [recordOf(agent, next)], reply: undefined };
}

function onDuty(agent: Agent, working: Working, now: number): Agent {
  const { duty: before, bookings = [], ...rest } = agent;
  const left = bookings.filter(({ until }) => until > now);
  const duty = dutyAt(working, left, now);
  const told = { ...rest, ...(left.length > 0 && { bookings: left }), ...(duty && { duty }) };
  return duty?.on === false && (before?.on ?? true) ? ended(told, duty.reason ?? OFF_HOURS, now) : told;
}

/** Whatever it does now it finishes. Who is not ready for another reason, or leaves anyhow, is as it is. */
function ended(agent: Agent, why: string, now: number): Agent {
  if ((agent.next?.state ?? agent.state) !== 'ready') return agent;
  const to = { state: 'notReady', reason: why } as const;
  return agent.voice.state === 'idle' ? turned(agent, to, now) : later(agent, to);
}

const recordOf = (before: Agent, after: Agent) => ({
  type: stateOf(before) === stateOf(after) ? ('agent.duty_changed' as const) : ('agent.state_changed' as const),
  id: after.id,
  data: after,
});
const stateOf = ({ state, next }: Agent): string => JSON.stringify([state, next]);

/** Books a time at which the agent is away, or works. */
export function decideBook(
  agent: Agent,
  command: z.infer<typeof bookCommand>,
  working: Working,
  { now, actor, ids }: Pick<Context, 'now' | 'actor' | 'ids'>,
): AgentAnswer {
  const [from, until] = [msOf(command.from), msOf(command.until)];
  if (until <= now) return refuse('request.invalid', 'until is in the past');
  const bookings = (agent.bookings ?? []).filter((one) => one.until > now);
  if (bookings.length >= MAX_BOOKINGS) return refuse('agent.too_many_bookings');
  const { works, reason: why } = command;
  const id = idOf('booking', ids.fresh());
  const booking: Booking = { id, from, until, works, ...(why !== undefined && { reason: why }), by: actor, at: now };
  const next = onDuty({ ...agent, bookings: [...bookings, booking] }, working, now);
  return { drafts: [recordOf(agent, next)], reply: { agent: agent.id, booking: id } };
}

export function decideCancelBooking(
  agent: Agent,
  { booking }: z.infer<typeof cancelBookingCommand>,
  working: Working,
  { now }: Pick<Context, 'now'>,
): AgentAnswer {
  const left = agent.bookings?.filter(({ id }) => id !== booking);
  if (!left || left.length === agent.bookings?.length) return refuse('agent.no_such_booking');
  const next = onDuty({ ...agent, bookings: left }, working, now);
  return { drafts: [recordOf(agent, next)], reply: { agent: agent.id, booking } };
}
