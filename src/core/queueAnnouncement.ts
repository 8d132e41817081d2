/** What those who wait in a queue are told. */
import type { MediaItem } from './media';
import type { Announcements } from './queueSettings';

/** What somebody in that position is told now; nothing to play when the list is empty. */
export function announcement(settings: Announcements, position: number | undefined): MediaItem[] {
  const told = settings.position && position !== undefined && position <= settings.positionUpTo;
  return [...(told ? spoken(position) : []), ...(settings.media ?? [])];
}

const spoken = (position: number): MediaItem[] =>
  position === 1
    ? [{ play: 'prompt', name: 'queue-next' }]
    : [
        { play: 'prompt', name: 'queue-position' },
        { play: 'number', number: position },
      ];
