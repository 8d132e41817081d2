/** What a schema cannot say of PBXs: what each kind needs, and that one is linked once. */
import type { Mapping } from './mapping';

type Report = (path: string, message: string) => void;

export function checkPbxs({ pbxs }: Mapping, flaw: Report): void {
  const addresses = new Map<string, string>();
  for (const [name, pbx] of Object.entries(pbxs)) {
    if (pbx.kind !== 'asterisk') continue;
    for (const key of ['url', 'user', 'password'] as const)
      if (pbx[key] === undefined) flaw(`/pbxs/${name}/${key}`, 'needed for a PBX of kind asterisk');
    const url = pbx.url === undefined ? undefined : new URL(pbx.url);
    if (!url) continue;
    const address = addressOf(url);
    const other = addresses.get(address);
    // Both would ask for the same application of it, and take it from each other.
    if (other !== undefined) flaw(`/pbxs/${name}/url`, `is the address of PBX ${other}, too`);
    addresses.set(address, name);
  }
}

/** The same for every way to write it. */
function addressOf({ protocol, hostname, port, pathname }: URL): string {
  const path = pathname.replace(/\/+$/, '').replace(/\/ari$/, '');
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}${path}`;
}
