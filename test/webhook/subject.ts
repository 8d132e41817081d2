/** The adapter and receivers of one test, closed behind it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../src/clock';
import type { WebhookRequest, WebhookResult } from '../../src/ports/webhook';
import { type SystemWebhook, systemWebhook, type WebhookOptions } from '../../src/webhook/webhook';
import { Receiver } from './receiver';

export const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const pem = (name: string): string => readFileSync(path.join(__dirname, '../support/tls', name), 'utf8');
/** For the name localhost. */
export const tls = { key: pem('key.pem'), cert: pem('cert.pem') };

export class Subject {
  private readonly open: { close(): Promise<void> }[] = [];

  /** Closes all, the last first. */
  async close(): Promise<void> {
    for (const one of this.open.splice(0).reverse()) await one.close();
  }

  /** Closed with the rest. */
  keep<T extends { close(): Promise<void> }>(one: T): T {
    this.open.push(one);
    return one;
  }

  adapter(options: Partial<WebhookOptions> = {}): SystemWebhook {
    return this.keep(systemWebhook({ allow: ['127.0.0.1'], version: '1.2.3', ...options }, systemClock));
  }

  async receiver(secure?: ConstructorParameters<typeof Receiver>[0]): Promise<Receiver> {
    return this.keep(await new Receiver(secure).listen());
  }
}

export function send(webhook: SystemWebhook, url: string, more: Partial<WebhookRequest> = {}): Promise<WebhookResult> {
  const request = { url, id: 'msg_1', body: '{"a":"ä"}', contentType: 'application/json', secrets: [SECRET] };
  return webhook.send({ ...request, deadlineMs: 4_000, ...more }).result;
}

export const at = (server: { port: number }, rest = '/hook'): string => `http://127.0.0.1:${server.port}${rest}`;
