/**
 * Ids are two letters, an underscore and 32 lower-case hex digits; the letters say the kind. The length is fixed
 * because Asterisk matches channel ids by prefix. A PBX port uses the bare 32 digits.
 */
import { z } from 'zod';

const PREFIXES = {
  call: 'ca',
  party: 'pa',
  transaction: 'tr',
  conversation: 'co',
  job: 'jo',
  key: 'ke',
  user: 'us',
  session: 'se',
  erasure: 'er',
  event: 'ev',
  attachment: 'at',
  entry: 'en',
  callback: 'cb',
  slotHold: 'sh',
  cancellation: 'cn',
  message: 'me',
  booking: 'bo',
  offer: 'of',
  recording: 're',
  webhook: 'wh',
  deadLetter: 'dl',
} as const;
export type IdKind = keyof typeof PREFIXES;

/** `ca_0193…`: the id of that kind made of 32 hex digits. */
export const idOf = (kind: IdKind, hex: string): string => `${PREFIXES[kind]}_${hex}`;

/** The 32 hex digits of an id, as a PBX port wants them. */
export const bare = (id: string): string => id.slice(3);

/** Schema of an id of that kind. */
export const idSchema = (kind: IdKind) =>
  z
    .string()
    .regex(new RegExp(`^${PREFIXES[kind]}_[0-9a-f]{32}$`), `an id such as ${PREFIXES[kind]}_ and 32 hex digits`);

/** Names of tenants, PBXs, routing points, venues, applications, trunks: stable, readable, safe in a path. */
export const slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'lower-case letters, digits and dashes, 1 to 40 characters');

/** The partition of the installation itself; no tenant may have this name. */
export const SYSTEM = 'system';
