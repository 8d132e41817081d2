/** A trunk of a PBX: the numbers and addresses that are reached through it, and how they are dialled and read (design §2). */
import { z } from 'zod';
import { endpoint } from './destination';
import { canonicalEndpoint } from './endpointName';
import { sipHost } from './sipAddress';

export const trunk = z.strictObject({
  /** ISO country whose numbering plan its numbers are read in. */
  country: z.string().regex(/^[A-Z]{2}$/, 'an ISO country such as DE'),
  /** How calling and dialled numbers arrive: `e164` with or without +, `national` with trunk prefix. */
  inbound: z.enum(['e164', 'national']).default('e164'),
  /** How a number is dialled, at one place: {e164} +49…, {digits} 49…, {national} 030…. */
  dial: z
    .string()
    .max(200)
    .regex(/^[^{}&]*\{(e164|digits|national)\}[^{}&]*$/, 'one of {e164}, {digits}, {national}, and no &')
    .overwrite(canonicalEndpoint),
  /** SIP addresses of workstations are dialled through it. */
  sip: z
    .strictObject({
      /** How an address is dialled: {address} sip:bob@example.com. */
      dial: z
        .string()
        .max(200)
        .regex(/^[^{}&]*\{address\}[^{}&]*$/, 'one {address}, and no &')
        .overwrite(canonicalEndpoint),
      /** At these hosts and no others. */
      hosts: z.array(sipHost).min(1).max(100),
    })
    .optional(),
  /** Endpoint of the PBX that its calls come by. */
  endpoint: endpoint.optional(),
  /** So many of its lines callbacks may take at once, of all tenants together, each getting its fair share. Default: any number. */
  callbackLines: z.int().min(1).max(100_000).optional(),
});
export type Trunk = z.infer<typeof trunk>;
