/** The dates of a zone: the same whatever was asked before, also where clocks change. */
import { expect } from 'chai';
import fc from 'fast-check';
import { iso } from '../../src/core/time';
import { ZoneDays } from '../../src/core/zoneDays';

const DAY_MS = 86_400_000;
const YEAR = Date.parse('2026-01-01T00:00:00Z');

describe('the dates of a zone', () => {
  it('are the same from days that are kept as from the calendar', () => {
    for (const zone of ['Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia', 'Africa/Cairo']) {
      const kept = new ZoneDays(zone);
      const instant = fc.integer({ min: 0, max: 2 * 365 * DAY_MS }).map((ms) => YEAR + ms);
      fc.assert(
        fc.property(instant, (at) => {
          const day = kept.of(at);
          expect(day).to.deep.equal(new ZoneDays(zone).of(at));
          expect(day.from <= at && at < day.until, `${zone} ${iso(at)}`).to.equal(true);
          expect(kept.of(day.from)).to.deep.equal(day);
          expect(kept.of(day.until).date > day.date).to.equal(true);
        }),
        { numRuns: 300 },
      );
    }
  });

  it('have 23 and 25 hours where clocks change', () => {
    const berlin = new ZoneDays('Europe/Berlin');
    const hours = (at: string) => {
      const { from, until } = berlin.of(Date.parse(at));
      return (until - from) / 3_600_000;
    };
    expect([hours('2026-03-29T12:00:00Z'), hours('2026-10-25T12:00:00Z'), hours('2026-10-26T12:00:00Z')]).to.eql([
      23, 25, 24,
    ]);
  });
});
