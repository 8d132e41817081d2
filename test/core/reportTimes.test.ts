/** Days and hours of reports are those of the zone, also when its clocks change. */
import { expect } from 'chai';
import { dayOf, momentOf, Parts, type ReportInterval } from '../../src/core/reportTimes';

const MINUTE = 60_000;
const at = (text: string): number => Date.parse(text);

/** Every part of a span, as the clocks of the zone say it. */
function partsOf(interval: ReportInterval, zone: string, from: string, to: string): string[] {
  const parts = new Parts(interval, zone);
  const seen = new Set<string>();
  for (let ms = at(from); ms < at(to); ms += 15 * MINUTE) seen.add(parts.local(parts.at(ms).from));
  return [...seen];
}
const hours = ({ from, to }: { from: number; to: number }): number => (to - from) / 3_600_000;

describe('times of reports', () => {
  it('give a day 23 hours when clocks go forward, and 25 when they go back', () => {
    expect(hours(dayOf(at('2026-03-29T12:00:00Z'), 'Europe/Berlin'))).to.equal(23);
    expect(hours(dayOf(at('2026-10-25T12:00:00Z'), 'Europe/Berlin'))).to.equal(25);
    expect(hours(dayOf(at('2026-10-25T12:00:00Z'), 'UTC'))).to.equal(24);
    const long = partsOf('1h', 'Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z');
    expect(long).to.have.length(25);
    expect(long.slice(2, 4)).to.deep.equal(['2026-10-25T02:00:00+02:00', '2026-10-25T02:00:00+01:00']);
    const short = partsOf('1h', 'Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z');
    expect(short).to.have.length(23);
    expect(short.slice(1, 3)).to.deep.equal(['2026-03-29T01:00:00+01:00', '2026-03-29T03:00:00+02:00']);
  });

  it('begin a day where it begins, also one without a midnight', () => {
    // Chile skips the hour after midnight.
    expect(
      new Parts('1d', 'America/Santiago').local(dayOf(at('2026-09-06T12:00:00Z'), 'America/Santiago').from),
    ).to.equal('2026-09-06T01:00:00-03:00');
    expect(hours(dayOf(at('2026-09-06T12:00:00Z'), 'America/Santiago'))).to.equal(23);
  });

  it('follow zones that are half an hour or a quarter off', () => {
    expect(partsOf('1h', 'Asia/Kolkata', '2026-01-01T00:00:00Z', '2026-01-01T01:00:00Z')).to.deep.equal([
      '2026-01-01T05:00:00+05:30',
      '2026-01-01T06:00:00+05:30',
    ]);
    expect(partsOf('1d', 'Asia/Kathmandu', '2026-01-01T18:00:00Z', '2026-01-01T18:30:00Z')).to.deep.equal([
      '2026-01-01T00:00:00+05:45',
      '2026-01-02T00:00:00+05:45',
    ]);
  });

  it('leave no gap and no overlap, whatever the zone does', () => {
    for (const [zone, from] of [
      ['Europe/Berlin', '2026-10-24T00:00:00Z'],
      ['Australia/Lord_Howe', '2026-04-03T00:00:00Z'],
      ['Australia/Lord_Howe', '2026-10-02T00:00:00Z'],
      ['America/Santiago', '2026-09-05T00:00:00Z'],
    ] as const)
      for (const interval of ['15m', '1h', '1d'] as const) {
        const parts = new Parts(interval, zone);
        let next = parts.at(at(from)).from;
        for (let n = 0; n < 60; n++) {
          const part = new Parts(interval, zone).at(next);
          expect([part.from, part.to > part.from], `${interval} ${zone} ${parts.local(next)}`).to.deep.equal([
            next,
            true,
          ]);
          expect(new Parts(interval, zone).at(part.to - 1)).to.deep.equal(part);
          next = part.to;
        }
      }
  });

  it('take a date for its beginning in the zone, and widen a time to whole parts', () => {
    expect(momentOf('2026-10-25', 'Europe/Berlin')).to.equal(at('2026-10-24T22:00:00Z'));
    const parts = new Parts('1d', 'Europe/Berlin');
    const span = parts.around({ from: at('2026-10-25T09:00:00Z'), to: at('2026-10-25T10:00:00Z') });
    expect([parts.local(span.from), parts.local(span.to)]).to.deep.equal([
      '2026-10-25T00:00:00+02:00',
      '2026-10-26T00:00:00+01:00',
    ]);
    expect(parts.around({ from: span.from, to: span.to })).to.deep.equal(span);
  });
});
