import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { flawsOf } from '../../src/core/flaws';
import { openingHours } from '../../src/core/hours';

const weekly = [{ days: ['mon'], from: '09:00', to: '17:00' }];

function flaws(hours: object): { path: string; message: string }[] {
  const { error } = openingHours.safeParse({ zone: 'UTC', weekly, ...hours });
  return error ? flawsOf(error) : [];
}

const flawOfException = (exception: object) => flaws({ exceptions: [{ periods: [], ...exception }] })[0];

describe('opening hours as they are written', () => {
  it('take what a tenant needs', () => {
    const exceptions = [
      { name: 'Christmas', rule: 'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25', periods: [] },
      { name: 'Easter Monday', easter: 1, periods: [] },
      { from: '2026-08-01', to: '2026-08-14', periods: [{ from: '10:00', to: '12:00' }] },
    ];
    expect(
      flaws({ zone: 'America/Argentina/Buenos_Aires', exceptions, manual: { open: false, until: 1 } }),
    ).to.deep.equal([]);
  });

  it('are shown in docs/queues.md as they can be used', () => {
    const page = readFileSync(path.join(__dirname, '../../docs/queues.md'), 'utf8');
    const example = /```yaml\n(zone:[\s\S]*?)```/.exec(page)?.[1] as string;
    expect(openingHours.parse(parse(example)).exceptions).to.have.length(5);
  });

  it('say where they are wrong', () => {
    expect(flaws({ zone: 'Mars/Phobos' })[0]).to.deep.equal({
      path: '/zone',
      message: 'a zone of the IANA database, like Europe/Berlin',
    });
    expect(flaws({ zone: '+01:00' })[0]?.path).to.equal('/zone');
    const wrong = { days: ['mon'], from: '9:00', to: '17:00' };
    expect(flaws({ weekly: [...weekly, wrong] })[0]?.path).to.equal('/weekly/1/from');
    expect(flaws({ weekly: [{ ...wrong, from: '17:00' }] })[0]).to.deep.equal({
      path: '/weekly/0/to',
      message: 'ends when it begins; all day is 00:00 to 24:00',
    });
    expect(flaws({ weekly: [{ ...wrong, days: ['mo'], from: '08:00' }] })[0]?.path).to.equal('/weekly/0/days/0');
    expect(flawOfException({ date: '2026-02-30' })?.path).to.equal('/exceptions/0/date');
    expect(flawOfException({ from: '2026-02-03', to: '2026-02-01' })?.path).to.equal('/exceptions/0/to');
    for (const until of [2, 4_102_444_800_000, 9e15])
      expect(flaws({ manual: { open: true, from: 2, until } })[0]?.path).to.equal('/manual/until');
    const rules = Array.from({ length: 31 }, () => ({ rule: 'FREQ=MONTHLY;BYMONTHDAY=1', periods: [] }));
    expect(flaws({ exceptions: rules })[0]?.path).to.equal('/exceptions');
    expect(flaws({ open: true })[0]?.path).to.equal('/open');
  });

  const RULES: readonly (readonly [rule: string, message: string])[] = [
    ['garbage', 'garbage is not one of'],
    ['FREQ=HOURLY', 'FREQ is one of YEARLY, MONTHLY, WEEKLY, DAILY'],
    ['FREQ=YEARLY;COUNT=3;BYMONTHDAY=1', 'COUNT is not one of'],
    ['FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=1', 'BYMONTH goes up to 12'],
    ['FREQ=YEARLY;BYMONTH=-1;BYMONTHDAY=1', 'BYMONTH goes up to 12'],
    ['FREQ=MONTHLY;BYMONTHDAY=0', 'BYMONTHDAY goes up to 31'],
    ['FREQ=YEARLY;BYDAY=XX', 'Invalid BYDAY value: XX'],
    ['FREQ=YEARLY;BYMONTH=5', 'needs BYMONTHDAY or BYDAY or BYYEARDAY, or since'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO', 'INTERVAL needs since'],
    ['FREQ=YEARLY;BYMONTHDAY=', 'BYMONTHDAY has no value'],
    ['FREQ=DAILY', 'names over 60 dates a year'],
    ['FREQ=DAILY;INTERVAL=0', 'INTERVAL'],
    ['FREQ=DAILY;INTERVAL=x', 'INTERVAL'],
    ['FREQ=DAILY;UNTIL=soon', 'UNTIL'],
  ];
  for (const [rule, message] of RULES)
    it(`refuse the rule ${rule}`, () => {
      const flaw = flawOfException({ rule });
      expect(flaw?.path).to.equal('/exceptions/0/rule');
      expect(flaw?.message).to.include(message);
    });
});
