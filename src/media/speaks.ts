/** Whether anybody says anything in a WAV file: silence and the noise of a line are nothing, and neither is a click or a key. */
import { AudioError } from './audio';
import { readWav } from './wav';

const FRAME_MS = 20;
/** Mean amplitude of a frame that is no silence, as Asterisk has it. */
const LOUD = 256 / 32_768;
/** The shortest name. */
const LEAST_MS = 300;

export function speaks(file: Buffer): boolean {
  try {
    const { samples, rate } = readWav(file);
    const frame = Math.round((rate * FRAME_MS) / 1_000);
    let loudMs = 0;
    for (let at = 0; at + frame <= samples.length; at += frame)
      if (loudness(samples.subarray(at, at + frame)) > LOUD) loudMs += FRAME_MS;
    return loudMs >= LEAST_MS;
  } catch (error) {
    if (error instanceof AudioError) return false;
    throw error;
  }
}

function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += Math.abs(sample);
  return sum / samples.length;
}
