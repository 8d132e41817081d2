/** Times in which several openings are open at once, against every single minute. */
import { expect } from 'chai';
import fc from 'fast-check';
import { openingHours } from '../../src/core/hours';
import { afterAllOpen, allOpenMs, Opening } from '../../src/core/opening';

const MINUTE = 60_000;
const START = Date.UTC(2026, 2, 27);
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const daily = (zone: string, from: string, to: string) =>
  new Opening(openingHours.parse({ zone, weekly: [{ days: DAYS, from, to }] }));
const opening = fc
  .record({
    zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York'),
    from: fc.constantFrom('00:00', '08:00', '09:30'),
    to: fc.constantFrom('20:00', '22:00', '24:00'),
  })
  .map(({ zone, from, to }) => daily(zone, from, to));

describe('openings together', () => {
  it('are open when each of them is', () => {
    const minutes = fc.integer({ min: 1, max: 3_000 });
    fc.assert(
      fc.property(fc.array(opening, { maxLength: 3 }), minutes, fc.nat(3_000), (all, wanted, offset) => {
        const from = START + offset * MINUTE;
        let left = wanted;
        let at = from;
        for (; left > 0; at += MINUTE) if (all.every((one) => one.isOpen(at))) left--;
        expect(afterAllOpen(all, from, wanted * MINUTE)).to.equal(at);
        expect(allOpenMs(all, from, at)).to.equal(wanted * MINUTE);
      }),
      { numRuns: 30 },
    );
  });

  it('that never are open together have no end', () => {
    expect(afterAllOpen([daily('UTC', '08:00', '12:00'), daily('UTC', '13:00', '20:00')], START, MINUTE)).to.equal(
      undefined,
    );
  });
});
