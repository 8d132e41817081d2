/**
 * When somebody who waits is told something next: at first, then every so often from the end of one announcement to the
 * beginning of the next, sooner when the place has changed, and never too close to each other.
 */
import type { QueueStep } from '../core/effect';
import type { Announcements } from '../core/queueSettings';

/** `place`: where and how long. `periodic`: the next of the tenant's own. `proposal`: a callback. */
export type Telling = 'place' | 'periodic' | 'proposal';

export interface Due {
  /** In so many ms something is due, or it is time to look again. */
  readonly ms: number;
  readonly what?: Telling;
}

/** Places move without a word to programs: so often it is looked at whether one has. */
const LOOK_MS = 5_000;
const SECOND = 1_000;
const NEVER = Number.POSITIVE_INFINITY;

export class QueuePace {
  private readonly settings: Announcements | undefined;
  private readonly proposalSeconds: number;
  private placeAt = NEVER;
  private periodicAt = NEVER;
  private proposalAt = NEVER;
  private lastEnd = Number.NEGATIVE_INFINITY;
  private position: number | undefined;
  private round = 0;

  constructor({ announcements, proposal }: Pick<QueueStep, 'announcements' | 'proposal'>, now: number) {
    const settings = announcements;
    this.settings = settings;
    this.proposalSeconds = proposal?.everySeconds ?? 0;
    if (proposal) this.proposalAt = now + proposal.firstSeconds * SECOND;
    if (!settings) return;
    const { firstSeconds, position, waitingTime, media, periodic } = settings;
    if (position || waitingTime || media) this.placeAt = now + firstSeconds * SECOND;
    if (periodic) this.periodicAt = now + (periodic.firstSeconds ?? periodic.everySeconds) * SECOND;
  }

  next(now: number, position: number | undefined): Due {
    const { placeAt, periodicAt, settings } = this;
    const free = this.lastEnd + (settings?.minSeconds ?? 0) * SECOND;
    const moved = this.hasMoved(position);
    const [at, what] = this.first(moved ? now : placeAt, periodicAt);
    const ms = Math.max(at, free) - now;
    if (ms <= 0) return { ms: 0, what };
    return { ms: settings?.whenMoved && this.position !== undefined ? Math.min(ms, LOOK_MS) : ms };
  }

  /** What is due first, and when: place before periodic before proposal. */
  private first(placeAt: number, periodicAt: number): [number, Telling] {
    const at = Math.min(placeAt, periodicAt, this.proposalAt);
    if (at === placeAt) return [at, 'place'];
    return at === periodicAt ? [at, 'periodic'] : [at, 'proposal'];
  }

  private hasMoved(position: number | undefined): boolean {
    const { settings, position: told } = this;
    return settings?.whenMoved === true && told !== undefined && position !== undefined && position < told;
  }

  /** It was told, and is over now. */
  told(what: Telling, now: number, position: number | undefined): void {
    this.spoke(now);
    if (what === 'proposal') this.proposalAt = now + this.proposalSeconds * SECOND;
    else if (what === 'place') {
      this.position = position;
      this.placeAt = now + (this.settings?.everySeconds ?? 0) * SECOND;
    } else {
      this.round += 1;
      this.periodicAt = now + (this.settings?.periodic?.everySeconds ?? 0) * SECOND;
    }
  }

  /** Something else was told. */
  spoke(now: number): void {
    this.lastEnd = now;
  }

  /** Which of the periodic announcements is next. */
  get turn(): number {
    return this.round;
  }
}
