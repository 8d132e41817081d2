/** Where a call can be sent: a phone of a PBX, or a number; and what goes along as SIP headers. */
import { z } from 'zod';
import { canonicalEndpoint } from './endpointName';
import { slug } from './ids';
import { sipAddress } from './sipAddress';

/** An endpoint in the words of its PBX, such as `PJSIP/a6001`; no `/sip:` part and no `&`, so nothing can be smuggled past ownership; `pjsip/a6001` is the same. */
export const endpoint = z
  .string()
  .max(80)
  .regex(/^[A-Za-z0-9]+\/[A-Za-z0-9_.+-]+$/, 'an endpoint such as PJSIP/a6001')
  .overwrite(canonicalEndpoint);

/** A number to dial: as people write it, `(030) 23125701` and `(+49) 30 …`, too; normalised before use. */
export const dialable = z
  .string()
  .max(32)
  .regex(/^(?:\(\+?|\+\(?)?[0-9][0-9 ()/.-]*$/, 'a telephone number');

export const destination = z.union([
  z.strictObject({ endpoint }),
  z.strictObject({ number: dialable, trunk: slug.optional() }),
]);
export type Destination = z.infer<typeof destination>;

/** What stands at a workstation: programs cannot name a SIP address, only who is signed in there. */
export const phone = z.union([...destination.options, z.strictObject({ sip: sipAddress, trunk: slug.optional() })]);
export type Phone = z.infer<typeof phone>;

/** Whom a call can be brought to: a destination, or the phone where an agent is signed in, or the agent of that user. */
export const reached = z.union([
  ...destination.options,
  z.strictObject({ agent: slug }),
  z.strictObject({ user: z.string().min(1).max(120) }),
]);
export type Reached = z.infer<typeof reached>;

/** Attribute key → name of the SIP header it is sent in. */
export const headersOut = z.record(
  z.string().regex(/^[\w.-]{1,64}$/),
  z.string().regex(/^X-[A-Za-z0-9-]{1,60}$/, 'a header such as X-Case'),
);
