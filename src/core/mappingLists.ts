/** Every list of treatments that the mapping gives a tenant, and where it stands: whoever looks through them misses none. */
import type { TenantMapping } from './mapping';
import type { QueueSettings } from './queueSettings';
import type { Treatment } from './treatment';

export interface MappedList {
  /** JSON pointer within the tenant. */
  readonly at: string;
  readonly treatments: readonly Treatment[];
}

export function mappedLists({ venues, applications, queues }: TenantMapping): MappedList[] {
  return [
    ...Object.entries(venues).map(([name, venue]) => listAt(`/venues/${name}/default`, venue.default)),
    ...Object.entries(applications).map(([name, one]) =>
      listAt(`/applications/${name}/treatments`, one.kind === 'treatment' ? one.treatments : undefined),
    ),
    ...Object.entries(queues).flatMap(([name, queue]) => queueLists(`/queues/${name}`, queue)),
  ];
}

const listAt = (at: string, treatments: readonly Treatment[] = []): MappedList => ({ at, treatments });

const queueLists = (at: string, { overflow = {} }: QueueSettings): MappedList[] =>
  Object.entries(overflow).map(([reason, list]) => listAt(`${at}/overflow/${reason}`, list));
