/** Every list of treatments that the mapping gives a tenant, and where it stands: whoever looks through them misses none. */
import type { TenantMapping } from './mapping';
import type { MediaItem } from './media';
import type { QueueSettings } from './queueSettings';
import type { Treatment } from './treatment';

export interface MappedList {
  /** JSON pointer within the tenant. */
  readonly at: string;
  readonly treatments: readonly Treatment[];
  /** The venue that it is the default of. */
  readonly venue?: string;
}

export function mappedLists({ venues, applications, queues }: TenantMapping): MappedList[] {
  return [
    ...Object.entries(venues).map(([name, venue]) => ({
      ...listAt(`/venues/${name}/default`, venue.default),
      venue: name,
    })),
    ...Object.entries(applications).map(([name, one]) =>
      one.kind === 'treatment'
        ? listAt(`/applications/${name}/treatments`, one.treatments)
        : listAt(`/applications/${name}/greeting`, one.kind === 'queue' ? greetingOf(one) : undefined),
    ),
    ...Object.entries(queues).flatMap(([name, queue]) => queueLists(`/queues/${name}`, queue)),
  ];
}

/** What a caller hears before the queue, as a list. */
export const greetingOf = ({ greeting }: { greeting?: MediaItem[] | undefined }): Treatment[] =>
  greeting ? [{ do: 'announce', media: greeting }] : [];

const listAt = (at: string, treatments: readonly Treatment[] = []): MappedList => ({ at, treatments });

const queueLists = (at: string, { overflow = {}, keys = {}, callback }: QueueSettings): MappedList[] => [
  ...Object.entries(overflow).map(([reason, list]) => listAt(`${at}/overflow/${reason}`, list)),
  ...Object.entries(keys).map(([key, list]) => listAt(`${at}/keys/${key}`, list)),
  listAt(`${at}/callback/confirm/media`, greetingOf({ greeting: callback?.confirm.media })),
  listAt(`${at}/callback/confirm/holdMedia`, greetingOf({ greeting: callback?.confirm.holdMedia })),
];
