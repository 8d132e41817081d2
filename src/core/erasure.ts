/** What was done when a customer asked to be forgotten: when and how much, and nothing that says whom. */
import { z } from 'zod';
import { time } from './fields';

export const erasureSchema = z.object({
  id: z.string(),
  /** Calls and transactions that are as if they had never been. */
  documents: z.int(),
  /** Records of the journal that are empty now. */
  records: z.int(),
  erasedAt: time,
});

export const eraseCustomerBody = z.strictObject({
  number: z.string().regex(/^\+[1-9][0-9]{3,14}$/, 'a number in E.164'),
});
export const eraseTenantBody = z.strictObject({ confirm: z.string().max(80) });
