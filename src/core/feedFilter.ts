/** Which events a subscriber gets: what it asked for, within what its key may see. */
export interface Filter {
  /** `call.offered`, or `call.*` for all of an entity. */
  readonly types?: readonly string[];
  readonly venues?: readonly string[];
  readonly queues?: readonly string[];
  readonly transaction?: string;
}

/** What of an event a filter looks at. */
export interface Facts {
  readonly type: string;
  readonly venue?: string;
  readonly queue?: string;
  readonly transaction?: string;
}

/** There are many of these: they are for those who name them. */
const NAMED: readonly string[] = ['queue.position'];

/** Whether it names that very type. */
export const asks = ({ types }: Filter, type: string): boolean => types?.includes(type) ?? false;

export function passes(filter: Filter, facts: Facts): boolean {
  if (NAMED.includes(facts.type) && !asks(filter, facts.type)) return false;
  if (filter.transaction !== undefined && facts.transaction !== filter.transaction) return false;
  if (filter.venues && (facts.venue === undefined || !filter.venues.includes(facts.venue))) return false;
  if (filter.queues && (facts.queue === undefined || !filter.queues.includes(facts.queue))) return false;
  return (
    !filter.types ||
    filter.types.some((type) => (type.endsWith('.*') ? facts.type.startsWith(type.slice(0, -1)) : type === facts.type))
  );
}

/** A key limited to venues sees only those, whatever it asks for. */
export function within(filter: Filter, allowed: readonly string[] | undefined): Filter {
  if (!allowed) return filter;
  return { ...filter, venues: filter.venues ? filter.venues.filter((venue) => allowed.includes(venue)) : allowed };
}

/** The venue of an event, from the resource it is about. */
export const venueOf = (data: unknown): string | undefined => {
  const venue = (data as { venue?: unknown } | null)?.venue;
  return typeof venue === 'string' ? venue : undefined;
};

/** The queue of an event: of an entry, an offer, or a queue itself. */
export const queueOf = (data: unknown): string | undefined => {
  const queue = (data as { queue?: unknown } | null)?.queue;
  return typeof queue === 'string' ? queue : undefined;
};
