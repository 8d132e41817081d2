import { expect } from 'chai';
import { judge, UNJUDGED } from '../../src/core/waitingAccuracy';
import { accuracyOf } from '../../src/core/waitingReport';
import { SPOKEN_STYLES, type Spoken, spokenOf } from '../../src/core/waitingSpoken';
import type { Estimate } from '../../src/core/waitingTime';

const estimate = (p50: number, p90 = 2 * p50): Estimate => ({
  p50Ms: p50 * 1_000,
  p90Ms: p90 * 1_000,
  cold: false,
  basis: { medianMs: p50 * 1_000, spread: 0.5 },
});

describe('a spoken waiting time', () => {
  it('has four styles', () => {
    const said = SPOKEN_STYLES.map((style) => spokenOf(estimate(200, 420), style));
    expect(said).to.deep.equal([
      { style: 'approximate', seconds: 180, longer: false },
      { style: 'range', fromSeconds: 120, seconds: 420, longer: false },
      { style: 'rounded', seconds: 210, longer: false },
      { style: 'lessThan', seconds: 600, longer: false },
    ]);
  });

  it('never says nothing of a minute, and goes on beyond an hour', () => {
    expect(spokenOf(estimate(0), 'approximate').seconds).to.equal(60);
    expect(spokenOf(estimate(0), 'range')).to.include({ fromSeconds: 0, seconds: 60 });
    expect(spokenOf(estimate(0), 'rounded').seconds).to.equal(30);
    expect(spokenOf(estimate(0), 'lessThan').seconds).to.equal(60);
    expect(spokenOf(estimate(3_000, 5_000), 'lessThan').seconds).to.equal(5_400);
  });

  it('does not climb by one step, and says so when it climbs by more', () => {
    const before = spokenOf(estimate(170), 'approximate');
    expect(spokenOf(estimate(250), 'approximate', before)).to.deep.equal(before);
    expect(spokenOf(estimate(280), 'approximate', before)).to.include({ seconds: 300, longer: true });
    expect(spokenOf(estimate(100), 'approximate', before)).to.include({ seconds: 120, longer: false });
  });

  for (const style of SPOKEN_STYLES)
    it(`never rises unannounced (${style})`, () => {
      let before: Spoken | undefined;
      for (let i = 0; i < 500; i++) {
        const said = spokenOf(estimate(20 + ((i * 7_919) % 1_500), 40 + ((i * 7_919) % 3_500)), style, before);
        if (before && said.seconds > before.seconds) expect(said.longer).to.equal(true);
        else expect(said.longer).to.equal(false);
        if (before?.fromSeconds !== undefined && !said.longer)
          expect(said.fromSeconds).to.be.at.most(before.fromSeconds);
        before = said;
      }
    });
});

describe('the accuracy of waiting times', () => {
  it('is mean error, bias, and shares within the tolerance and within p90', () => {
    const pairs = [
      { p50Ms: 100_000, p90Ms: 200_000, truthMs: 110_000 },
      { p50Ms: 100_000, p90Ms: 200_000, truthMs: 240_000 },
      { p50Ms: 100_000, p90Ms: 200_000, truthMs: 40_000 },
      { p50Ms: 100_000, p90Ms: 200_000, truthMs: 100_000 },
    ];
    const sums = pairs.reduce((all, pair) => judge(all, pair, 30_000), UNJUDGED);
    expect(accuracyOf(sums)).to.deep.equal({
      judged: 4,
      meanErrorSeconds: 52.5,
      biasSeconds: -22.5,
      withinMinute: 0.5,
      withinP90: 0.75,
    });
    expect(accuracyOf(UNJUDGED)).to.deep.equal({ judged: 0 });
  });
});
