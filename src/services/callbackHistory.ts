/** Everything that happened to one callback: the events of it, of its places in line, of the offers and the calls for it. */
import type { Callback } from '../core/callback';
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { publicView } from '../core/kinds';
import { inScope, mayLook } from './authority';
import type { Partitions, Ports } from './partitions';
import type { Principal, Story } from './replies';
import { eventsOf, type Pages, type TransactionRecords } from './transactionRecords';

export class CallbackHistory {
  constructor(
    private readonly ports: Pick<Ports, 'store'>,
    private readonly partitions: Partitions,
    private readonly past: TransactionRecords,
  ) {}

  async of(principal: Principal, tenant: string, id: string, gone: AbortSignal): Promise<Story | Refusal> {
    if (!mayLook(principal, tenant)) return refuse('auth.forbidden');
    const partition = this.partitions.get(tenant);
    if (!partition) return refuse('resource.not_found');
    await this.partitions.durable(tenant, partition.seq);
    const callback = partition.get<Callback>('callback', id) ?? (await endedCallback(this.ports.store, tenant, id));
    if (!callback || !inScope(principal, callback.venue)) return refuse('resource.not_found');
    const pages = await this.past.of(tenant, callback.transaction, gone);
    if (isRefusal(pages)) return pages;
    const subjects = await about(id, pages);
    const events = eventsOf(principal, tenant, pages, ({ subject }) => subjects.has(subject));
    return { head: { callback: publicView('callback', callback) }, events };
  }
}

/** One that has left memory; a history has it, as long as it is kept. */
export async function endedCallback(store: Ports['store'], tenant: string, id: string): Promise<Callback | undefined> {
  const document = await store.get(tenant, 'callback', id);
  return document && (JSON.parse(document.json) as Callback);
}

/** Who of a transaction has to do with one callback: it may have had others, and the calls before it. */
async function about(id: string, pages: Pages): Promise<ReadonlySet<string>> {
  const subjects = new Set([`callback/${id}`]);
  for await (const page of pages())
    for (const { subject, data } of page) {
      const { callback, entry } = data as { readonly callback?: string; readonly entry?: string };
      if (callback === id || (subject.startsWith('offer/') && subjects.has(`entry/${entry}`))) subjects.add(subject);
    }
  return subjects;
}
