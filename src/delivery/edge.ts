/**
 * Where a request comes from and where it thinks it goes: its address, whether it came by HTTPS, and which origins are
 * pages of this gateway; and too many of nobody. What a proxy says about it counts only where the proxy is trusted.
 */
import type { IncomingMessage } from 'node:http';
import { BlockList, isIPv6 } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Refusal } from '../core/errors';
import type { Clock } from '../ports/clock';
import { Strangers } from './strangers';

/** Which proxies are believed: so many hops (0: none), or those with these addresses or in these ranges. */
export type TrustProxy = number | readonly string[];

export interface EdgeOptions {
  readonly trustProxy?: TrustProxy;
  /** Where browsers find this gateway, if not at the address they name. */
  readonly publicUrl?: string | undefined;
}

export class Edge {
  private readonly trusts: (address: string, hop: number) => boolean;
  private readonly publicUrl: URL | undefined;
  private readonly strangers: Strangers;
  private readonly readers: Strangers;

  constructor(clock: Clock, { trustProxy = 0, publicUrl }: EdgeOptions = {}) {
    this.strangers = new Strangers(clock);
    this.readers = new Strangers(clock);
    this.trusts = typeof trustProxy === 'number' ? (_, hop) => hop < trustProxy : inRanges(trustProxy);
    this.publicUrl = publicUrl === undefined ? undefined : new URL(publicUrl);
  }

  /** Counts who reads what is open to everybody, apart from those who are refused something. */
  read(request: IncomingMessage): Refusal | undefined {
    return this.readers.knock(this.address(request));
  }

  /** Counts a request of nobody; a refusal when there were too many from there. */
  knock(request: IncomingMessage): Refusal | undefined {
    return this.strangers.knock(this.address(request));
  }

  /** The address of who sent it, as far back as proxies are trusted. */
  address(request: IncomingMessage): string {
    const forwarded = request.headers['x-forwarded-for'];
    const told = typeof forwarded === 'string' ? forwarded.split(',').map(withoutPort) : [];
    const way = [request.socket.remoteAddress ?? 'unknown', ...told.reverse()];
    const first = way.findIndex((address, hop) => !this.trusts(address, hop));
    return (way[first === -1 ? way.length - 1 : first] ?? 'unknown').slice(0, 64);
  }

  /** Whether the browser came by HTTPS: then cookies are bound to it. */
  secure(request: IncomingMessage): boolean {
    if ((request.socket as Partial<TLSSocket>).encrypted === true) return true;
    const said = this.believed(request, 'x-forwarded-proto');
    return said === undefined ? this.publicUrl?.protocol === 'https:' : said === 'https';
  }

  /** Whether a page of this gateway sent it, as far as the browser says; `undefined` when it does not. */
  ownOrigin(request: IncomingMessage): boolean | undefined {
    const { origin } = request.headers;
    if (origin === undefined) return undefined;
    if (origin === this.publicUrl?.origin) return true;
    const host = this.believed(request, 'x-forwarded-host') ?? request.headers.host?.toLowerCase();
    return host !== undefined && origin === originOf(`${this.secure(request) ? 'https' : 'http'}://${host}`);
  }

  /** The first value of a header that a trusted proxy set. */
  private believed(request: IncomingMessage, name: string): string | undefined {
    const value = request.headers[name];
    if (typeof value !== 'string' || !this.trusts(request.socket.remoteAddress ?? '', 0)) return undefined;
    return value.split(',')[0]?.trim().toLowerCase();
  }
}

/** Some proxies say the port, too, which is another one with every connection. */
const withoutPort = (text: string): string =>
  text.trim().replace(/^(\d+\.\d+\.\d+\.\d+):\d+$|^\[([^\]]+)\](?::\d+)?$/, '$1$2');

/** Without the port that is understood. */
const originOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).origin : undefined);

function inRanges(ranges: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', bits] = range.split('/');
    const family = isIPv6(network) ? 'ipv6' : 'ipv4';
    list.addSubnet(network, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family);
  }
  return (address) => {
    const bare = address.replace(/^::ffff:(?=\d+\.)/i, '');
    return list.check(bare, isIPv6(bare) ? 'ipv6' : 'ipv4');
  };
}
