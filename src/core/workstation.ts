/**
 * A workstation: a phone of a PBX and the desk it stands on, where an agent signs in and is reached (design §2). A
 * phone stands at one workstation, so that whoever is called there is known.
 */
import { z } from 'zod';
import { phone } from './destination';

export const workstation = z.strictObject({
  name: z.string().min(1).max(80).optional(),
  /** A phone of the PBX, any number, or a SIP address. */
  phone,
  /** Where the desk is, for people. */
  place: z.string().min(1).max(120).optional(),
});
export type Workstation = z.infer<typeof workstation>;
