/** Whose phone it is: from a line of a PBX to the workstation it stands at. */
import { isRefusal } from './errors';
import { type Holdings, type Line, lineTo } from './ownership';
import type { Workstation } from './workstation';

/** What a phone is known by on one PBX. */
export type PhoneOf = { readonly [K in 'endpoint' | 'number']?: Line[K] | undefined };

export const phoneKey = ({ endpoint, number }: PhoneOf): string => endpoint ?? number ?? '';

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
