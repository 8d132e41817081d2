/**
 * What somebody hears who waits in a queue, until it is over: music, now and then an announcement, and what the keys of
 * the queue do. How long it may be is a deadline of the call; a join ends the program in the middle of a word.
 */
import type { ProgramOutcome } from '../core/callPrograms';
import type { QueueStep } from '../core/effect';
import type { MediaItem } from '../core/media';
import { own } from '../core/own';
import { announcement } from '../core/queueAnnouncement';
import type { Treatment } from '../core/treatment';
import type { ProgramParty } from './party';
import { QueuePace, type Telling } from './queuePace';

export interface Waiting {
  /** Where the caller stands now, 1 at the front; undefined when in no line any more. */
  readonly position: () => number | undefined;
  /** The media, with what is true of the caller now for place and time. */
  readonly filled: (media: readonly MediaItem[]) => MediaItem[];
  readonly now: () => number;
  /** Whether a callback may be proposed to the caller now. */
  readonly proposes: () => boolean;
}

/** Somebody with keys is listened to all the time. */
const LISTEN_MS = 60_000;
/** Who is brought to an agent sooner hears no shred of music, and the PBX is spared two requests. */
const MUSIC_AFTER_MS = 100;

export const queueWait = (
  party: ProgramParty,
  step: QueueStep,
  waiting: Waiting,
): Promise<ProgramOutcome | undefined> => new QueueWait(party, step, waiting).run();

class QueueWait {
  private readonly pace: QueuePace;
  /** The key that takes a callback works once it was proposed. */
  private proposed = false;

  constructor(
    private readonly party: ProgramParty,
    private readonly step: QueueStep,
    private readonly waiting: Waiting,
  ) {
    this.pace = new QueuePace(step, waiting.now());
  }

  async run(): Promise<ProgramOutcome | undefined> {
    await this.party.pause(MUSIC_AFTER_MS);
    await this.music();
    while (!this.party.over) {
      const { ms, what } = this.pace.next(this.waiting.now(), this.waiting.position());
      const key = what ? await this.tell(what) : await this.listen(ms);
      const outcome = key === undefined ? undefined : await this.pressed(key);
      if (outcome) return outcome;
    }
    return undefined;
  }

  private get listens(): boolean {
    return this.step.keys !== undefined || this.proposed;
  }

  private async listen(ms: number): Promise<string | undefined> {
    if (this.listens) return this.party.digit(Math.min(ms, LISTEN_MS));
    await (ms === Number.POSITIVE_INFINITY ? this.party.aborted() : this.party.pause(ms));
    return undefined;
  }

  private async tell(what: Telling): Promise<string | undefined> {
    if (what === 'proposal') return this.propose();
    const { announcements } = this.step;
    const { lists = [] } = announcements?.periodic ?? {};
    const position = this.waiting.position();
    const periodic = lists[this.pace.turn % Math.max(1, lists.length)] ?? [];
    const key = await this.say(what === 'periodic' ? periodic : announcements ? announcement(announcements) : []);
    this.pace.told(what, this.waiting.now(), position);
    return key;
  }

  /** A callback, while the rules of the queue hold. */
  private async propose(): Promise<string | undefined> {
    const proposes = this.waiting.proposes();
    if (proposes) this.proposed = true;
    const media = this.step.proposal?.media ?? [{ play: 'prompt', name: 'callback-offer' }];
    const key = proposes ? await this.say(media) : undefined;
    this.pace.told('proposal', this.waiting.now(), undefined);
    return key;
  }

  /** Plays instead of the music; a key that does something stops it. */
  private async say(media: readonly MediaItem[]): Promise<string | undefined> {
    const filled = this.waiting.filled(media);
    if (filled.length === 0) return undefined;
    await this.party.music('off');
    const key = this.listens ? await this.party.playUntilDigit(filled) : await this.played(filled);
    await this.music();
    this.pace.spoke(this.waiting.now());
    return key;
  }

  private async played(media: readonly MediaItem[]): Promise<undefined> {
    await this.party.play(media);
    return undefined;
  }

  private music(): Promise<void> {
    return this.party.music(this.step.music ?? 'default');
  }

  /** Announcements of a key are heard without losing the place; any other treatment leaves. */
  private async pressed(first: string): Promise<ProgramOutcome | undefined> {
    let key: string | undefined = first;
    while (key !== undefined && !this.party.over) {
      const heard = await this.perform(key, this.listOf(key));
      if (typeof heard === 'object') {
        await this.party.music('off');
        return heard;
      }
      key = heard;
    }
    return undefined;
  }

  private listOf(key: string): readonly Treatment[] | undefined {
    const { proposal, queue, keys = {} } = this.step;
    if (this.proposed && key === proposal?.key) return [{ do: 'propose', queue, always: true }];
    return own(keys, key);
  }

  private async perform(
    key: string,
    list: readonly Treatment[] | undefined,
  ): Promise<string | undefined | ProgramOutcome> {
    if (!list) return this.say([{ play: 'prompt', name: 'invalid-entry' }]);
    for (const [i, treatment] of list.entries()) {
      if (treatment.do !== 'announce') return { outcome: 'key', key, treatments: list.slice(i) };
      const next = await this.say(treatment.media);
      if (next !== undefined || this.party.over) return next;
    }
    return undefined;
  }
}
