/** Audio in memory, between reading and writing: one channel, samples from -1 to 1. */
import type { AudioSource } from '../core/prompt';

export interface Audio {
  readonly source: AudioSource;
  readonly rate: number;
  readonly samples: Float32Array;
}

/** The audio cannot be taken; the message says why, for the person who sent it. */
export class AudioError extends Error {}

/** Longest audio taken in. */
const MAX_SECONDS = 600;

/** Rates that are taken: all that phones, recorders and editors write. */
export const RATES: readonly number[] = [
  8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 88_200, 96_000, 176_400, 192_000,
];

/** Refuses what would not be audible, or too long. */
export function checkAudio(rate: number, channels: number, frames: number): void {
  if (!RATES.includes(rate)) throw new AudioError(`${rate} samples a second are not taken: one of ${RATES.join(', ')}`);
  if (channels < 1 || channels > 8) throw new AudioError(`${channels} channels are not taken: 1 to 8`);
  if (frames === 0) throw new AudioError('there is no audio in it');
  if (frames / rate > MAX_SECONDS) throw new AudioError(`longer than ${MAX_SECONDS} seconds`);
}
