/** The secrets that references of the mapping stand for. */
import type { Literals } from '../core/mappingSecrets';
import type { SecretRef } from '../core/secretRef';
import type { Vault } from '../ports/vault';

/** The secret a reference stands for; `undefined` when it is not there. */
export function revealSecret(reference: SecretRef, path: string, literals: Literals, vault: Vault): string | undefined {
  if ('literal' in reference) return literals[path] ?? reference.literal;
  return vault.resolve(reference);
}
