/** What is said of a time that is none: how one is written, and nothing of what would follow from it. */
import { expect } from 'chai';
import { bookCommand } from '../../src/core/agentDuty';
import { instant, moment } from '../../src/core/fields';
import { flawsOf } from '../../src/core/flaws';

describe('a time that somebody names', () => {
  it('and that is none is answered with how one is written, once', () => {
    const { error } = bookCommand.safeParse({ from: '2026-12-24', until: 'tomorrow' });
    expect(error && flawsOf(error)).to.deep.equal(
      ['/from', '/until'].map((path) => ({
        path,
        message: 'a time with its offset, such as 2026-01-05T09:00:00+01:00',
      })),
    );
  });

  it('has an offset, or is a date where the zone is known', () => {
    for (const good of ['2026-01-05T09:00:00Z', '2026-01-05T09:00:00.5+01:00']) {
      expect(instant.safeParse(good).success, good).to.equal(true);
      expect(moment.safeParse(good).success, good).to.equal(true);
    }
    expect([instant.safeParse('2026-01-05').success, moment.safeParse('2026-01-05').success]).to.deep.equal([
      false,
      true,
    ]);
    for (const bad of ['2026-02-30', '2026-01-05T09:00:00', 'today']) {
      const { error } = moment.safeParse(bad);
      expect(error && flawsOf(error).map(({ message }) => message), bad).to.deep.equal([
        'a date such as 2026-01-05, or a time with its offset such as 2026-01-05T09:00:00+01:00',
      ]);
    }
  });
});
