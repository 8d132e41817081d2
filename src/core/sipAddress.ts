/**
 * SIP addresses of phones that are no endpoints of the PBX: they are reached over a trunk of the tenant that dials
 * addresses, and only at hosts that the trunk names, so that nobody makes the PBX knock at an address of the network.
 */
import { z } from 'zod';

/** A name or an IPv4 address, with a port where it is not that of SIP. */
const HOST = '[A-Za-z0-9](?:[A-Za-z0-9.-]{0,118}[A-Za-z0-9])?(?::[1-9][0-9]{0,4})?';

export const sipHost = z.string().regex(new RegExp(`^${HOST}$`), 'a host such as example.com or 192.0.2.7:5080');

/** One user at one host: no parameter, header, escape or second address, so that nothing else gets into a dial string. */
export const sipAddress = z
  .string()
  .max(200)
  .regex(new RegExp(`^sip:[A-Za-z0-9+][A-Za-z0-9_.+-]{0,63}@${HOST}$`), 'a SIP address such as sip:bob@example.com');

export interface SipAddress {
  readonly user: string;
  /** As hosts are compared: in lower case, with the port where one is written. */
  readonly host: string;
}

export function readSipAddress(address: string): SipAddress {
  const at = address.indexOf('@');
  return { user: address.slice('sip:'.length, at), host: address.slice(at + 1).toLowerCase() };
}
