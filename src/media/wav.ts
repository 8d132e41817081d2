/** WAV files: every chunk is walked, nothing is believed that the bytes do not hold. */
import { type Audio, AudioError, checkAudio } from './audio';
import { mono } from './samples';

const FORMATS: Readonly<Record<number, string>> = { 1: 'pcm', 3: 'float', 6: 'alaw', 7: 'ulaw' };
/** The true format is in the first two bytes of a GUID further on. */
const EXTENSIBLE = 0xfffe;
const HEADER = 44;

interface Format {
  readonly encoding: string;
  readonly channels: number;
  readonly rate: number;
  readonly bits: number;
}

/** Reads a WAV file. Throws `AudioError`. */
export function readWav(file: Buffer): Audio {
  if (file.length < 12 || file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE')
    throw new AudioError('not a WAV file: it does not begin with RIFF and WAVE');
  let format: Format | undefined;
  for (let at = 12; at + 8 <= file.length; ) {
    const name = file.toString('latin1', at, at + 4);
    const size = file.readUInt32LE(at + 4);
    const body = file.subarray(at + 8, Math.min(file.length, at + 8 + size));
    if (name === 'fmt ') format = readFormat(body);
    if (name === 'data') return audioOf(format, body);
    at += 8 + size + (size % 2);
  }
  throw new AudioError('not a whole WAV file: it has no data chunk');
}

function readFormat(chunk: Buffer): Format {
  if (chunk.length < 16) throw new AudioError('the format chunk is cut off');
  const tag = chunk.readUInt16LE(0);
  const real = tag === EXTENSIBLE && chunk.length >= 26 ? chunk.readUInt16LE(24) : tag;
  const encoding = FORMATS[real];
  if (encoding === undefined)
    throw new AudioError(`WAV with encoding ${real} is not taken: PCM, float, A-law or µ-law are`);
  const [channels, rate, bits] = [chunk.readUInt16LE(2), chunk.readUInt32LE(4), chunk.readUInt16LE(14)];
  return { encoding, channels, rate, bits };
}

function audioOf(format: Format | undefined, data: Buffer): Audio {
  if (!format) throw new AudioError('not a WAV file: its data comes before its format');
  const { encoding, channels, rate, bits } = format;
  checkAudio(rate, channels, Math.floor(data.length / Math.max(1, (bits / 8) * channels)));
  return { source: format, rate, samples: mono(data, encoding, bits, channels) };
}

/** A WAV file of 16-bit samples, one channel. */
export function writeWav(samples: Float32Array, rate: number): Buffer {
  const file = Buffer.alloc(HEADER + samples.length * 2);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((sample, i) => {
    file.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), HEADER + i * 2);
  });
  return file;
}
