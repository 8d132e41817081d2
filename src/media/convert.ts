/** What comes in becomes what a PBX plays: 16 bits, one channel, 8 kHz, and 16 kHz where the source has as much. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { AudioSource } from '../core/prompt';
import { type Audio, AudioError, checkAudio } from './audio';
import { resample } from './resample';
import { mono } from './samples';
import { readWav, writeWav } from './wav';

const NARROW = 8_000;
const WIDE = 16_000;

export interface Converted {
  readonly content: string;
  readonly durationMs: number;
  readonly source: AudioSource;
  readonly narrow: Uint8Array;
  readonly wide?: Uint8Array;
}

const WAV_TYPE = /^audio\/(x-|vnd\.)?wave?$/;

/** Content types that are taken, for the words of a refusal. */
export const TAKEN = 'audio/wav, or audio/L16 with rate and channels';

/** Whether that content type can be read at all. */
export const isTaken = (type: string): boolean => formatOf(type) !== undefined;

function formatOf(type: string): ((file: Buffer) => Audio) | undefined {
  const [name = '', ...parameters] = type.toLowerCase().split(';');
  if (WAV_TYPE.test(name.trim())) return readWav;
  if (name.trim() !== 'audio/l16') return undefined;
  const value = (key: string): string | undefined =>
    parameters.map((one) => one.trim().split('=')).find(([found]) => found === key)?.[1];
  return (file) => readLinear(file, Number(value('rate')), Number(value('channels') ?? 1));
}

/** RFC 2586: 16 bits, high byte first, no header. */
function readLinear(file: Buffer, rate: number, channels: number): Audio {
  checkAudio(rate, channels, Math.floor(file.length / (2 * channels)));
  return { source: { encoding: 'pcm', rate, channels, bits: 16 }, rate, samples: mono(file, 'pcm-be', 16, channels) };
}

/** Reads a file of a content type and converts it. Throws `AudioError`. */
export async function convert(path: string, type: string): Promise<Converted> {
  const read = formatOf(type);
  if (!read) throw new AudioError(`not ${TAKEN}`);
  return render(read(await readFile(path)));
}

/** The files that audio becomes. */
export function render({ source, rate, samples }: Audio): Converted {
  const narrow = writeWav(resample(samples, rate, NARROW), NARROW);
  const wide = rate > NARROW ? writeWav(resample(samples, rate, WIDE), WIDE) : undefined;
  const hash = createHash('sha256').update(narrow);
  if (wide) hash.update(wide);
  return {
    content: hash.digest('hex'),
    durationMs: Math.round((samples.length / rate) * 1_000),
    source,
    narrow,
    ...(wide && { wide }),
  };
}
