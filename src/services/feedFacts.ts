/** What filters look at in a record, and what belongs into a snapshot. */
import { type Facts, type Filter, queueOf, venueOf } from '../core/feedFilter';
import { kindOf } from '../core/kinds';
import type { Partition } from '../core/partition';
import type { JournalRecord } from '../core/record';

export function factsOf(record: JournalRecord): Facts {
  const venue = venueOf(record.data);
  const queue = record.subject.startsWith('queue/') ? record.subject.slice(6) : queueOf(record.data);
  return {
    type: record.type,
    ...(venue !== undefined && { venue }),
    ...(queue !== undefined && { queue }),
    ...(record.transaction !== undefined && { transaction: record.transaction }),
  };
}

export interface SnapshotItem {
  readonly kind: string;
  readonly id: string;
  readonly seq: number;
  readonly data: unknown;
}

const KINDS_SHOWN = ['call', 'transaction', 'entry', 'offer', 'agent', 'application'];

/** What a filter by venue lets through. */
const OF_VENUES = ['call', 'entry', 'offer'];

/** Live resources as of `seq`; what is newer is not durable yet and comes as an event. */
export function snapshotItems(partition: Partition | undefined, seq: number, filter: Filter): SnapshotItem[] {
  const items: SnapshotItem[] = [];
  for (const kind of KINDS_SHOWN)
    for (const id of partition?.ids(kind) ?? []) {
      const resource = partition?.resource(kind, id);
      if (!resource || resource.seq > seq || kindOf(kind).ended(resource.data as never)) continue;
      if (shown(kind, resource.data, filter)) items.push({ kind, id, ...resource });
    }
  return items;
}

function shown(kind: string, data: unknown, { venues, queues, transaction }: Filter): boolean {
  const { id, transaction: of } = data as { id: string; transaction?: string };
  if (transaction !== undefined && (of ?? id) !== transaction) return false;
  if (queues && !queues.includes(queueOf(data) ?? '')) return false;
  return !venues || (OF_VENUES.includes(kind) && venues.includes(venueOf(data) ?? ''));
}
