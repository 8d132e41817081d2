/** The link to a PBX, as the installation tells it. */
import { z } from 'zod';
import { time } from './fields';

export const linkSchema = z.object({
  id: z.string(),
  kind: z.string(),
  state: z.enum(['connecting', 'resyncing', 'live', 'lost', 'stopped']),
  epoch: z.int(),
  since: time,
  reason: z.string().optional(),
});
export type Link = z.infer<typeof linkSchema>;
