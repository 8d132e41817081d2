/** Hours made of seeds, against every minute and against the wall clock of the runtime. */
import { expect } from 'chai';
import { between, chance, type Random, seeded } from '../../connectors/simulator/random';
import { type OpeningHours, openingHours, type Period, WEEKDAYS } from '../../src/core/hours';
import { Opening } from '../../src/core/opening';
import { pick } from '../sim/draw';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ms = (text: string): number => Date.parse(text);
const iso = (at: number): string => new Date(at).toISOString();

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Havana',
  'Australia/Sydney',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
];

function timeOf(random: Random): string {
  return `${String(between(random, 0, 23)).padStart(2, '0')}:${pick(random, ['00', '15', '30', '45'])}`;
}

function periodOf(random: Random): Period {
  const from = timeOf(random);
  const to = chance(random, 0.1) ? '24:00' : timeOf(random);
  return from === to ? { from: '00:00', to: '24:00' } : { from, to };
}

function hoursOf(random: Random, zone: string): OpeningHours {
  const weekly = Array.from({ length: between(random, 1, 5) }, () => ({
    days: WEEKDAYS.filter(() => chance(random, 0.6)).concat('wed'),
    ...periodOf(random),
  })).map((one) => ({ ...one, days: [...new Set(one.days)] }));
  const date = () =>
    `2026-${String(between(random, 1, 12)).padStart(2, '0')}-${String(between(random, 1, 28)).padStart(2, '0')}`;
  const periods = () => Array.from({ length: between(random, 0, 2) }, () => periodOf(random));
  const exceptions = [
    ...Array.from({ length: 5 }, () => ({ date: date(), periods: periods() })),
    { rule: 'FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1', periods: periods() },
    { rule: 'FREQ=MONTHLY;BYDAY=-1FR', periods: periods() },
  ];
  return openingHours.parse({ zone, weekly, exceptions });
}

describe('walking from change to change', () => {
  ZONES.forEach((zone, i) => {
    it(`meets what every single minute says (${zone}, two years)`, () => {
      const opening = new Opening(hoursOf(seeded(100 + i), zone));
      const end = ms('2027-12-31T00:00Z');
      let at = ms('2026-01-01T00:00Z');
      let count = 0;
      while (at < end) {
        const next = Math.min(end, opening.nextChange(at) ?? end);
        const open = opening.isOpen(at);
        expect(next).to.be.greaterThan(at);
        expect(next % (15 * MINUTE)).to.equal(0);
        for (let minute = at; minute < next; minute += MINUTE)
          if (opening.isOpen(minute) !== open) expect.fail(`${iso(minute)} is not like ${iso(at)}`);
        if (next < end) expect(opening.isOpen(next), iso(next)).to.equal(!open);
        at = next;
        count++;
      }
      expect(count).to.be.greaterThan(100);
    });

    it(`agrees with the wall clock of ${zone} wherever clocks do not change`, () => {
      const hours = { ...hoursOf(seeded(200 + i), zone), exceptions: [] };
      const opening = new Opening(hours);
      const clock = wallClock(zone);
      for (let at = ms('2026-01-01T00:07Z'); at < ms('2027-01-01T00:00Z'); at += 41 * MINUTE) {
        if (clock(at - 26 * HOUR).time !== clock(at - 2 * HOUR).time || clock(at + 24 * HOUR).time !== clock(at).time)
          continue;
        expect(opening.isOpen(at), iso(at)).to.equal(plainly(hours, clock(at)));
      }
    });
  });
});

/** Weekday (0 is Monday) and time of day as the runtime's own calendar has them: nothing of ours. */
function wallClock(zone: string): (at: number) => { weekday: number; time: string } {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const weekday = WEEKDAYS.indexOf(parts.get('weekday')?.toLowerCase() as (typeof WEEKDAYS)[number]);
    return { weekday, time: `${parts.get('hour')}:${parts.get('minute')}` };
  };
}

function plainly({ weekly }: OpeningHours, { weekday, time }: { weekday: number; time: string }): boolean {
  const on = (offset: number) => WEEKDAYS[(weekday + 7 + offset) % 7] as (typeof WEEKDAYS)[number];
  return weekly.some(({ days, from, to }) => {
    if (to > from) return days.includes(on(0)) && from <= time && time < to;
    return (days.includes(on(0)) && from <= time) || (days.includes(on(-1)) && time < to);
  });
}
