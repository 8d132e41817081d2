/** A secret as a mapping names it: a reference to where it is; a literal is for demo.yaml alone. */
import { z } from 'zod';

export const secretRef = z.union([
  z.strictObject({ env: z.string().regex(/^[A-Z_][A-Z0-9_]*$/) }),
  z.strictObject({ file: z.string().min(1).max(500) }),
  z.strictObject({ literal: z.string().min(1).max(200) }),
]);
export type SecretRef = z.infer<typeof secretRef>;
