import { expect } from 'chai';
import { render } from '../../src/media/convert';
import { TONES, toneAudio } from '../../src/media/tones';
import { readWav } from '../../src/media/wav';
import { amplitude } from './signals';

describe('tones', () => {
  for (const name of Object.keys(TONES))
    it(`${name} is heard, without a click and without being too loud`, () => {
      const { samples, rate } = readWav(Buffer.from(render(toneAudio(name)).narrow));
      expect(rate).to.equal(8_000);
      let peak = 0;
      let step = 0;
      for (let i = 1; i < samples.length; i++) {
        peak = Math.max(peak, Math.abs(samples[i] as number));
        step = Math.max(step, Math.abs((samples[i] as number) - (samples[i - 1] as number)));
      }
      expect(peak).to.be.within(0.2, 0.8);
      // No sample is further from the one before than the steepest of its sines goes.
      expect(step).to.be.lessThan(0.5);
      expect(Math.abs(samples[0] as number) + Math.abs(samples.at(-1) as number)).to.be.lessThan(0.02);
    });

  it('are the frequencies they say, at their times', () => {
    const { samples } = toneAudio('tone-ringback');
    expect(amplitude(samples.subarray(1_000, 15_000), 425, 16_000)).to.be.closeTo(0.25, 0.02);
    expect(amplitude(samples.subarray(17_000), 425, 16_000)).to.be.lessThan(0.001);
  });
});
