/** What those who wait in a queue are told: where they stand, how long it will take, and what the tenant has to say. */
import type { Draft } from './decision';
import type { MediaItem } from './media';
import type { Entry } from './queue';
import type { Announcements } from './queueSettings';
import type { Spoken } from './waitingSpoken';

/** An announcement, in which place and time are still to be filled in. */
export const announcement = ({ position, waitingTime, media = [] }: Announcements): MediaItem[] => [
  ...(position ? [{ play: 'position' } as const] : []),
  ...(waitingTime ? [{ play: 'waitingTime' } as const] : []),
  ...media,
];

const prompt = (name: string): MediaItem => ({ play: 'prompt', name });
const number = (value: number): MediaItem => ({ play: 'number', number: value });

/** Where somebody stands, in words. */
export const positionMedia = (position: number): MediaItem[] =>
  position === 1 ? [prompt('queue-next')] : [prompt('queue-position'), number(position)];

/** How long somebody is going to wait, in words. */
export function waitingMedia({ style, seconds, fromSeconds = 0, longer }: Spoken): MediaItem[] {
  const lead = [...(longer ? [prompt('queue-longer')] : []), prompt('queue-wait')];
  if (style === 'range' && fromSeconds > 0)
    return [...lead, number(fromSeconds / 60), prompt('queue-to'), ...duration(seconds)];
  const atMost = style === 'lessThan' || style === 'range';
  return [...lead, ...(atMost ? [prompt('queue-less-than')] : []), ...duration(seconds)];
}

function duration(seconds: number): MediaItem[] {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return [
    ...(minutes > 0 ? [number(minutes), prompt(minutes === 1 ? 'minute' : 'minutes')] : []),
    ...(rest > 0 ? [number(rest), prompt('seconds')] : []),
  ];
}

/** Keeps what an entry was told of its waiting time; nothing when that is what it was told before. */
export function toldDrafts(entry: Entry, spoken: Spoken, now: number): Draft[] {
  const { style, seconds, fromSeconds, longer } = spoken;
  const { told } = entry;
  if (told?.style === style && told.seconds === seconds && told.fromSeconds === fromSeconds) return [];
  const next = { style, seconds, ...(fromSeconds !== undefined && { fromSeconds }), longer, at: now };
  const { id, transaction } = entry;
  return [{ type: 'queue.announced', id, transaction, data: { ...entry, told: next } satisfies Entry }];
}
