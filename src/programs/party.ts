/**
 * What a program can do with its one party (design §5.1). A program is straight-line async code: it owns the media
 * of its party and no other state. When it is aborted every wait ends at once with "nothing", and what it still
 * starts does nothing, so that a program needs no clean-up of its own.
 */
import type { MediaItem } from '../core/media';

export interface ProgramParty {
  /** Aborted, by a join, another program or the party's leaving. */
  readonly over: boolean;
  /** Plays to the end. */
  play(media: readonly MediaItem[]): Promise<'done' | 'stopped' | 'failed'>;
  /** Plays until the end or the first digit, which stops it; says the digit. */
  playUntilDigit(media: readonly MediaItem[]): Promise<string | undefined>;
  /** The next digit, also one pressed before; nothing when none comes within `ms`. */
  digit(ms: number): Promise<string | undefined>;
  /** Hold music until the program ends, or `off`. */
  music(name: string): Promise<void>;
  /** Resolves after `ms`, or when the program is aborted. */
  pause(ms: number): Promise<void>;
  /** Resolves when the program is aborted. */
  aborted(): Promise<void>;
}
