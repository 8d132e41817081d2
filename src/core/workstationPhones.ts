/** Whose phone it is: from a line of a PBX to the workstation it stands at. */
import type { Call } from './call';
import { isRefusal } from './errors';
import { type Holdings, type Line, lineTo } from './ownership';
import type { Party } from './party';
import type { Workstation } from './workstation';

/** What a phone is known by on one PBX. */
export type PhoneOf = { readonly [K in 'endpoint' | 'number' | 'sip']?: Line[K] | undefined };

/** What the phone of a party may be known by: for who called from outside, the number that it called from. */
export const phoneOf = (
  { direction, customerNumber }: Pick<Call, 'direction' | 'customerNumber'>,
  { role, endpoint, number, sip }: Pick<Party, 'role' | 'endpoint' | 'number' | 'sip'>,
): PhoneOf => ({
  endpoint,
  sip,
  number: number ?? (role === 'customer' && direction === 'in' ? customerNumber : undefined),
});

/** Which workstation a phone stands at. */
export const workstationOf = (
  phones: ReadonlyMap<string, string>,
  { endpoint, number, sip }: PhoneOf,
): string | undefined => phones.get(endpoint ?? '') ?? phones.get(number ?? '') ?? phones.get(sip ?? '');

export const phoneKey = ({ endpoint, number, sip }: PhoneOf): string => endpoint ?? number ?? sip ?? '';

/** Which workstation a phone of that PBX stands at. */
export function phonesAt(
  workstations: Readonly<Record<string, Workstation>>,
  holdings: Holdings,
): ReadonlyMap<string, string> {
  const phones = new Map<string, string>();
  for (const [name, { phone }] of Object.entries(workstations)) {
    const line = lineTo(phone, holdings);
    if (!isRefusal(line)) phones.set(phoneKey(line), name);
  }
  return phones;
}
