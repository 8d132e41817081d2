/** How long media takes and how the log of a person names it. */
import type { Audible } from '../../src/core/media';

/** What the PBX has on disk. A prompt that is not named anywhere exists and takes two seconds. */
export interface MediaLibrary {
  /** Milliseconds of a prompt, by name. */
  readonly prompts: Map<string, number>;
  /** Prompts that cannot be played. */
  readonly missing: Set<string>;
  /** Milliseconds of an ended recording, by job. */
  readonly recordings: Map<string, number>;
  /** Milliseconds of it in which somebody spoke, by job; where nobody did it is silent. */
  readonly spoken: Map<string, number>;
}

const PROMPT_MS = 2000;
const DIGIT_MS = 400;
const TIME_MS = 2500;
const BEEP_MS = 200;

/** Milliseconds of an item; `Infinity` for a tone, which Asterisk plays until it is stopped; undefined when it is not there. */
export function durationOf(item: Audible, library: MediaLibrary): number | undefined {
  switch (item.play) {
    case 'prompt':
      return library.missing.has(item.name) ? undefined : (library.prompts.get(item.name) ?? PROMPT_MS);
    case 'audio':
      return library.missing.has(item.file) ? undefined : (library.prompts.get(item.file) ?? PROMPT_MS);
    case 'digits':
      return item.digits.length * DIGIT_MS;
    case 'number':
      return String(item.number).length * DIGIT_MS;
    case 'time':
      return TIME_MS;
    case 'tone':
      return item.tone === 'beep' ? BEEP_MS : Number.POSITIVE_INFINITY;
    case 'silence':
      return item.ms;
    case 'recording':
      return library.recordings.get(item.job);
  }
}

/** An item as a person would tell it: `prompt welcome`, `digits 4711`. */
export function spoken(item: Audible): string {
  switch (item.play) {
    case 'prompt':
      return `prompt ${item.name}`;
    case 'audio':
      return `audio ${item.file}`;
    case 'digits':
      return `digits ${item.digits}`;
    case 'number':
      return `number ${item.number}`;
    case 'time':
      return `time ${item.at}`;
    case 'tone':
      return `tone ${item.tone}`;
    case 'silence':
      return 'silence';
    case 'recording':
      return `recording ${item.job}`;
  }
}

const RATE = 8000;
const HEADER = 44;

/** How loud somebody speaks. */
const VOICE = 8_000;
const VOICE_HZ = 400;

/** A WAV of `ms` milliseconds, 8 kHz and 16 bits, as a PBX records it: of `spokenMs` the sound of a voice, then silence. */
export function wav(ms: number, spokenMs = 0): Buffer {
  const bytes = Math.round((ms / 1000) * RATE) * 2;
  const file = Buffer.alloc(HEADER + bytes);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(HEADER - 8 + bytes, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(bytes, 40);
  const samples = Math.round((Math.min(ms, spokenMs) / 1000) * RATE);
  for (let i = 0; i < samples; i++)
    file.writeInt16LE(Math.round(VOICE * Math.sin((2 * Math.PI * VOICE_HZ * i) / RATE)), HEADER + i * 2);
  return file;
}
