/** Reads of offers (design §9): who is asked, who was and what came of it. */
import type { Agent } from '../core/agent';
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { publicView } from '../core/kinds';
import type { Offer } from '../core/offer';
import type { User } from '../core/user';
import type { ListOffers, Offers, Page, Principal } from './api';
import { barred, inScope, mayLook } from './authority';
import { idCursor } from './cursors';
import type { Partitions, Ports } from './partitions';
import { type StoredPage, storedPage } from './storedPage';

export class OfferService implements Offers {
  constructor(
    private readonly ports: Pick<Ports, 'store'>,
    private readonly partitions: Partitions,
  ) {}

  async list(principal: Principal, tenant: string, query: ListOffers): Promise<Page | Refusal> {
    const hidden = barred(mayLook(principal, tenant), tenant, this.partitions);
    if (hidden) return hidden;
    const own = this.ownAgent(principal, tenant);
    if (own !== undefined && query.agent !== undefined && query.agent !== own) return { items: [] };
    const agent = own ?? query.agent;
    const page =
      query.state === undefined || query.state === 'live'
        ? this.live(tenant, agent, query)
        : await this.stored(tenant, agent, query);
    if (isRefusal(page)) return page;
    await this.partitions.durable(tenant, this.partitions.get(tenant)?.seq ?? 0);
    const items = page.items.filter((offer) => inScope(principal, offer.venue));
    return {
      items: items.map((offer) => publicView('offer', offer)),
      ...(page.next !== undefined && { next: page.next }),
    };
  }

  async get(principal: Principal, tenant: string, id: string): Promise<{ seq: number; data: unknown } | Refusal> {
    const hidden = barred(mayLook(principal, tenant), tenant, this.partitions);
    if (hidden) return hidden;
    const resource = this.partitions.get(tenant)?.resource('offer', id);
    if (resource) await this.partitions.durable(tenant, resource.seq);
    const document = resource ? undefined : await this.ports.store.get(tenant, 'offer', id);
    const found = resource ?? (document && { seq: document.seq, data: JSON.parse(document.json) as unknown });
    const offer = found?.data as Offer | undefined;
    const own = this.ownAgent(principal, tenant);
    if (!found || !offer || !inScope(principal, offer.venue)) return refuse('resource.not_found');
    if (own !== undefined && offer.agent !== own) return refuse('resource.not_found');
    return { seq: found.seq, data: publicView('offer', offer) };
  }

  /** What rings now. The cursor is the id of the last one; ids sort by time. */
  private live(tenant: string, agent: string | undefined, { limit, cursor }: ListOffers): StoredPage<Offer> | Refusal {
    const foreign = idCursor('offer', cursor);
    if (foreign) return foreign;
    const partition = this.partitions.get(tenant);
    const items: Offer[] = [];
    for (const id of [...(partition?.ids('offer') ?? [])].sort().reverse()) {
      const offer = partition?.get<Offer>('offer', id);
      if (!offer || offer.endedAt !== undefined || (cursor !== undefined && id >= cursor)) continue;
      if (agent !== undefined && offer.agent !== agent) continue;
      if (items.length === limit) return { items, next: items.at(-1)?.id };
      items.push(offer);
    }
    return { items, next: undefined };
  }

  private stored(
    tenant: string,
    agent: string | undefined,
    { state, limit, cursor }: ListOffers,
  ): Promise<StoredPage<Offer> | Refusal> {
    return storedPage<Offer>({ store: this.ports.store, partitions: this.partitions }, tenant, 'offer', {
      limit,
      keys: { ...(agent !== undefined && { agent }) },
      ...(state === 'ended' && { ended: true }),
      ...(cursor !== undefined && { cursor }),
    });
  }

  /** A user has the own desk, also one without an agent: then there is nothing on it. */
  private ownAgent({ role, user }: Principal, tenant: string): string | undefined {
    if (role !== 'user') return undefined;
    const partition = this.partitions.get(tenant);
    const login = partition?.get<User>('user', user ?? '')?.login;
    for (const id of partition?.ids('agent') ?? [])
      if (login !== undefined && partition?.get<Agent>('agent', id)?.user?.toLowerCase() === login) return id;
    return '';
  }
}
