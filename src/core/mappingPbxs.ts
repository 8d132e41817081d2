/** What a schema cannot say of PBXs: what each kind needs, that one is linked once, and what can be done for a call of no tenant. */
import { isRefusal } from './errors';
import { SYSTEM } from './ids';
import type { Mapping, PbxConfig } from './mapping';
import { holdingsOf, lineTo } from './ownership';
import type { Treatment } from './treatment';

type Report = (path: string, message: string) => void;

export function checkPbxs({ pbxs }: Mapping, flaw: Report): void {
  const addresses = new Map<string, string>();
  for (const [name, pbx] of Object.entries(pbxs)) {
    checkDefaults(pbx, `/pbxs/${name}`, flaw);
    // What stands in an address is shown to whoever sees the mapping; never repeated here either.
    if (pbx.url !== undefined && !isBare(new URL(pbx.url)))
      flaw(
        `/pbxs/${name}/url`,
        'is written without user, password, query and fragment: user and password stand beside it',
      );
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

const isBare = ({ href }: URL): boolean => !/^[a-z]+:\/\/[^/]*@|[?#]/.test(href);

/** The same for every way to write it. */
function addressOf({ protocol, hostname, port, pathname }: URL): string {
  const path = pathname.replace(/\/+$/, '').replace(/\/ari$/, '');
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}${path}`;
}

/** The default of a routing point is for calls of no tenant: nothing that a tenant has can be named in it. */
function checkDefaults(pbx: PbxConfig, at: string, flaw: Report): void {
  for (const [name, point] of Object.entries(pbx.routingPoints))
    point.default.forEach((step, i) => {
      const [where, why] = undoable(step, pbx) ?? [];
      if (where !== undefined && why !== undefined) flaw(`${at}/routingPoints/${name}/default/${i}${where}`, why);
    });
}

/** Where in a step and why it cannot be carried out without a tenant. */
function undoable(step: Treatment, pbx: PbxConfig): [string, string] | undefined {
  if (step.do === 'queue' || step.do === 'propose' || step.do === 'venue')
    return ['/do', `a call that no venue takes is of no tenant, and has no ${step.do === 'venue' ? 'venue' : 'queue'}`];
  if (step.do !== 'connect') return undefined;
  if ('agent' in step.to || 'user' in step.to)
    return ['/to', 'a call that no venue takes is of no tenant, and has no agents and users'];
  if (step.from !== undefined) return ['/from', 'a call that no venue takes shows the number of its caller'];
  const line = lineTo(step.to, holdingsOf(SYSTEM, pbx, undefined));
  return isRefusal(line) ? ['/to', line.detail ?? 'there is no trunk for it'] : undefined;
}
