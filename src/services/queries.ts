/**
 * Reads (design §4, §9): live state from memory, ended state and history from the store, always through `publicView`,
 * only what is durable, and never a hint that something exists which the key may not see.
 */
import type { Call } from '../core/call';
import type { Callback } from '../core/callback';
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { SYSTEM } from '../core/ids';
import { publicView } from '../core/kinds';
import type { Partition } from '../core/partition';
import type { ListQuery, Page, Principal, Queries, Story } from './api';
import { barred, inScope, mayLook } from './authority';
import { idCursor } from './cursors';
import type { Lines } from './lines';
import type { Mappings } from './mappings';
import { wasOn } from './ownCalls';
import type { Partitions, Ports } from './partitions';
import type { Probes } from './probes';
import { type StoredPage, storedPage } from './storedPage';
import { shownTo } from './tellings';
import { eventsOf, type Pages, TransactionRecords } from './transactionRecords';
import { venueLoads } from './venueLoads';

export class QueryService implements Queries {
  private readonly past: TransactionRecords;

  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly lines: Lines,
    private readonly probes: Probes,
  ) {
    this.past = new TransactionRecords(ports, partitions);
  }

  async get(
    principal: Principal,
    tenant: string,
    kind: string,
    id: string,
  ): Promise<{ seq: number; data: unknown } | Refusal> {
    const hidden = this.hidden(principal, tenant);
    if (hidden) return hidden;
    const resource = this.partitions.get(tenant)?.resource(kind, id);
    if (resource) await this.partitions.durable(tenant, resource.seq);
    const found = resource ?? (await this.stored(tenant, kind, id));
    if (!found || !inScope(principal, venueOf(kind, found.data))) return refuse('resource.not_found');
    if (kind === 'call' && !wasOn(principal, found.data as Call, this.partitions.get(tenant)))
      return refuse('resource.not_found');
    return { seq: found.seq, data: shownTo(principal, kind, found.data) };
  }

  private async stored(tenant: string, kind: string, id: string) {
    const document = await this.ports.store.get(tenant, kind, id);
    return document && { seq: document.seq, data: JSON.parse(document.json) as unknown };
  }

  async calls(principal: Principal, tenant: string, query: ListQuery): Promise<Page | Refusal> {
    const hidden = this.hidden(principal, tenant);
    if (hidden) return hidden;
    if (query.venue !== undefined && !inScope(principal, query.venue)) return refuse('resource.not_found');
    if (query.state === undefined || query.state === 'live') return this.liveCalls(principal, tenant, query);
    const found = await this.find(tenant, query);
    if (isRefusal(found)) return found;
    return this.page(principal, found, this.partitions.get(tenant));
  }

  private find(tenant: string, query: ListQuery): Promise<StoredPage<Call> | Refusal> {
    const { venue, customerNumber, state, limit, cursor } = query;
    const keys = { ...(venue !== undefined && { venue }), ...(customerNumber !== undefined && { customerNumber }) };
    return storedPage<Call>({ store: this.ports.store, partitions: this.partitions }, tenant, 'call', {
      ...{ limit, keys },
      ...(state === 'ended' && { ended: true }),
      ...(cursor !== undefined && { cursor }),
    });
  }

  private page(principal: Principal, { items, next }: StoredPage<Call>, partition: Partition | undefined): Page {
    const calls = items.filter((call) => inScope(principal, call.venue) && wasOn(principal, call, partition));
    return {
      items: calls.map((call) => shownTo(principal, 'call', call)),
      ...(next !== undefined && { next }),
    };
  }

  /** As of now, told once that is durable. Newest first; the cursor is the id of the last one, ids sort by time. */
  private async liveCalls(principal: Principal, tenant: string, query: ListQuery): Promise<Page | Refusal> {
    const foreign = idCursor('call', query.cursor);
    if (foreign) return foreign;
    const partition = this.partitions.get(tenant);
    const page = this.livePage(partition, principal, query);
    await this.partitions.durable(tenant, partition?.seq ?? 0);
    return page;
  }

  private livePage(partition: Partition | undefined, principal: Principal, query: ListQuery): Page {
    const wanted = (call: Call | undefined): call is Call =>
      call !== undefined &&
      call.clearedAt === undefined &&
      inScope(principal, call.venue) &&
      wasOn(principal, call, partition) &&
      (query.venue === undefined || call.venue === query.venue) &&
      (query.customerNumber === undefined || (call.customerNumber ?? call.ani) === query.customerNumber) &&
      (query.cursor === undefined || call.id < query.cursor);
    const ids = [...(partition?.ids('call') ?? [])].sort().reverse();
    const calls: Call[] = [];
    for (const id of ids) {
      const call = partition?.get<Call>('call', id);
      if (wanted(call)) calls.push(call);
      if (calls.length > query.limit) break;
    }
    const items = calls.slice(0, query.limit);
    const next = calls.length > query.limit ? items.at(-1)?.id : undefined;
    return { items: items.map((call) => shownTo(principal, 'call', call)), ...(next !== undefined && { next }) };
  }

  async transaction(principal: Principal, tenant: string, id: string, gone: AbortSignal): Promise<Story | Refusal> {
    const hidden = this.hidden(principal, tenant);
    if (hidden) return hidden;
    const pages = await this.past.of(tenant, id, gone);
    if (isRefusal(pages)) return pages;
    const { calls, callbacks } = await newestOf(pages);
    const seen = [...calls, ...callbacks];
    if (seen.length === 0 || !seen.every(({ venue }) => inScope(principal, venue))) return refuse('resource.not_found');
    const head = {
      id,
      calls: calls.map((call) => shownTo(principal, 'call', call)),
      callbacks: callbacks.map((callback) => publicView('callback', callback)),
      attributes: (calls.at(-1) ?? callbacks.at(-1))?.attributes ?? {},
    };
    return { head, events: eventsOf(principal, tenant, pages) };
  }

  venues(principal: Principal, tenant: string): Page | Refusal {
    const hidden = this.hidden(principal, tenant);
    if (hidden) return hidden;
    const venues = Object.entries(this.mappings.current.tenants[tenant]?.venues ?? {});
    const loads = venueLoads(this.partitions.get(tenant), this.ports.clock.now());
    const items = venues
      .filter(([id]) => inScope(principal, id))
      .map(([id, venue]) => ({
        id,
        ...venue,
        link: this.lines.state(venue.routingPoint.split('/')[0] ?? ''),
        ...(loads.get(id) ?? { calls: 0, longestCallMs: 0, longestWaitMs: 0 }),
      }));
    return { items };
  }

  applications(principal: Principal, tenant: string): Page | Refusal {
    const hidden = this.hidden(principal, tenant);
    if (hidden) return hidden;
    const { applications = {}, venues = {} } = this.mappings.current.tenants[tenant] ?? {};
    const used = (id: string) =>
      Object.entries(venues)
        .filter(([, venue]) => venue.application === id)
        .map(([name]) => name);
    const items = Object.entries(applications)
      .filter(([id]) => !principal.venues || used(id).some((venue) => inScope(principal, venue)))
      .map(([id, config]) => ({
        id,
        ...config,
        venues: used(id).filter((venue) => inScope(principal, venue)),
        ...this.attached(tenant, id),
      }));
    return { items };
  }

  private attached(tenant: string, id: string): object {
    const state = this.partitions.get(tenant)?.get('application', id);
    const { id: _, ...rest } = state
      ? (publicView('application', state) as { id: string })
      : { id, attachments: [], failures: 0 };
    return rest;
  }

  routingPoints(principal: Principal): Page | Refusal {
    if (principal.role !== 'admin') return refuse('auth.forbidden');
    const items = Object.entries(this.mappings.current.pbxs).flatMap(([pbx, config]) =>
      Object.keys(config.routingPoints).map((name) => ({
        id: `${pbx}/${name}`,
        pbx,
        name,
        kind: config.kind,
        link:
          this.partitions.get(SYSTEM)?.get('link', pbx) === undefined
            ? { state: this.lines.state(pbx) }
            : this.link(pbx),
        parts: this.probes.of(pbx),
        venues: this.venuesAt(`${pbx}/${name}`),
      })),
    );
    return { items };
  }

  private link(pbx: string): unknown {
    const known = publicView('link', this.partitions.get(SYSTEM)?.get('link', pbx)) as object;
    return { ...known, state: this.lines.state(pbx) };
  }

  private venuesAt(routingPoint: string): { tenant: string; venue: string }[] {
    return Object.entries(this.mappings.current.tenants).flatMap(([tenant, { venues }]) =>
      Object.entries(venues)
        .filter(([, venue]) => venue.routingPoint === routingPoint)
        .map(([venue]) => ({ tenant, venue })),
    );
  }

  /** The same answer whether the tenant exists or not. */
  private hidden(principal: Principal, tenant: string): Refusal | undefined {
    return barred(mayLook(principal, tenant), tenant, this.partitions);
  }
}

/** What became of each call and callback of a transaction. */
async function newestOf(pages: Pages): Promise<{ calls: Call[]; callbacks: Callback[] }> {
  const newest = new Map<string, unknown>();
  for await (const page of pages())
    for (const { subject, data } of page) if (SHOWN.test(subject)) newest.set(subject, data);
  const of = <T>(kind: string): T[] =>
    [...newest].filter(([subject]) => subject.startsWith(kind)).map(([, data]) => data as T);
  return { calls: of<Call>('call/'), callbacks: of<Callback>('callback/') };
}

const SHOWN = /^(call|callback)\//;

const venueOf = (kind: string, data: unknown): string | undefined =>
  kind === 'call' ? (data as Call).venue : undefined;
