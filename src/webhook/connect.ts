/** Connections of webhooks: the policy is asked about every address before it is connected to, and about the one that was. */
import { isIP, type LookupFunction } from 'node:net';
import type { buildConnector } from 'undici';
import type { WebhookFailure } from '../ports/webhook';
import type { Policy } from './addresses';
import type { Resolve } from './resolve';

const CONNECT_MS = 10_000;

/** A connection that was not made, with its reason. */
export class NoConnection extends Error {
  constructor(readonly reason: WebhookFailure) {
    super(reason);
  }
}

/** `ca`: certificates that are trusted instead of those of Node, for tests. */
export function guardedConnector(policy: Policy, resolve: Resolve, ca?: string): buildConnector.connector {
  return (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, '');
    const objection = isIP(host) === 0 ? undefined : policy(options.protocol, host);
    if (objection) return callback(new NoConnection(objection), null);
    const undici: typeof import('undici') = require('undici');
    const connect = undici.buildConnector({
      timeout: CONNECT_MS,
      lookup: guardedLookup(policy, resolve, options.protocol),
      ...(ca !== undefined && { ca }),
    });
    connect({ ...options, hostname: host }, (...[error, socket]) => {
      if (!socket) return callback(error ?? new NoConnection('unreachable'), null);
      const refused = policy(options.protocol, socket.remoteAddress ?? '');
      if (!refused) return callback(null, socket);
      socket.destroy();
      callback(new NoConnection(refused), null);
    });
  };
}

function guardedLookup(policy: Policy, resolve: Resolve, protocol: string): LookupFunction {
  const find = async (name: string) => {
    const found = await resolve(name).catch(() => {
      throw new NoConnection('unresolved');
    });
    const allowed = found.filter((address) => policy(protocol, address) === undefined);
    const [first] = found;
    if (allowed.length === 0)
      throw new NoConnection(first === undefined ? 'unresolved' : (policy(protocol, first) ?? 'unresolved'));
    return allowed.map((address) => ({ address, family: isIP(address) }));
  };
  return (name, options, callback) => {
    find(name).then(
      (found) => {
        const [first] = found;
        if (options.all) callback(null, found);
        else callback(null, first?.address ?? '', first?.family ?? 0);
      },
      (error) => callback(error, ''),
    );
  };
}
