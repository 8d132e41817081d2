/** What every request about a webhook needs: whether the principal may, and the webhook as it stands. */

import type { Draft } from '../core/decision';
import type { Delivery } from '../core/delivery';
import { freshDelivery } from '../core/deliverySteps';
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { publicView } from '../core/kinds';
import { rolesFor } from '../core/permissions';
import type { RequestMark } from '../core/record';
import type { WebhookSubscription } from '../core/webhook';
import type { Webhook, WebhookFailure } from '../ports/webhook';
import type { CommandReply, Principal } from './api';
import { mayAct } from './authority';
import type { Mappings } from './mappings';
import type { Made, Partitions } from './partitions';

/** A webhook that is there, with what is sealed beside it. */
export interface OpenWebhook {
  readonly webhook: WebhookSubscription;
  readonly sealed: string;
  readonly seq: number;
}

const OBJECTIONS: Partial<Readonly<Record<WebhookFailure, string>>> = {
  invalid_url: 'an address with https and without user name and password',
  insecure: 'https is needed',
  refused_address: 'an address of a private or special range; the installation allows none of it',
};

export class WebhookDesk {
  constructor(
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly webhook: Webhook,
  ) {}

  /** Whether the principal may do that in the tenant at all. */
  barred(principal: Principal, tenant: string, operation: string): Refusal | undefined {
    if (!mayAct(principal, tenant, rolesFor(operation))) return refuse('auth.forbidden');
    return this.partitions.get(tenant) ? undefined : refuse('resource.not_found');
  }

  /** The webhook, when the principal may do that to it; `ifMatch` is the sequence that the principal knows. */
  open(principal: Principal, tenant: string, id: string, operation: string, ifMatch?: number): OpenWebhook | Refusal {
    const refusal = this.barred(principal, tenant, operation);
    if (refusal) return refusal;
    const found = this.find(tenant, id);
    if (!found || !inScope(principal, found.webhook)) return refuse('resource.not_found');
    if (ifMatch !== undefined && ifMatch !== found.seq) return refuse('resource.conflict');
    return found;
  }

  find(tenant: string, id: string): OpenWebhook | undefined {
    const resource = this.partitions.get(tenant)?.resource('webhook', id);
    const webhook = resource?.data as WebhookSubscription | undefined;
    if (!resource || !webhook || webhook.deletedAt !== undefined) return undefined;
    return { webhook, sealed: resource.secret ?? '', seq: resource.seq };
  }

  /** Those the principal may see. */
  all(principal: Principal, tenant: string): OpenWebhook[] {
    const ids = [...(this.partitions.get(tenant)?.ids('webhook') ?? [])];
    return ids
      .map((id) => this.find(tenant, id))
      .filter((found) => found !== undefined && inScope(principal, found.webhook))
      .map((found) => found as OpenWebhook);
  }

  delivery(tenant: string, id: string): Delivery {
    return this.partitions.get(tenant)?.get<Delivery>('delivery', id) ?? freshDelivery(id, 0);
  }

  /** As it is shown: the webhook, and how far its delivery has come. */
  view({ webhook }: OpenWebhook, tenant: string): object {
    const { id: _, ...delivery } = publicView('delivery', this.delivery(tenant, webhook.id)) as { id: string };
    return { ...(publicView('webhook', webhook) as object), delivery };
  }

  /** The answer to a request that is repeated, with how far delivery has come by now. */
  again(reply: CommandReply | undefined, tenant: string): CommandReply | undefined {
    if (!reply || isRefusal(reply)) return reply;
    const webhook = reply.data as { id: string };
    const { id: _, ...delivery } = publicView('delivery', this.delivery(tenant, webhook.id)) as { id: string };
    return { ...reply, data: { ...webhook, delivery } };
  }

  /** What no schema can know: whether the address may be used, and whether the venues are there and in scope. */
  wrong(
    principal: Principal,
    tenant: string,
    { url, venues }: { url?: string | undefined; venues?: readonly string[] | null | undefined },
  ): Refusal | undefined {
    const objection = url === undefined ? undefined : this.webhook.objection(url);
    if (objection)
      return { refused: 'request.invalid', errors: [{ path: '/url', message: OBJECTIONS[objection] ?? objection }] };
    const known = this.mappings.current.tenants[tenant]?.venues;
    const at = venues?.findIndex((venue) => !known?.[venue] || (principal.venues && !principal.venues.includes(venue)));
    if (at !== undefined && at >= 0)
      return {
        refused: 'request.invalid',
        errors: [{ path: `/venues/${at}`, message: `there is no venue ${venues?.[at]}` }],
      };
    if (venues === null && principal.venues)
      return { refused: 'request.invalid', errors: [{ path: '/venues', message: 'the key is limited to venues' }] };
    return undefined;
  }

  decide(
    principal: Principal,
    tenant: string,
    drafts: readonly Draft[],
    request?: RequestMark,
  ): Made<undefined> | Refusal {
    const options = { actor: principal.actor, ...(request && { request }) };
    return this.partitions.decide(tenant, options, () => ({ drafts, reply: undefined }));
  }
}

/** A key that is limited to venues sees the webhooks that tell of no other. */
const inScope = (principal: Principal, { venues }: WebhookSubscription): boolean =>
  !principal.venues || (venues?.every((venue) => principal.venues?.includes(venue)) ?? false);
