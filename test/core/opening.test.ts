import { expect } from 'chai';
import { type OpeningHours, openingHours, WEEKDAYS } from '../../src/core/hours';
import { allOpenMs, Opening } from '../../src/core/opening';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ms = (text: string): number => Date.parse(text);
const iso = (at: number | undefined): string | undefined => (at === undefined ? undefined : new Date(at).toISOString());

const everyDay = (zone: string, from: string, to: string, more: object = {}): OpeningHours =>
  openingHours.parse({ zone, weekly: [{ days: WEEKDAYS, from, to }], ...more });

const isOpen = (hours: OpeningHours, at: number): boolean => new Opening(hours).isOpen(at);
const nextChange = (hours: OpeningHours, at: number): number | undefined => new Opening(hours).nextChange(at);

/** All changes from one time until before another. */
function changes(hours: OpeningHours, from: string, until: string): (string | undefined)[] {
  const opening = new Opening(hours);
  const found: (string | undefined)[] = [];
  for (let at = opening.nextChange(ms(from)); at !== undefined && at < ms(until); at = opening.nextChange(at))
    found.push(iso(at));
  return found;
}

describe('opening hours', () => {
  it('are local times of a zone', () => {
    const hours = everyDay('Europe/Berlin', '09:00', '17:30');
    expect(changes(hours, '2026-01-15T00:00Z', '2026-01-16T00:00Z')).to.deep.equal([
      '2026-01-15T08:00:00.000Z',
      '2026-01-15T16:30:00.000Z',
    ]);
    expect(isOpen(hours, ms('2026-07-15T07:00Z'))).to.equal(true);
    expect(isOpen(hours, ms('2026-07-15T15:30Z'))).to.equal(false);
    expect(iso(nextChange(hours, ms('2026-07-15T15:30Z')))).to.equal('2026-07-16T07:00:00.000Z');
  });

  it('go over midnight and belong to the date on which they begin', () => {
    const hours = openingHours.parse({
      zone: 'UTC',
      weekly: [{ days: ['sat'], from: '22:00', to: '02:00' }],
      exceptions: [{ date: '2026-01-11', periods: [] }],
    });
    expect(changes(hours, '2026-01-10T00:00Z', '2026-01-17T00:00Z')).to.deep.equal([
      '2026-01-10T22:00:00.000Z',
      '2026-01-11T02:00:00.000Z',
    ]);
  });

  it('join where one period meets the next', () => {
    const weekly = [
      { days: WEEKDAYS, from: '00:00', to: '12:00' },
      { days: WEEKDAYS, from: '11:00', to: '24:00' },
    ];
    expect(nextChange(openingHours.parse({ zone: 'Europe/Berlin', weekly }), ms('2026-03-28T12:00Z'))).to.equal(
      undefined,
    );
    expect(nextChange(openingHours.parse({ zone: 'UTC', weekly: [] }), 0)).to.equal(undefined);
  });

  it('differ on dates, ranges and what comes back, the narrower first', () => {
    const closed = { periods: [] };
    const exceptions = [
      { rule: 'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25,26', ...closed },
      { from: '2026-12-21', to: '2026-12-31', periods: [{ from: '10:00', to: '12:00' }] },
      { date: '2026-12-24', periods: [{ from: '09:00', to: '11:00' }] },
      { easter: -2, ...closed },
      { rule: 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', periods: [{ from: '08:00', to: '09:00' }] },
      { rule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=WE', since: '2026-02-04', ...closed },
    ];
    const opening = new Opening(everyDay('UTC', '08:00', '16:00', { exceptions }));
    const openHours = (date: string) => allOpenMs([opening], ms(`${date}T00:00Z`), ms(`${date}T00:00Z`) + DAY) / HOUR;
    expect(openHours('2025-12-25'), 'rule').to.equal(0);
    expect(openHours('2026-12-25'), 'range before rule').to.equal(2);
    expect(openHours('2026-12-24'), 'date before range').to.equal(2);
    expect(iso(opening.nextChange(ms('2026-12-24T00:00Z')))).to.equal('2026-12-24T09:00:00.000Z');
    expect(openHours('2026-04-03'), 'Good Friday').to.equal(0);
    expect(openHours('2026-01-30'), 'last working day').to.equal(1);
    expect([4, 11, 18, 25].map((day) => openHours(`2026-02-${String(day).padStart(2, '0')}`))).to.deep.equal([
      0, 8, 0, 8,
    ]);
    expect(openHours('2026-01-21'), 'before since').to.equal(8);
  });

  it('know Easter', () => {
    const dates = {
      1999: '04-04',
      2000: '04-23',
      2008: '03-23',
      2019: '04-21',
      2024: '03-31',
      2025: '04-20',
      2038: '04-25',
    };
    for (const [year, date] of Object.entries(dates)) {
      const hours = everyDay('UTC', '00:00', '24:00', { exceptions: [{ easter: 0, periods: [] }] });
      expect(iso(nextChange(hours, ms(`${year}-01-01T00:00Z`)))).to.equal(`${year}-${date}T00:00:00.000Z`);
    }
  });

  it('are switched by hand, for a time or until taken back', () => {
    const from = ms('2026-01-15T10:00Z');
    const until = ms('2026-01-15T12:00Z');
    const hours = (manual: object) => everyDay('UTC', '08:00', '16:00', { manual });
    expect(changes(hours({ open: false, from, until }), '2026-01-15T00:00Z', '2026-01-16T00:00Z')).to.deep.equal(
      ['08', '10', '12', '16'].map((hour) => `2026-01-15T${hour}:00:00.000Z`),
    );
    expect(changes(hours({ open: true, from, until }), '2026-01-15T00:00Z', '2026-01-16T00:00Z')).to.have.length(2);
    // Open by hand before the hours begin, and taken over by them.
    const early = hours({ open: true, from: ms('2026-01-15T06:00Z'), until: ms('2026-01-15T09:00Z') });
    expect(changes(early, '2026-01-15T00:00Z', '2026-01-16T00:00Z')).to.deep.equal(
      ['06', '16'].map((hour) => `2026-01-15T${hour}:00:00.000Z`),
    );
    expect(isOpen(hours({ open: true }), ms('2026-01-15T03:00Z'))).to.equal(true);
    expect(nextChange(hours({ open: true }), ms('2026-01-15T03:00Z'))).to.equal(undefined);
  });

  it('say how long they are open, and when so much open time will have passed', () => {
    const opening = new Opening(everyDay('UTC', '08:00', '16:00'));
    const friday = ms('2026-01-16T15:00Z');
    expect(allOpenMs([opening], friday, friday + 2 * DAY)).to.equal(16 * HOUR);
    expect(allOpenMs([opening], friday, friday)).to.equal(0);
    expect(iso(opening.afterOpen(friday, 2 * HOUR))).to.equal('2026-01-17T09:00:00.000Z');
    expect(iso(opening.afterOpen(friday, HOUR))).to.equal('2026-01-16T16:00:00.000Z');
    const never = new Opening(openingHours.parse({ zone: 'UTC', weekly: [] }));
    expect(never.afterOpen(friday, 1)).to.equal(undefined);
  });
});

describe('opening hours where clocks change', () => {
  /** Zone, period, and what the day of the change has. */
  const CASES: readonly (readonly [
    what: string,
    zone: string,
    from: string,
    to: string,
    date: string,
    opens: string,
    closes: string,
  ])[] = [
    ['begin in a gap: at its end', 'Europe/Berlin', '02:30', '06:00', '2026-03-29', '01:00', '04:00'],
    ['end in a gap: at its end', 'Europe/Berlin', '01:00', '02:15', '2026-03-29', '00:00', '01:00'],
    ['begin in an overlap: the first time', 'Europe/Berlin', '02:30', '06:00', '2026-10-25', '00:30', '05:00'],
    ['end in an overlap: the first time', 'Europe/Berlin', '01:00', '02:30', '2026-10-24T23', '23:00', '00:30'],
    ['New York', 'America/New_York', '02:30', '09:00', '2026-03-08', '07:00', '13:00'],
    ['the southern half', 'Australia/Sydney', '02:30', '09:00', '2026-10-03T12', '16:00', '22:00'],
    ['half an hour', 'Australia/Lord_Howe', '02:15', '09:00', '2026-10-03T12', '15:30', '22:00'],
    ['a day without midnight', 'America/Havana', '00:00', '03:00', '2026-03-08', '05:00', '07:00'],
  ];
  for (const [what, zone, from, to, date, opens, closes] of CASES)
    it(what, () => {
      const start = date.includes('T') ? `${date}:00Z` : `${date}T00:00Z`;
      const hours = everyDay(zone, from, to);
      const begun = isOpen(hours, ms(start) - MINUTE) ? [] : [ms(start) - MINUTE];
      expect(begun).to.have.length(1);
      const opened = nextChange(hours, begun[0] as number) as number;
      expect([iso(opened)?.slice(11, 16), iso(nextChange(hours, opened))?.slice(11, 16)]).to.deep.equal([
        opens,
        closes,
      ]);
    });

  it('closed all along when the whole period is in the gap, and on a date that does not exist', () => {
    expect(
      changes(everyDay('Europe/Berlin', '02:10', '02:50'), '2026-03-28T12:00Z', '2026-03-29T12:00Z'),
    ).to.deep.equal([]);
    const samoa = changes(everyDay('Pacific/Apia', '09:00', '17:00'), '2011-12-29T18:00Z', '2012-01-01T00:00Z');
    expect(samoa).to.deep.equal(
      ['19', '03', '19']
        .map((hour, i) => `2011-12-${['29', '30', '30'][i]}T${hour}:00:00.000Z`)
        .concat('2011-12-31T03:00:00.000Z', '2011-12-31T19:00:00.000Z'),
    );
  });
});
