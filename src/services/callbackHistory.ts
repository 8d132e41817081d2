/** Everything that happened to one callback: the events of it, of its places in line, of the offers and the calls for it. */
import type { Callback } from '../core/callback';
import { envelopeOf } from '../core/envelope';
import { type Refusal, refuse } from '../core/errors';
import { publicView } from '../core/kinds';
import type { JournalRecord } from '../core/record';
import { inScope, mayLook } from './authority';
import type { CallbackStory } from './callbackApi';
import type { Partitions, Ports } from './partitions';
import type { Principal } from './replies';
import { toldTo } from './tellings';
import { transactionRecords } from './transactionRecords';

export class CallbackHistory {
  constructor(
    private readonly ports: Pick<Ports, 'store'>,
    private readonly partitions: Partitions,
  ) {}

  async of(principal: Principal, tenant: string, id: string): Promise<CallbackStory | Refusal> {
    if (!mayLook(principal, tenant)) return refuse('auth.forbidden');
    const partition = this.partitions.get(tenant);
    if (!partition) return refuse('resource.not_found');
    await this.partitions.durable(tenant, partition.seq);
    const callback = partition.get<Callback>('callback', id) ?? (await endedCallback(this.ports.store, tenant, id));
    if (!callback || !inScope(principal, callback.venue)) return refuse('resource.not_found');
    const records = await transactionRecords(this.ports.store, tenant, callback.transaction);
    const events = about(id, records).map((record) => envelopeOf(tenant, toldTo(principal, record)));
    return { callback: publicView('callback', callback), events };
  }
}

/** One that has left memory; a history has it, as long as it is kept. */
export async function endedCallback(store: Ports['store'], tenant: string, id: string): Promise<Callback | undefined> {
  const document = await store.get(tenant, 'callback', id);
  return document && (JSON.parse(document.json) as Callback);
}

/** What of a transaction is about one callback: it may have had others, and the calls before it. */
function about(id: string, records: readonly JournalRecord[]): JournalRecord[] {
  const subjects = new Set([`callback/${id}`]);
  for (const { subject, data } of records) {
    const { callback, entry } = data as { readonly callback?: string; readonly entry?: string };
    if (callback === id || (subject.startsWith('offer/') && subjects.has(`entry/${entry}`))) subjects.add(subject);
  }
  return records.filter(({ subject }) => subjects.has(subject));
}
