/** The webhook port on undici: kept-alive connections by origin, no proxy, no redirect, no repetition of its own. */
import { isIP } from 'node:net';
import type { Agent, buildConnector } from 'undici';
import type { Clock } from '../ports/clock';
import type { Sending, Webhook, WebhookFailure, WebhookRequest, WebhookResult } from '../ports/webhook';
import { addressPolicy } from './addresses';
import { guardedConnector } from './connect';
import { Exchange } from './exchange';
import { type Resolve, systemResolve } from './resolve';
import { signatureHeaders } from './sign';

export interface WebhookOptions {
  /** Addresses and ranges that may be reached although they are not public, also without TLS. */
  readonly allow: readonly string[];
  /** Of the gateway, for the `user-agent`. */
  readonly version: string;
  readonly resolve?: Resolve;
  /** Certificates to trust instead of Node's. */
  readonly ca?: string;
}

export interface SystemWebhook extends Webhook {
  /** Cuts all connections; what is under way ends as `broken`. */
  close(): Promise<void>;
}

export function systemWebhook(options: WebhookOptions, clock: Clock): SystemWebhook {
  const policy = addressPolicy(options.allow);
  let agent: Agent | undefined;
  const agentNow = (): Agent => {
    agent ??= newAgent(guardedConnector(policy, options.resolve ?? systemResolve(), options.ca));
    return agent;
  };
  const objection = (text: string): WebhookFailure | undefined => {
    const url = parsed(text);
    if (!url) return 'invalid_url';
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) !== 0) return policy(url.protocol, host);
    return url.protocol === 'http:' && options.allow.length === 0 ? 'insecure' : undefined;
  };
  const send = (request: WebhookRequest): Sending => {
    const refused = objection(request.url);
    if (refused) return { result: Promise.resolve({ delivered: false, reason: refused }), abort() {} };
    const url = new URL(request.url);
    let exchange: Exchange | undefined;
    const result = new Promise<WebhookResult>((resolve) => {
      exchange = new Exchange(clock, request, resolve);
      agentNow().dispatch(
        {
          origin: url.origin,
          path: url.pathname + url.search,
          method: 'POST',
          headers: {
            'content-type': request.contentType,
            'user-agent': `Signalbox/${options.version}`,
            ...(request.secrets.length > 0 && signatureHeaders(request, request.secrets, clock.now())),
            ...request.headers,
          },
          body: request.body,
        },
        exchange,
      );
    });
    return { result, abort: () => exchange?.giveUp('aborted') };
  };
  return { send, objection, close: async () => agent?.destroy() };
}

/** Asked for by name only, with the first webhook: it takes megabytes, and many a gateway never sends one. */
function newAgent(connect: buildConnector.connector): Agent {
  const undici: typeof import('undici') = require('undici');
  return new undici.Agent({
    connect,
    headersTimeout: 0, // the deadline of the request holds for the whole exchange
    bodyTimeout: 0,
    pipelining: 1,
  });
}

/** HTTP or HTTPS, without user name and password: those would end up in logs. */
function parsed(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const web = url.protocol === 'https:' || url.protocol === 'http:';
  return web && url.username === '' && url.password === '' ? url : undefined;
}
