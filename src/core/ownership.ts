/**
 * What a tenant names is resolved among what the mapping says is its own (design §4): endpoints, trunks, caller
 * numbers. The result is what the PBX is told; nothing else ever reaches a dial.
 */

import type { Phone } from './destination';
import { isRefusal, type Refusal, refuse } from './errors';
import { SYSTEM } from './ids';
import type { PbxConfig, TenantMapping } from './mapping';
import { dialableNumber, dialString, isBarredUser } from './number';
import { readSipAddress } from './sipAddress';
import type { Trunk } from './trunk';

export interface Line {
  /** What the PBX is told to dial. */
  readonly dial: string;
  readonly endpoint?: string;
  readonly number?: string;
  /** SIP address. */
  readonly sip?: string;
  readonly trunk?: string;
}

/** One PBX and what a tenant owns there. */
export interface Holdings {
  readonly pbx: PbxConfig;
  readonly owns: TenantMapping['owns'][string] | undefined;
}

/** What may be named for a call of that tenant; the installation, which writes what is done for calls of nobody, may name all of the PBX. */
export const holdingsOf = (tenant: string, pbx: PbxConfig, owns: Holdings['owns']): Holdings => ({
  pbx,
  owns: tenant === SYSTEM ? { endpoints: ['*'], trunks: Object.keys(pbx.trunks), numbers: [] } : owns,
});

/** The line to a destination of the tenant on that PBX, or why there is none. */
export function lineTo(to: Phone, holdings: Holdings): Line | Refusal {
  if ('endpoint' in to) {
    if (!ownsEndpoint(to.endpoint, holdings))
      return refuse('destination.not_owned', `${to.endpoint} is not a phone of this tenant`);
    return { dial: to.endpoint, endpoint: to.endpoint };
  }
  if ('sip' in to) return sipLine(to, holdings);
  const named = trunkFor(to.trunk, holdings);
  if (isRefusal(named)) return named;
  const e164 = dialableNumber(to.number, named.trunk.country);
  if (isRefusal(e164)) return e164;
  return { dial: dialString(e164, named.trunk), number: e164, trunk: named.name };
}

/** Through the trunk that is named, else the first of the tenant that dials addresses at that host. */
function sipLine({ sip, trunk: name }: Extract<Phone, { sip: string }>, { pbx, owns }: Holdings): Line | Refusal {
  const own = owns?.trunks ?? [];
  if (name !== undefined && !own.includes(name)) return notOwnTrunk(name);
  const { user, host } = readSipAddress(sip);
  const trunks = (name === undefined ? own : [name]).flatMap((trunk) => {
    const found = pbx.trunks[trunk];
    return found?.sip ? [{ trunk, country: found.country, ...found.sip }] : [];
  });
  if (trunks.length === 0) return refuse('destination.no_trunk', 'no trunk of the tenant dials SIP addresses');
  const through = trunks.find(({ hosts }) => hosts.some((one) => one.toLowerCase() === host));
  if (!through) return refuse('destination.not_owned', `${host} is no host that a trunk of this tenant dials`);
  if (isBarredUser(user, through.country))
    return refuse('destination.refused', `${user} is an emergency or premium number`);
  const address = `sip:${user}@${host}`;
  return { dial: through.dial.replace('{address}', address), sip: address, trunk: through.trunk };
}

/** Whether a phone belongs to the tenant. */
export function ownsEndpoint(endpoint: string, { owns }: Holdings): boolean {
  return (owns?.endpoints ?? []).some((own) =>
    own.endsWith('*') ? endpoint.startsWith(own.slice(0, -1)) : endpoint === own,
  );
}

/** The caller number a tenant may show: its own, or the one that called (`calling`). */
export function callerNumber(from: string | undefined, calling: string, { owns }: Holdings): string | Refusal {
  if (from === undefined) return calling;
  const wanted = from.replace(/[^0-9+]/g, '');
  if (owns?.numbers.includes(wanted)) return wanted;
  return refuse('destination.not_owned', `${from} is not a caller number of this tenant`);
}

function trunkFor(name: string | undefined, { pbx, owns }: Holdings): { name: string; trunk: Trunk } | Refusal {
  const own = owns?.trunks ?? [];
  if (name !== undefined && !own.includes(name)) return notOwnTrunk(name);
  const chosen = name ?? own[0];
  const trunk = chosen === undefined ? undefined : pbx.trunks[chosen];
  return chosen !== undefined && trunk ? { name: chosen, trunk } : refuse('destination.no_trunk');
}

const notOwnTrunk = (name: string): Refusal => refuse('destination.not_owned', `${name} is not a trunk of this tenant`);
