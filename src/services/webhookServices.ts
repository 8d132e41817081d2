/** Everything of webhooks, put together. */
import type { Vault } from '../ports/vault';
import type { Webhook } from '../ports/webhook';
import type { Api } from './api';
import { AttributeFetches } from './attributeFetches';
import { DeadLetterService } from './deadLetters';
import type { Deadlines } from './deadlines';
import { Deliveries } from './deliveries';
import { TenantLimits } from './limits';
import type { Mappings } from './mappings';
import type { Partitions, Ports } from './partitions';
import { quotaCounts } from './quotaCounts';
import { RequestMarks } from './requestMarks';
import { WebhookDesk } from './webhookDesk';
import { WebhookSender } from './webhookSender';
import { WebhookService } from './webhooks';

export interface WebhookServices {
  start(): void;
  /** A tenant was loaded. */
  loaded(tenant: string): void;
  stop(): Promise<void>;
  /** Questions about callers that are under way. */
  fetching(): number;
  readonly api: Pick<Api, 'webhooks' | 'deadLetters'>;
}

interface Means {
  readonly ports: Ports;
  readonly vault: Vault;
  readonly webhook: Webhook;
}

interface Services {
  readonly partitions: Partitions;
  readonly mappings: Mappings;
  readonly deadlines: Deadlines;
}

export function webhookServices({ ports, vault, webhook }: Means, services: Services): WebhookServices {
  const { partitions, mappings, deadlines } = services;
  const marks = new RequestMarks(ports, partitions);
  const limits = new TenantLimits(ports.clock, partitions, quotaCounts(partitions, mappings));
  const sender = new WebhookSender(ports, partitions, vault, webhook);
  const deliveries = new Deliveries(ports, partitions, vault, sender);
  const desk = new WebhookDesk(partitions, mappings, webhook);
  const fetches = new AttributeFetches(ports, partitions, mappings, webhook);
  partitions.listen(deliveries);
  partitions.listen(fetches);
  deadlines.handle('delivery', (tenant, id) => deliveries.retryDue(tenant, id));
  deadlines.handle('webhook', (tenant, id) => deliveries.overlapOver(tenant, id));
  return {
    start: () => deliveries.start(),
    loaded(tenant) {
      deliveries.loaded(tenant);
      fetches.loaded(tenant);
    },
    stop() {
      fetches.stop();
      return deliveries.stop();
    },
    fetching: () => fetches.size,
    api: {
      webhooks: new WebhookService(ports, partitions, desk, { vault, deliveries, sender, marks, limits }),
      deadLetters: new DeadLetterService(ports, partitions, desk, marks),
    },
  };
}
