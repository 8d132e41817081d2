/** What the commands about agents have in common: an agent and its bookings as lines of tables, and in words. */
import { z } from 'zod';
import type { Columns } from '../table';

const times = z.looseObject({
  from: z.string(),
  until: z.string(),
  works: z.boolean(),
  reason: z.string().optional(),
});
const booking = times.extend({ id: z.string(), by: z.string() });
const hours = z.looseObject({
  zone: z.string(),
  weekly: z.array(z.looseObject({ days: z.array(z.string()), from: z.string(), to: z.string() })),
  exceptions: z.array(z.unknown()).optional(),
});
export const agent = z.looseObject({
  id: z.string(),
  name: z.string(),
  state: z.string(),
  reason: z.string().optional(),
  workstation: z.string().optional(),
  queues: z.record(z.string(), z.unknown()),
  next: z.looseObject({ state: z.string(), reason: z.string().optional() }).optional(),
  voice: z.looseObject({ state: z.string() }),
  duty: z.looseObject({ on: z.boolean(), reason: z.string().optional(), until: z.string().optional() }).optional(),
  bookings: z.array(booking).optional(),
  work: z.looseObject({ hours: hours.optional(), bookings: z.array(times).optional() }).optional(),
});
export type Agent = z.infer<typeof agent>;
export const page = z.object({ items: z.array(agent), next: z.string().optional() });

const stateText = (state: string, reason: string | undefined): string =>
  reason === undefined ? state : `${state} (${reason})`;

export function wholeState({ state, reason, next }: Agent): string {
  return `${stateText(state, reason)}${next ? `, then ${stateText(next.state, next.reason)}` : ''}`;
}

export const AGENTS: Columns<Agent> = {
  agent: ({ id }) => id,
  name: ({ name }) => name,
  state: wholeState,
  voice: ({ voice }) => voice.state,
  workstation: ({ workstation }) => workstation,
  queues: ({ queues }) => Object.keys(queues),
  duty: dutyText,
};

export function dutyText({ duty }: Agent): string | undefined {
  return duty && `${duty.on ? 'on' : (duty.reason ?? 'off')}${duty.until ? ` until ${duty.until}` : ''}`;
}

/** `mon,tue 09:00-16:30 Europe/Berlin`. */
export function hoursText({ zone, weekly, exceptions = [] }: z.infer<typeof hours>): string {
  const week = weekly.map(({ days, from, to }) => `${days.join(',')} ${from}-${to}`).join('; ') || 'never';
  return `${week} ${zone}${exceptions.length > 0 ? `, ${exceptions.length} exceptions` : ''}`;
}

/** Those of the mapping, and those by command, which count before them. */
export const bookingsOf = ({ work, bookings = [] }: Agent): Booked[] => [
  ...(work?.bookings ?? []).map((one) => ({ ...one, by: 'mapping' })),
  ...bookings,
];
type Booked = z.infer<typeof times> & { readonly id?: unknown; readonly by: unknown };
export const BOOKINGS: Columns<Booked> = {
  booking: ({ id }) => id,
  from: ({ from }) => from,
  until: ({ until }) => until,
  what: ({ works }) => (works ? 'works' : 'away'),
  reason: ({ reason }) => reason,
  by: ({ by }) => by,
};
