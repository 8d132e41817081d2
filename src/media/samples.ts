/** Samples as files hold them, read as numbers from -1 to 1. */
import { AudioError } from './audio';

/** Reads the sample that begins at a byte. */
type Read = (bytes: DataView, at: number) => number;

const int24 = (bytes: DataView, at: number): number =>
  bytes.getUint8(at) | (bytes.getUint8(at + 1) << 8) | (bytes.getInt8(at + 2) << 16);

const READERS: Readonly<Record<string, Read>> = {
  'pcm 8': (bytes, at) => (bytes.getUint8(at) - 128) / 128,
  'pcm 16': (bytes, at) => bytes.getInt16(at, true) / 32_768,
  'pcm 24': (bytes, at) => int24(bytes, at) / 8_388_608,
  'pcm 32': (bytes, at) => bytes.getInt32(at, true) / 2_147_483_648,
  'float 32': (bytes, at) => bytes.getFloat32(at, true),
  'float 64': (bytes, at) => bytes.getFloat64(at, true),
  'alaw 8': (bytes, at) => alaw(bytes.getUint8(at)) / 32_768,
  'ulaw 8': (bytes, at) => ulaw(bytes.getUint8(at)) / 32_768,
  'pcm-be 16': (bytes, at) => bytes.getInt16(at, false) / 32_768,
};

/** G.711 A-law. */
function alaw(code: number): number {
  const value = code ^ 0x55;
  const exponent = (value >> 4) & 7;
  const mantissa = ((value & 15) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return value & 0x80 ? magnitude : -magnitude;
}

/** G.711 µ-law. */
function ulaw(code: number): number {
  const value = ~code & 0xff;
  const magnitude = ((((value & 15) << 3) + 0x84) << ((value >> 4) & 7)) - 0x84;
  return value & 0x80 ? -magnitude : magnitude;
}

/** One channel out of interleaved samples: the mean of all. What is no number is silence, what is too loud is cut. */
export function mono(data: Uint8Array, encoding: string, bits: number, channels: number): Float32Array {
  const read = READERS[`${encoding} ${bits}`];
  if (!read) throw new AudioError(`${encoding} with ${bits} bits is not taken`);
  const bytes = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const width = bits / 8;
  const samples = new Float32Array(Math.floor(data.length / (width * channels)));
  for (let frame = 0; frame < samples.length; frame++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += read(bytes, (frame * channels + channel) * width);
    const value = sum / channels;
    samples[frame] = Number.isFinite(value) ? Math.max(-1, Math.min(1, value)) : 0;
  }
  return samples;
}
