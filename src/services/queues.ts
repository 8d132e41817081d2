/** Reads of queues (design §9): how many wait and since when, and who is where in line. */
import { type Refusal, refuse } from '../core/errors';
import { publicView } from '../core/kinds';
import { own } from '../core/own';
import { type Entry, estimateView, WAIT_QUEUE } from '../core/queue';
import type { QueueSettings } from '../core/queueSettings';
import type { QueueState } from '../core/queueState';
import type { EntryQuery, Page, Principal, Queues } from './api';
import { barred, inScope, mayLook } from './authority';
import { badCursor } from './cursors';
import type { Mappings } from './mappings';
import type { Partitions, Ports } from './partitions';
import type { QueueLines } from './queueLines';
import type { WaitingTimes } from './waitingTimes';

/** Places that one page looks at: with filters it may have less than was asked for, and a next one. */
const MOST_READ = 1_000;

function fits(
  entry: Entry,
  { state, medium, venue, skill, transaction }: Omit<EntryQuery, 'limit' | 'cursor'>,
): boolean {
  return (
    (state === undefined || entry.state === state) &&
    (medium === undefined || (entry.callback === undefined) === (medium === 'call')) &&
    (venue === undefined || entry.venue === venue) &&
    (skill === undefined || own(entry.skills?.required ?? {}, skill) !== undefined) &&
    (transaction === undefined || entry.transaction === transaction)
  );
}

/** Calls of all venues are in a queue: a key that is limited to some sees its own entries, and no numbers of others. */
const seesNumbers = (principal: Principal): boolean => inScope(principal, undefined);

export class QueueService implements Queues {
  constructor(
    private readonly ports: Pick<Ports, 'clock'>,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly lines: QueueLines,
    private readonly waiting: WaitingTimes,
  ) {}

  async list(principal: Principal, tenant: string): Promise<Page | Refusal> {
    const settings = this.settings(principal, tenant);
    if ('refused' in settings) return settings;
    const items = Object.entries(settings.queues).map(([name, queue]) => this.view(principal, tenant, name, queue));
    return this.durable(tenant, { items });
  }

  async get(principal: Principal, tenant: string, queue: string): Promise<{ seq: number; data: unknown } | Refusal> {
    const found = this.find(principal, tenant, queue);
    if ('refused' in found) return found;
    const seq = this.mappings.resource?.seq ?? 0;
    const view = this.view(principal, tenant, queue, found.settings);
    const estimate = seesNumbers(principal) && view.open && estimateView(this.waiting.newcomer(tenant, queue));
    const data = { ...view, ...(estimate && { estimate }) };
    return this.durable(tenant, { seq, data });
  }

  async entries(
    principal: Principal,
    tenant: string,
    queue: string,
    { limit, cursor, ...wanted }: EntryQuery,
  ): Promise<Page | Refusal> {
    const found = queue === WAIT_QUEUE ? this.settings(principal, tenant) : this.find(principal, tenant, queue);
    if ('refused' in found) return found;
    if (cursor !== undefined && !/^[1-9]\d{0,14}$/.test(cursor)) return badCursor();
    const first = Number(cursor ?? 1);
    const items: unknown[] = [];
    let position = first;
    for (const entry of this.lines.entries(tenant, queue, first)) {
      const enough = items.length === limit || position - first === MOST_READ;
      if (enough) return this.durable(tenant, { items, next: String(position) });
      if (inScope(principal, entry.venue) && fits(entry, wanted)) items.push(this.entry(tenant, entry, position));
      position += 1;
    }
    return this.durable(tenant, { items });
  }

  private entry(tenant: string, entry: Entry, position: number): object {
    const remaining = entry.state === 'parked' ? undefined : estimateView(this.waiting.of(tenant, entry));
    return { ...(publicView('entry', entry) as object), position, ...(remaining && { remaining }) };
  }

  private view(principal: Principal, tenant: string, name: string, settings: QueueSettings) {
    const oldest = this.lines.oldest(tenant, name);
    const longestWaitMs = oldest === undefined ? 0 : this.ports.clock.now() - oldest;
    const numbers = { waiting: this.lines.size(tenant, name), longestWaitMs };
    const state = this.partitions.get(tenant)?.get<QueueState>('queue', name);
    const { id: _, ...opening } = publicView('queue', state ?? { open: true }) as { id?: string };
    return { name, open: state?.open ?? true, ...(seesNumbers(principal) && numbers), ...opening, ...settings };
  }

  private find(principal: Principal, tenant: string, queue: string): { settings: QueueSettings } | Refusal {
    const all = this.settings(principal, tenant);
    if ('refused' in all) return all;
    const settings = own(all.queues, queue);
    return settings ? { settings } : refuse('queue.not_found');
  }

  private settings(
    principal: Principal,
    tenant: string,
  ): { queues: Readonly<Record<string, QueueSettings>> } | Refusal {
    const refusal = barred(mayLook(principal, tenant), tenant, this.partitions);
    return refusal ?? { queues: this.mappings.current.tenants[tenant]?.queues ?? {} };
  }

  private async durable<T>(tenant: string, answer: T): Promise<T> {
    await this.partitions.durable(tenant, this.partitions.get(tenant)?.seq ?? 0);
    return answer;
  }
}
