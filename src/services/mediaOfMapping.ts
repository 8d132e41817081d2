/** The prompts that the treatments of a mapping name: what a PBX fetches before anybody has to wait for it. */
import type { Mapping } from '../core/mapping';
import { mappedLists } from '../core/mappingLists';
import type { MediaItem } from '../core/media';
import type { QueueSettings } from '../core/queueSettings';
import type { RecordSettings } from '../core/recording';
import type { Treatment } from '../core/treatment';

export type PromptItem = Extract<MediaItem, { play: 'prompt' }>;

/** A prompt that is named somewhere. */
export interface NamedPrompt {
  readonly tenant: string;
  readonly item: PromptItem;
  /** JSON pointer into the mapping. */
  readonly place: string;
}

/** Every prompt that a tenant's treatments name, each place once. */
export function promptsOf(mapping: Mapping, tenant: string): NamedPrompt[] {
  const named = mapping.tenants[tenant];
  if (!named) return [];
  const at = `/tenants/${tenant}`;
  return [
    ...mappedLists(named).flatMap((list) => inList(list.treatments, `${at}${list.at}`)),
    ...Object.entries(named.queues).flatMap(([name, queue]) => announced(queue, `${at}/queues/${name}/announcements`)),
    ...Object.entries(named.queues).flatMap(([name, queue]) =>
      prompts(queue.whisper ?? [], `${at}/queues/${name}/whisper`),
    ),
    ...Object.entries(named.queues).flatMap(([name, { record }]) => consents(record, `${at}/queues/${name}/record`)),
    ...Object.entries(named.venues).flatMap(([name, { record }]) => consents(record, `${at}/venues/${name}/record`)),
  ].map((found) => ({ tenant, ...found }));
}

/** Tenants that have a venue on that PBX. */
export const tenantsOn = (mapping: Mapping, pbx: string): string[] =>
  Object.entries(mapping.tenants).flatMap(([tenant, { venues }]) =>
    Object.values(venues).some((venue) => venue.routingPoint.startsWith(`${pbx}/`)) ? [tenant] : [],
  );

/** Where the mapping names that prompt of the tenant. */
export const placesOf = (mapping: Mapping, tenant: string, name: string): string[] =>
  promptsOf(mapping, tenant).flatMap(({ item, place }) => (item.name === name ? [place] : []));

const announced = ({ announcements }: QueueSettings, at: string) => [
  ...prompts(announcements?.media ?? [], `${at}/media`),
  ...prompts(announcements?.waitingTime?.otherwise ?? [], `${at}/waitingTime/otherwise`),
  ...(announcements?.periodic?.lists ?? []).flatMap((list, i) => prompts(list, `${at}/periodic/lists/${i}`)),
];

function inList(steps: readonly Treatment[], at: string): { item: PromptItem; place: string }[] {
  return steps.flatMap((step, i) => {
    if (step.do !== 'announce' && step.do !== 'collect') return [];
    return prompts(step.media ?? [], `${at}/${i}/media`);
  });
}

function consents(record: RecordSettings | undefined, at: string): { item: PromptItem; place: string }[] {
  if (!record?.consent) return [];
  const { prompt: name, language } = record.consent;
  const item: PromptItem = { play: 'prompt', name, ...(language !== undefined && { language }) };
  return [{ item, place: `${at}/consent/prompt` }];
}

const prompts = (media: readonly MediaItem[], at: string) =>
  media.flatMap((item, i) => (item.play === 'prompt' ? [{ item, place: `${at}/${i}` }] : []));
