/** Whether the secrets that a mapping refers to are there, are nobody else's, and are fit for what they are for. */
import type { Flaw } from '../core/errors';
import type { Mapping } from '../core/mapping';
import { attributesSecretPath, type Literals, messageSecretPath } from '../core/mappingSecrets';
import { own } from '../core/own';
import type { Ids } from '../ports/ids';
import type { Vault } from '../ports/vault';
import { revealSecret } from './mappingSecrets';

/** 24 to 64 bytes. */
const SIGNING = /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/;
const NOT_THERE = 'the secret it refers to is not there';
const NO_SIGNING = 'is no secret of Standard Webhooks: whsec_ and 24 to 64 bytes in base64';

/** The secret that the attributes of a venue are asked for with. */
export function attributesSecret(
  mapping: Mapping,
  tenant: string,
  venue: string,
  literals: Literals,
  vault: Vault,
): string | undefined {
  const reference = mapping.tenants[tenant]?.venues[venue]?.attributes?.secret;
  return reference && revealSecret(reference, attributesSecretPath(tenant, venue), literals, vault);
}

/** Every venue whose secret is not there, or is none to sign with. */
const unfitSigning = (mapping: Mapping, literals: Literals, vault: Vault): Flaw[] =>
  Object.entries(mapping.tenants).flatMap(([tenant, { venues }]) =>
    Object.entries(venues).flatMap(([venue, { attributes }]) => {
      if (!attributes) return [];
      const secret = attributesSecret(mapping, tenant, venue, literals, vault);
      if (secret !== undefined && SIGNING.test(secret)) return [];
      const message = secret === undefined ? NOT_THERE : NO_SIGNING;
      return [{ path: attributesSecretPath(tenant, venue), message }];
    }),
  );

/** The secrets that the messages of a tenant are sent with, by name; one that is not there is absent. */
export function messageSecrets(
  mapping: Mapping,
  tenant: string,
  literals: Literals,
  vault: Vault,
): Readonly<Record<string, string>> {
  const named = Object.entries(mapping.tenants[tenant]?.messages?.secrets ?? {}).map(([name, reference]) => [
    name,
    revealSecret(reference, messageSecretPath(tenant, name), literals, vault),
  ]);
  return Object.fromEntries(named.filter(([, secret]) => secret !== undefined));
}

/** Goes into a header, where anything else would be refused with every message. */
const HEADER_TEXT = /^[\x20-\x7e]+$/;

const unfitForMessages = (mapping: Mapping, literals: Literals, vault: Vault): Flaw[] =>
  Object.entries(mapping.tenants).flatMap(([tenant, { messages }]) => {
    const known = messageSecrets(mapping, tenant, literals, vault);
    return Object.keys(messages?.secrets ?? {}).flatMap((name) => {
      const secret = own(known, name);
      if (secret !== undefined && HEADER_TEXT.test(secret)) return [];
      const message = secret === undefined ? NOT_THERE : 'is no printable text of one line';
      return [{ path: messageSecretPath(tenant, name), message }];
    });
  });

interface Means {
  readonly ids: Ids;
  readonly vault: Vault;
  /** Hash of the admin's key: no tenant may have the same. */
  readonly adminHash: string;
}

/** Secrets and certificates that are not there, and keys that would be two people's. */
export function missingSecrets(mapping: Mapping, literals: Literals, { ids, vault, adminHash }: Means): Flaw[] {
  const flaws: Flaw[] = [];
  const owners = new Map([[adminHash, 'the admin']]);
  const check = (path: string, reference: Parameters<typeof revealSecret>[0] | undefined) => {
    if (reference && revealSecret(reference, path, literals, vault) === undefined)
      flaws.push({ path, message: NOT_THERE });
  };
  for (const [name, pbx] of Object.entries(mapping.pbxs)) {
    check(`/pbxs/${name}/password`, pbx.password);
    if (pbx.ca !== undefined) check(`/pbxs/${name}/ca`, { file: pbx.ca });
  }
  flaws.push(...unfitSigning(mapping, literals, vault), ...unfitForMessages(mapping, literals, vault));
  for (const [tenant, { keys }] of Object.entries(mapping.tenants))
    for (const [name, key] of Object.entries(keys)) {
      const path = `/tenants/${tenant}/keys/${name}/secret`;
      check(path, key.secret);
      const hash = ids.hash(revealSecret(key.secret, path, literals, vault) ?? path);
      const owner = owners.get(hash);
      if (owner !== undefined) flaws.push({ path, message: `is the secret of ${owner}, too` });
      owners.set(hash, `key ${name} of tenant ${tenant}`);
    }
  return flaws;
}
