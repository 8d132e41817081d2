import { expect } from 'chai';
import { RATES } from '../../src/media/audio';
import { resample } from '../../src/media/resample';
import { amplitude, loudness, sine } from './signals';

/** Without the edges, where the filter looks past the end. */
const middle = (samples: Float32Array): Float32Array =>
  samples.subarray(Math.floor(samples.length / 4), Math.floor((samples.length * 3) / 4));

describe('another sampling rate', () => {
  for (const from of RATES.filter((rate) => rate !== 8_000))
    it(`lets speech through from ${from} to 8000, and nothing above`, () => {
      for (const hz of [300, 1_000, 2_000, 3_000]) {
        const out = resample(sine(hz, from, 0.4), from, 8_000);
        expect(out.length).to.be.closeTo(3_200, 1);
        expect(amplitude(middle(out), hz, 8_000), `${hz} Hz`).to.be.closeTo(0.5, 0.005);
        // Everything beside the tone is more than 60 dB below it.
        const tone = amplitude(middle(out), hz, 8_000);
        expect(Math.abs(loudness(middle(out)) - tone), `${hz} Hz and the rest`).to.be.lessThan(0.001);
      }
      for (const hz of [4_300, 5_000].filter((one) => one < from / 2))
        expect(loudness(middle(resample(sine(hz, from, 0.4), from, 8_000))), `${hz} Hz`).to.be.lessThan(0.0005);
    });

  it('keeps the band of 16 kHz where the source has it', () => {
    const out = resample(sine(6_000, 48_000, 0.4), 48_000, 16_000);
    expect(amplitude(middle(out), 6_000, 16_000)).to.be.closeTo(0.5, 0.005);
  });

  it('makes no images when the rate grows', () => {
    const out = resample(sine(1_000, 11_025, 0.4), 11_025, 16_000);
    expect(amplitude(middle(out), 1_000, 16_000)).to.be.closeTo(0.5, 0.005);
    expect(loudness(middle(out))).to.be.closeTo(0.5, 0.002);
  });

  it('lets silence and a constant be what they are', () => {
    expect([...resample(new Float32Array(441), 44_100, 8_000)].every((value) => value === 0)).to.equal(true);
    for (const value of middle(resample(new Float32Array(44_100).fill(0.25), 44_100, 8_000)))
      expect(value).to.be.closeTo(0.25, 1e-4);
  });

  it('gives at least one sample for the shortest sound', () => {
    expect(resample(Float32Array.of(0.5), 192_000, 8_000)).to.have.length(1);
  });
});
