/** A vault that hides nothing, so that tests can look into what was sealed; its signatures are real enough to be refused. */
import type { Ids } from '../../src/ports/ids';
import type { Vault } from '../../src/ports/vault';

export function plainVault(ids: Pick<Ids, 'hash'>, resolve: Vault['resolve']): Vault {
  const sign = (text: string): string => ids.hash(`signed ${text}`);
  return {
    seal: (text) => text,
    open: (text) => text,
    sign,
    signed: (text, signature) => signature === sign(text),
    resolve,
  };
}
