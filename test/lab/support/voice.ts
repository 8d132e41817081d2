/**
 * Voices that can be told apart: each person hums one tone, and a packet is searched for the tones of all. That works
 * through transcoding and mixing, where the bytes of a packet change. Tones are multiples of 50 Hz, the resolution of
 * one packet (160 samples at 8 kHz), so they do not leak into each other.
 */
export const SAMPLES = 160;
const RATE = 8000;
const LOUDNESS = 4000;
/** The part of a packet's energy from which on a tone counts as heard; a mix of three tones has a third each. */
const AUDIBLE = 0.15;
const SILENCE = 50;

/** The tone of the n-th person, in Hz; twenty fit below half the sampling rate. */
export const toneOf = (n: number): number => 400 + 150 * (n % 20);

/** One packet of µ-law for the tone, going on from sample `start` so that there is no click between packets. */
export function hum(tone: number, start: number): Buffer {
  const samples = Array.from(
    { length: SAMPLES },
    (_, i) => LOUDNESS * Math.sin((2 * Math.PI * tone * (start + i)) / RATE),
  );
  return Buffer.from(samples.map(toUlaw));
}

/** Which of the tones are in the packet; undefined when it is silent. */
export function tonesIn(payload: Buffer, tones: Iterable<number>): number[] | undefined {
  const samples = [...payload].map(fromUlaw);
  const energy = samples.reduce((sum, x) => sum + x * x, 0);
  if (energy < SILENCE * SILENCE * samples.length) return undefined;
  return [...tones].filter((tone) => power(samples, tone) > AUDIBLE * energy);
}

/** Goertzel's algorithm: the energy of one frequency. */
function power(samples: readonly number[], tone: number): number {
  const c = 2 * Math.cos((2 * Math.PI * tone) / RATE);
  let [a, b] = [0, 0];
  for (const x of samples) [a, b] = [x + c * a - b, a];
  return (2 * (a * a + b * b - c * a * b)) / samples.length;
}

/** ITU-T G.711. */
function toUlaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(Math.round(sample)), 32635) + 132;
  const exponent = Math.max(0, Math.floor(Math.log2(magnitude)) - 7);
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff;
}

function fromUlaw(byte: number): number {
  const bits = ~byte & 0xff;
  const magnitude = ((((bits & 0x0f) << 3) + 132) << ((bits >> 4) & 7)) - 132;
  return bits & 0x80 ? -magnitude : magnitude;
}
