/**
 * Whether a person or an answering machine has answered: what a PBX listens for in the first seconds, and what it finds. A
 * machine speaks for long without a pause, a person says a word or two and waits.
 */
import { z } from 'zod';

export const MACHINE_VERDICTS = ['human', 'machine', 'unsure'] as const;
export type MachineVerdict = (typeof MACHINE_VERDICTS)[number];

const ms = (most: number, preset: number) => z.int().min(10).max(most).default(preset);

/** How a machine is told from a person; the defaults are those of Asterisk. */
export const machineParams = z.strictObject({
  /** It is listened for so long; then nobody can say. */
  totalMs: z.int().min(500).max(30_000).default(5_000),
  /** Silence before the first word that is longer is a machine's. */
  initialSilenceMs: ms(30_000, 2_500),
  /** Silence after what was said that is longer is a person's, who waits for an answer. */
  afterGreetingMs: ms(30_000, 800),
  /** What is said before a pause is a machine's when it is longer. */
  greetingMs: ms(30_000, 1_500),
  /** Sound that is shorter is no word, and silence that is shorter does not end one. */
  minWordMs: ms(5_000, 100),
  betweenWordsMs: ms(5_000, 50),
  /** More words are a machine's. */
  words: z.int().min(1).max(50).default(2),
  /** Average amplitude below which there is silence, of 32767. */
  level: z.int().min(1).max(32_767).default(256),
});
export type MachineParams = z.infer<typeof machineParams>;

const inTime = ({ totalMs, initialSilenceMs, afterGreetingMs, greetingMs }: MachineParams): boolean =>
  Math.max(initialSilenceMs, afterGreetingMs, greetingMs) <= totalMs;

/** As a queue has it for its callbacks. */
export const machineSettings = z
  .strictObject({
    /** Whether it is listened at all. */
    detect: z.boolean().default(false),
    ...machineParams.shape,
  })
  .refine(inTime, 'initialSilenceMs, afterGreetingMs and greetingMs are at most totalMs');
