/** A tenant as the installation knows it: its name, whether it is served, and what it may use. */
import { z } from 'zod';
import { time } from './fields';

export const tenantSchema = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: time,
  /** Since when it is not served: its keys and sessions are refused and new calls do not reach it. */
  suspendedAt: time.optional(),
});
export type Tenant = z.infer<typeof tenantSchema>;
