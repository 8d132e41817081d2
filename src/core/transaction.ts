/** A transaction: one customer contact across every medium (design §2). */
import { z } from 'zod';
import { attributes, time } from './fields';

export const transactionSchema = z.object({
  id: z.string(),
  /** Where its last call came in: filters and keys by venue hold for its events, too. */
  routingPoint: z.string().optional(),
  venue: z.string().optional(),
  attributes,
  calls: z.array(z.string()),
  startedAt: time,
  endedAt: time.optional(),
});
export type Transaction = z.infer<typeof transactionSchema>;
