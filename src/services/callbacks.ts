/** Reads of callbacks (design §9): live ones from memory, ended ones from the store, durable, within the scope of the key. */
import type { Callback } from '../core/callback';
import type { Registered } from '../core/callbackRequest';
import { CALLBACK_STATES, isOver } from '../core/callbackStates';
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { publicView } from '../core/kinds';
import { servesQueue } from './agentScope';
import type { Callbacks, ListCallbacks, Page, Principal, Story } from './api';
import { inScope, mayLook } from './authority';
import type {
  CallbackSwitchesView,
  CallbackTrial,
  CallbackWhy,
  FreeSlots,
  KeepLink,
  ManyCancelled,
  SlotsQuery,
  TryCallback,
} from './callbackApi';
import type { CallbackBulk } from './callbackBulk';
import { candidates, fits } from './callbackFinding';
import type { CallbackHistory } from './callbackHistory';
import type { CallbackIndexes } from './callbackIndexes';
import type { CallbackOutlook } from './callbackOutlook';
import type { CallbackSlots } from './callbackSlots';
import type { CallbackSwitches } from './callbackSwitches';
import { idCursor } from './cursors';
import type { KeptPlaces } from './keptPlaces';
import type { Partitions, Ports } from './partitions';
import { type StoredPage, storedPage } from './storedPage';

/** So many are looked at before others get their turn. */
const SLICE = 2_000;

type Found = StoredPage<Callback>;

export class CallbackService implements Callbacks {
  constructor(
    private readonly ports: Pick<Ports, 'store'>,
    private readonly partitions: Partitions,
    private readonly indexes: CallbackIndexes,
    private readonly outlook: CallbackOutlook,
    private readonly switched: CallbackSwitches,
    private readonly bulk: CallbackBulk,
    private readonly kept: KeptPlaces,
    private readonly past: CallbackHistory,
    private readonly places: CallbackSlots,
  ) {}

  keepLink(principal: Principal, tenant: string, entry: string): Promise<KeepLink | Refusal> {
    return this.kept.link(principal, tenant, entry);
  }

  redeem(body: unknown): Promise<Registered | Refusal> {
    return this.kept.redeem(body);
  }

  cancelMany(principal: Principal, tenant: string, body: unknown): Promise<ManyCancelled | Refusal> {
    return this.bulk.cancel(principal, tenant, body);
  }

  switches(principal: Principal, tenant: string): Promise<CallbackSwitchesView | Refusal> {
    return this.switched.all(principal, tenant);
  }

  why(principal: Principal, tenant: string, id: string): Promise<CallbackWhy | Refusal> {
    return this.outlook.why(principal, tenant, id);
  }

  history(principal: Principal, tenant: string, id: string, gone: AbortSignal): Promise<Story | Refusal> {
    return this.past.of(principal, tenant, id, gone);
  }

  trial(principal: Principal, tenant: string, query: TryCallback): Promise<CallbackTrial | Refusal> {
    return this.outlook.trial(principal, tenant, query);
  }

  slots(principal: Principal, tenant: string, query: SlotsQuery): Promise<FreeSlots | Refusal> {
    return this.places.free(principal, tenant, query);
  }

  async list(principal: Principal, tenant: string, query: ListCallbacks): Promise<Page | Refusal> {
    if (!mayLook(principal, tenant)) return refuse('auth.forbidden');
    const partition = this.partitions.get(tenant);
    if (!partition) return refuse('resource.not_found');
    if (principal.role === 'user' && query.confirmationId === undefined)
      return refuse('auth.forbidden', 'agents find a callback by its confirmationId');
    const live = !['ended', 'all', ...ENDS].includes(query.state ?? 'live');
    const found = live ? await this.live(principal, tenant, query) : await this.ended(tenant, query);
    if (isRefusal(found)) return found;
    const seen = found.items.filter(
      ({ venue, queue }) => inScope(principal, venue) && servesQueue(principal, queue, partition),
    );
    const items = seen.map((one) => publicView('callback', one));
    return { items, ...(found.next !== undefined && { next: found.next }) };
  }

  /** In the order in which they were asked for; the cursor is the id of the last one, ids sort by time. */
  private async live(principal: Principal, tenant: string, query: ListCallbacks): Promise<Found | Refusal> {
    const foreign = idCursor('callback', query.cursor);
    if (foreign) return foreign;
    const items: Callback[] = [];
    let looked = 0;
    const get = (id: string) => this.partitions.get(tenant)?.get<Callback>('callback', id);
    for (const one of candidates(this.indexes.of(tenant), query, get)) {
      if (++looked % SLICE === 0) await this.partitions.breathe();
      if (!fits(one, query) || !inScope(principal, one.venue)) continue;
      if (items.length === query.limit) return { items, next: items.at(-1)?.id };
      items.push(one);
    }
    await this.partitions.durable(tenant, this.partitions.get(tenant)?.seq ?? 0);
    return { items, next: undefined };
  }

  private ended(tenant: string, query: ListCallbacks): Promise<Found | Refusal> {
    const { venue, customerNumber, confirmationId, queue, limit, cursor } = query;
    const state = ENDS.includes(query.state ?? '') ? query.state : undefined;
    const given = Object.entries({ venue, customerNumber, confirmationId, queue, state }).filter(([, value]) => value);
    return storedPage<Callback>({ store: this.ports.store, partitions: this.partitions }, tenant, 'callback', {
      limit,
      keys: Object.fromEntries(given) as Record<string, string>,
      ...(query.state !== 'all' && { ended: true }),
      ...(cursor !== undefined && { cursor }),
    });
  }
}

/** States that nothing leads out of. */
const ENDS: readonly string[] = CALLBACK_STATES.filter((state) => isOver({ state }));
