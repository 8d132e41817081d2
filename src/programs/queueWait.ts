/**
 * What somebody hears who waits in a queue, until it is over: music, and now and then an announcement. How long it may be
 * is a deadline of the call; a join ends the program in the middle of a word.
 */
import type { QueueStep } from '../core/effect';
import { announcement } from '../core/queueAnnouncement';
import type { ProgramParty } from './party';

export interface Waiting {
  /** Where the caller stands now, 1 at the front; undefined when in no line any more. */
  readonly position: () => number | undefined;
}

export async function queueWait(party: ProgramParty, step: QueueStep, { position }: Waiting): Promise<undefined> {
  const { music = 'default', announcements } = step;
  await party.music(music);
  if (!announcements) return ended(party);
  await party.pause(announcements.firstSeconds * 1_000);
  while (!party.signal.aborted) {
    const media = announcement(announcements, position());
    if (media.length > 0) {
      await party.music('off');
      await party.play(media);
      await party.music(music);
    }
    await party.pause(announcements.everySeconds * 1_000);
  }
  return undefined;
}

async function ended(party: ProgramParty): Promise<undefined> {
  await party.aborted();
  return undefined;
}
