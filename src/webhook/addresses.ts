/**
 * Which addresses webhooks may reach: public ones over HTTPS, and by name of their range (`SIGNALBOX_WEBHOOK_ALLOW`)
 * any other, also in plain HTTP. Looked at where the connection is made, on the address that is connected to, so that
 * no name can say one thing when it is asked and another one when it counts.
 */
import ipaddr from 'ipaddr.js';
import type { WebhookFailure } from '../ports/webhook';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = [Address, number];

/** Global unicast; the rest of IPv6 is for special purposes or nobody's. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');
/** Answers machines of a large cloud with their own secrets, at an address that looks like any other. */
const METADATA: ReadonlySet<string> = new Set(['168.63.129.16']);

/** What may be said to an address over that protocol. */
export type Policy = (protocol: string, address: string) => WebhookFailure | undefined;

/** `allow` are addresses and CIDR ranges, already validated. */
export function addressPolicy(allow: readonly string[]): Policy {
  const ranges = allow.map(rangeOf);
  return (protocol, text) => {
    if (!ipaddr.isValid(text)) return 'refused_address';
    const address = ipaddr.process(text);
    const allowed = ranges.some((range) => range[0].kind() === address.kind() && address.match(range));
    if (allowed) return undefined;
    if (!isPublic(address)) return 'refused_address';
    return protocol === 'https:' ? undefined : 'insecure';
  };
}

function rangeOf(text: string): Range {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' ? !METADATA.has(address.toString()) : address.match(GLOBAL_IPV6);
}
