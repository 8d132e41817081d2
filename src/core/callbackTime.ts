/** When a callback is wanted: as soon as possible, at an instant, or at a time on the wall clock of a zone. */
import { z } from 'zod';
import { instantOf } from './localTime';
import { iso, msOf } from './time';

export const wantedTime = z.union(
  [
    z.literal('asap'),
    /** With an offset it is an instant, without one the wall clock of `zone`, else of the queue. */
    z.iso.datetime({ offset: true, local: true }),
    /** Without seconds. */
    z.iso.datetime({ offset: true, precision: -1 }),
  ],
  { error: 'asap, or a time that there is, such as 2026-01-06T09:00 or 2026-01-06T09:00:00+01:00' },
);
export type WantedTime = z.infer<typeof wantedTime>;

export interface PromisedTime {
  readonly promisedAt: number;
  readonly promisedLocal?: { readonly time: string; readonly zone: string };
}

/** The instant of a wanted time; undefined for as soon as possible. */
export function promiseOf(wanted: WantedTime, zone: string): PromisedTime | undefined {
  if (wanted === 'asap') return undefined;
  if (/(Z|[+-]\d\d:?\d\d)$/.test(wanted)) return { promisedAt: msOf(wanted) };
  return { promisedAt: instantOf(wanted, zone), promisedLocal: { time: wanted, zone } };
}

/** As whoever asked is told: a time on a wall clock may be another instant than was thought, or none when clocks are put on. */
export const promiseSeen = (promisedAt: number | undefined): { readonly promisedAt?: string } =>
  promisedAt === undefined ? {} : { promisedAt: iso(promisedAt) };
