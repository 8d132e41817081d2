/** All that goes out by HTTP to addresses of tenants, put together: webhooks, questions about callers, text messages. */
import type { Notifier } from '../ports/notifier';
import type { Vault } from '../ports/vault';
import type { Webhook } from '../ports/webhook';
import type { Api } from './api';
import { AttributeFetches } from './attributeFetches';
import type { CallbackServices } from './callbackServices';
import { DeadLetterService } from './deadLetters';
import type { Deadlines } from './deadlines';
import { Deliveries } from './deliveries';
import { TenantLimits } from './limits';
import type { Mappings } from './mappings';
import { Messages } from './messages';
import type { Partitions, Ports } from './partitions';
import type { People } from './people';
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
  /** Questions about callers, and messages, that are under way. */
  underWay(): number;
  readonly api: Pick<Api, 'webhooks' | 'deadLetters'>;
}

interface Means {
  readonly ports: Ports;
  readonly vault: Vault;
  readonly webhook: Webhook;
  readonly notifier: Notifier;
}

interface Services {
  readonly partitions: Partitions;
  readonly mappings: Mappings;
  readonly deadlines: Deadlines;
  readonly people: Pick<People, 'limits' | 'suspended'>;
  /** Is there later. */
  readonly callbacks: Pick<CallbackServices, 'settings'>;
}

export function webhookServices({ ports, vault, webhook, notifier }: Means, services: Services): WebhookServices {
  const { partitions, mappings, deadlines } = services;
  const marks = new RequestMarks(ports, partitions);
  const limits = new TenantLimits(ports.clock, partitions, quotaCounts(partitions, mappings));
  const sender = new WebhookSender(ports, partitions, vault, webhook);
  const deliveries = new Deliveries(ports, partitions, vault, sender);
  const desk = new WebhookDesk(partitions, mappings, webhook);
  const fetches = new AttributeFetches(ports, partitions, mappings, webhook);
  const messages = new Messages(ports, partitions, {
    ...{ notifier, mappings },
    settings: () => services.callbacks.settings,
    limits: () => services.people.limits,
    suspended: (tenant) => services.people.suspended(tenant),
  });
  deadlines.handle('message', (...due) => messages.deadline(...due));
  partitions.listen(messages);
  partitions.listen(deliveries);
  partitions.listen(fetches);
  deadlines.handle('delivery', (tenant, id) => deliveries.retryDue(tenant, id));
  deadlines.handle('webhook', (tenant, id) => deliveries.overlapOver(tenant, id));
  return {
    start: () => deliveries.start(),
    loaded(tenant) {
      deliveries.loaded(tenant);
      fetches.loaded(tenant);
      messages.loaded(tenant);
    },
    async stop() {
      fetches.stop();
      await Promise.all([deliveries.stop(), messages.stop()]);
    },
    underWay: () => fetches.size + messages.size,
    api: {
      webhooks: new WebhookService(ports, partitions, desk, { vault, deliveries, sender, marks, limits }),
      deadLetters: new DeadLetterService(ports, partitions, desk, marks),
    },
  };
}
