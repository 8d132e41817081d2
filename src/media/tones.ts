/** Audio that is made of sines, so that nothing has to be downloaded: prompts that every installation has. */
import type { Audio } from './audio';

/** Sounds from `at` on, with a gentle beginning and end. */
interface Note {
  readonly hz: number;
  readonly at: number;
  readonly seconds: number;
  /** Dies away like a struck bell instead of sounding on. */
  readonly bell?: boolean;
}

interface Score {
  readonly seconds: number;
  readonly notes: readonly Note[];
}

const RATE = 16_000;
const LOUDNESS = 0.25;
/** A sine that begins or ends at once clicks. */
const EDGE = 0.008;

const chime = (...hz: readonly number[]): Note[] =>
  hz.map((one, i) => ({ hz: one, at: i * 0.45, seconds: 2.2, bell: true }));

/** By name of the prompt. */
export const TONES: Readonly<Record<string, Score>> = {
  'tone-beep': { seconds: 0.25, notes: [{ hz: 1_000, at: 0, seconds: 0.2 }] },
  'tone-attention': {
    seconds: 0.6,
    notes: [
      { hz: 880, at: 0, seconds: 0.2 },
      { hz: 1_175, at: 0.25, seconds: 0.3 },
    ],
  },
  // What most of Europe hears while it rings at the far end (ITU-T E.180).
  'tone-ringback': { seconds: 5, notes: [{ hz: 425, at: 0, seconds: 1 }] },
  'tone-hold': { seconds: 6, notes: chime(523, 659, 784, 659) },
};

/** The audio of a tone. */
export function toneAudio(name: keyof typeof TONES): Audio {
  const { seconds, notes } = TONES[name] as Score;
  const samples = new Float32Array(Math.round(seconds * RATE));
  for (const note of notes) sound(samples, note);
  return { source: { encoding: 'made', rate: RATE, channels: 1, bits: 16 }, rate: RATE, samples };
}

function sound(samples: Float32Array, { hz, at, seconds, bell }: Note): void {
  const first = Math.round(at * RATE);
  const count = Math.min(Math.round(seconds * RATE), samples.length - first);
  for (let i = 0; i < count; i++) {
    const t = i / RATE;
    const edges = Math.min(1, t / EDGE, (count / RATE - t) / EDGE);
    const loudness = LOUDNESS * edges * (bell ? Math.exp(-2.5 * t) : 1);
    samples[first + i] = (samples[first + i] as number) + loudness * Math.sin(2 * Math.PI * hz * t);
  }
}
