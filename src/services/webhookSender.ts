/**
 * Sends one message of a webhook: signed with the secrets it has now, counted and logged. An address may hold what
 * nobody else should read, so logs name the webhook and its host.
 */
import type { WebhookSecrets, WebhookSubscription } from '../core/webhook';
import type { Facts } from '../ports/log';
import type { Vault } from '../ports/vault';
import type { Sending, Webhook, WebhookResult } from '../ports/webhook';
import type { Partitions, Ports } from './partitions';

/** As Standard Webhooks recommends. */
const DEADLINE_MS = 15_000;
const CONTENT_TYPE = 'application/cloudevents+json';

export interface Message {
  /** What makes it this message of its webhook: its id follows from it alone, so a repetition has the same one. */
  readonly name: string;
  readonly body: string;
  readonly transaction: string | undefined;
}

export class WebhookSender {
  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    private readonly vault: Vault,
    private readonly webhook: Webhook,
  ) {}

  /** The ids of a webhook and of what is told make the id of the message. */
  send(tenant: string, id: string, { name, body, transaction }: Message): Sending {
    const resource = this.partitions.get(tenant)?.resource('webhook', id);
    const { url } = (resource?.data ?? { url: '' }) as WebhookSubscription;
    const { current, previous } = this.secrets(resource?.secret);
    const started = this.ports.clock.monotonic();
    const sending = this.webhook.send({
      url,
      id: `msg_${this.ports.ids.derive('webhook', tenant, id, name)}`,
      body,
      contentType: CONTENT_TYPE,
      secrets: previous === undefined ? [current] : [current, previous],
      deadlineMs: DEADLINE_MS,
    });
    const result = sending.result.then((result) => {
      this.report(
        { tenant, webhook: id, transaction, ...(URL.canParse(url) && { host: new URL(url).host }) },
        result,
        started,
      );
      return result;
    });
    return { ...sending, result };
  }

  secrets(sealed: string | undefined): WebhookSecrets {
    return JSON.parse(this.vault.open(sealed ?? '')) as WebhookSecrets;
  }

  private report(facts: Facts & { tenant: string }, result: WebhookResult, started: number): void {
    const { metrics, log, clock } = this.ports;
    const outcome = result.delivered ? 'delivered' : result.reason;
    metrics.count('signalbox_webhook_deliveries_total', { tenant: facts.tenant, outcome });
    metrics.observe('signalbox_webhook_delivery_seconds', (clock.monotonic() - started) / 1_000, {
      tenant: facts.tenant,
    });
    if (result.delivered) log.debug('a webhook was delivered', { ...facts, status: result.status });
    else if (outcome !== 'aborted')
      log.warn('a webhook was not delivered', { ...facts, outcome, status: result.status });
  }
}
