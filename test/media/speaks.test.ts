/** Whether anybody speaks in a recording: what is no name must not be taken for one, and the other way round. */
import { expect } from 'chai';
import { speaks } from '../../src/media/speaks';
import { writeWav } from '../../src/media/wav';

const RATE = 8_000;
/** `ms` of a tone as loud as that, 1 being the loudest. */
const tone = (ms: number, loud: number): number[] =>
  Array.from({ length: (ms * RATE) / 1_000 }, (_, i) => loud * Math.sin((2 * Math.PI * 400 * i) / RATE));
const silence = (ms: number): number[] => tone(ms, 0);
const file = (...parts: number[][]): Buffer => writeWav(Float32Array.from(parts.flat()), RATE);

describe('a recording in which somebody speaks', () => {
  for (const [what, wav, says] of [
    ['a short name, said softly', file(silence(800), tone(400, 0.03), silence(2_000)), true],
    ['syllables', file(tone(160, 0.2), silence(200), tone(160, 0.2), silence(500)), true],
    ['silence', file(silence(3_000)), false],
    ['the noise of a line', file(tone(3_000, 0.004)), false],
    ['a click and a key', file(silence(500), tone(20, 0.9), silence(500), tone(200, 0.5)), false],
    ['nothing at all', Buffer.alloc(44), false],
    ['no WAV', Buffer.from('name'), false],
  ] as const)
    it(`is ${says ? '' : 'not '}${what}`, () => {
      expect(speaks(wav)).to.equal(says);
    });
});
