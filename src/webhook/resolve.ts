/**
 * Names to addresses without the machine's few threads: a name server of a tenant that never answers would hold them
 * all, and with them everything else of the process that reads a file or looks up a name.
 */
import { lookup, Resolver } from 'node:dns/promises';

/** Every address of a name; rejects when it has none. */
export type Resolve = (name: string) => Promise<readonly string[]>;

const TIMEOUT_MS = 2_000;
const TRIES = 2;
/** The name server answered, and not with an address: the hosts file may know the name. */
const ANSWERED: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA', 'ECONNREFUSED']);

export function systemResolve(): Resolve {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
  return async (name) => {
    if (name === 'localhost') return fromHosts(name);
    const asked = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
    const addresses = asked.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (addresses.length > 0) return addresses;
    for (const answer of asked)
      if (answer.status === 'rejected' && !ANSWERED.has(String(answer.reason?.code))) throw answer.reason;
    return fromHosts(name);
  };
}

const fromHosts = async (name: string): Promise<string[]> =>
  (await lookup(name, { all: true })).map(({ address }) => address);
