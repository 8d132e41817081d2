/**
 * Secrets of a mapping: what is written out in it is taken out and sealed beside it, what is a reference stays one.
 * What was taken out shows as `(sealed)`; a mapping that comes back with that keeps the secret that stood there.
 */
import type { Flaw } from './errors';
import type { Mapping } from './mapping';
import type { SecretRef } from './secretRef';

/** Written-out secrets by the place they stood in. */
export type Literals = Readonly<Record<string, string>>;

export interface SecretRules {
  /** Secrets that places with `(sealed)` keep. */
  readonly sealed: Literals;
  /** Whether new ones may be written out: in the demo alone (design §4). */
  readonly written: boolean;
}

const HIDDEN = '(sealed)';

/** The mapping as it may be seen, the secrets that were written out in it, and what of them may not be. */
export function hideSecrets(
  mapping: Mapping,
  rules: SecretRules,
): { mapping: Mapping; literals: Literals; flaws: Flaw[] } {
  const literals: Record<string, string> = {};
  const flaws: Flaw[] = [];
  const hide = (path: string, reference: SecretRef): SecretRef => {
    if (!('literal' in reference)) return reference;
    const kept = reference.literal === HIDDEN ? rules.sealed[path] : undefined;
    if (reference.literal === HIDDEN && kept === undefined)
      flaws.push({ path, message: 'there is no sealed secret at this place: use { env: NAME } or { file: PATH }' });
    if (reference.literal !== HIDDEN && !rules.written)
      flaws.push({ path, message: 'a secret is not written out here: use { env: NAME } or { file: PATH }' });
    literals[path] = kept ?? reference.literal;
    return { literal: HIDDEN };
  };
  const pbxs = mapEntries(mapping.pbxs, (pbx, name) => ({
    ...pbx,
    ...(pbx.password && { password: hide(`/pbxs/${name}/password`, pbx.password) }),
  }));
  const tenants = mapEntries(mapping.tenants, (tenant, name) => ({
    ...tenant,
    keys: mapEntries(tenant.keys, (key, id) => ({
      ...key,
      secret: hide(`/tenants/${name}/keys/${id}/secret`, key.secret),
    })),
    venues: mapEntries(tenant.venues, ({ attributes, ...venue }, id) => ({
      ...venue,
      ...(attributes && {
        attributes: { ...attributes, secret: hide(attributesSecretPath(name, id), attributes.secret) },
      }),
    })),
    ...(tenant.messages && {
      messages: {
        ...tenant.messages,
        secrets: mapEntries(tenant.messages.secrets, (secret, id) => hide(messageSecretPath(name, id), secret)),
      },
    }),
  }));
  return { mapping: { ...mapping, pbxs, tenants }, literals, flaws };
}

/** Where the secret stands that the attributes of a venue are asked for with. */
export const attributesSecretPath = (tenant: string, venue: string): string =>
  `/tenants/${tenant}/venues/${venue}/attributes/secret`;

/** Where a secret stands that the messages of a tenant are sent with. */
export const messageSecretPath = (tenant: string, name: string): string =>
  `/tenants/${tenant}/messages/secrets/${name}`;

const mapEntries = <T>(record: Readonly<Record<string, T>>, map: (value: T, key: string) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
