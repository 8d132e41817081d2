/** Secrets of a mapping: what is written out in it is taken out and sealed beside it, what is a reference stays one. */
import type { Mapping, SecretRef } from '../core/mapping';
import type { Vault } from '../ports/vault';

/** Written-out secrets by the place they stood in. */
export type Literals = Readonly<Record<string, string>>;

const HIDDEN = '(sealed)';

/** The mapping as it may be seen, and the secrets that were written out in it. */
export function hideSecrets(mapping: Mapping): { mapping: Mapping; literals: Literals } {
  const literals: Record<string, string> = {};
  const hide = (path: string, reference: SecretRef): SecretRef => {
    if (!('literal' in reference)) return reference;
    literals[path] = reference.literal;
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
  }));
  return { mapping: { pbxs, tenants }, literals };
}

/** The secret a reference stands for; `undefined` when it is not there. */
export function revealSecret(reference: SecretRef, path: string, literals: Literals, vault: Vault): string | undefined {
  if ('literal' in reference) return literals[path] ?? reference.literal;
  return vault.resolve(reference);
}

const mapEntries = <T>(record: Readonly<Record<string, T>>, map: (value: T, key: string) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
