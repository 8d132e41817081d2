/** Audio for tests: tones, and how much of a tone is in something. */

/** A sine of that frequency. */
export const sine = (hz: number, rate: number, seconds: number, loudness = 0.5): Float32Array =>
  Float32Array.from(
    { length: Math.round(rate * seconds) },
    (_, i) => loudness * Math.sin((2 * Math.PI * hz * i) / rate),
  );

/** Amplitude of one frequency, by correlation with it. */
export function amplitude(samples: ArrayLike<number>, hz: number, rate: number): number {
  let [re, im] = [0, 0];
  for (let i = 0; i < samples.length; i++) {
    const angle = (2 * Math.PI * hz * i) / rate;
    re += (samples[i] as number) * Math.cos(angle);
    im += (samples[i] as number) * Math.sin(angle);
  }
  return (2 * Math.hypot(re, im)) / samples.length;
}

/** Amplitude of everything together, as a sine would have it. */
export const loudness = (samples: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += (samples[i] as number) ** 2;
  return Math.sqrt((2 * sum) / samples.length);
};

export interface WavOptions {
  readonly tag?: number;
  readonly channels?: number;
  readonly rate?: number;
  readonly bits?: number;
  /** Chunks before the format. */
  readonly before?: Buffer;
  readonly extensible?: boolean;
}

/** A WAV file around samples that are already in the bytes of its format. */
export function wavOf(
  data: Buffer,
  { tag = 1, channels = 1, rate = 8_000, bits = 16, ...more }: WavOptions = {},
): Buffer {
  const format = Buffer.alloc(more.extensible ? 40 : 16);
  format.writeUInt16LE(more.extensible ? 0xfffe : tag, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(rate, 4);
  format.writeUInt32LE((rate * channels * bits) / 8, 8);
  format.writeUInt16LE((channels * bits) / 8, 12);
  format.writeUInt16LE(bits, 14);
  if (more.extensible) format.writeUInt16LE(tag, 24);
  const body = Buffer.concat([more.before ?? Buffer.alloc(0), chunk('fmt ', format), chunk('data', data)]);
  return Buffer.concat([Buffer.from('RIFF'), uint32(body.length + 4), Buffer.from('WAVE'), body]);
}

export const chunk = (name: string, data: Buffer): Buffer =>
  Buffer.concat([Buffer.from(name), uint32(data.length), data, Buffer.alloc(data.length % 2)]);

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** Samples as 16 bits, low byte first. */
export function pcm16(samples: ArrayLike<number>): Buffer {
  const bytes = Buffer.alloc(samples.length * 2);
  for (let i = 0; i < samples.length; i++) bytes.writeInt16LE(Math.round((samples[i] as number) * 32_767), i * 2);
  return bytes;
}
