/** What a dry run found, as people read it: who takes the call and why, and what was near. */
import { z } from 'zod';
import type { Io } from './io';
import { printable } from './paint';

const place = { tenant: z.string(), venue: z.string(), reason: z.string().optional() };
const trial = z.looseObject({
  venue: z
    .object({
      ...place,
      application: z.object({ name: z.string(), kind: z.string(), shared: z.boolean() }),
      by: z.array(z.string()),
    })
    .optional(),
  customerNumber: z.string().optional(),
  trunk: z.string().optional(),
  lost: z.array(z.object({ ...place, by: z.array(z.string()) })),
  missed: z.array(z.object(place)),
  hints: z.array(z.string()),
});

/** One line for the outcome, then one for each thing that a reader may ask next. */
export function printTrial(data: unknown, io: Io): void {
  const { venue, customerNumber, trunk, lost, missed, hints } = trial.parse(data);
  const lines = [
    venue
      ? `tenant ${venue.tenant}, venue ${venue.venue}, ${applicationOf(venue.application)}; decided by ${venue.by.join(', ')}`
      : 'no venue takes it: the default treatments of the routing point run',
    ...(customerNumber ? [`the caller is ${customerNumber}${trunk ? `, as trunk ${trunk} reads it` : ''}`] : []),
    ...lost.map((one) => `${nameOf(one)} fits, too (${one.by.join(', ')}), and comes after: ${one.reason}`),
    ...missed.map((one) => `${nameOf(one)} does not fit: ${one.reason}`),
    ...hints,
  ];
  for (const line of lines) io.out(printable(line));
}

const nameOf = (one: { tenant: string; venue: string }): string => `${one.tenant}/${one.venue}`;

const applicationOf = ({ name, kind, shared }: { name: string; kind: string; shared: boolean }): string =>
  `${shared ? 'shared ' : ''}application ${name} (${kind})`;
