/** Slots: never more bookings than places, at wall-clock times also on the days on which clocks change. */
import { expect } from 'chai';
import fc from 'fast-check';
import { isRefusal, type Refusal } from '../../src/core/errors';
import { openingHours } from '../../src/core/hours';
import { instantOf } from '../../src/core/localTime';
import { Opening } from '../../src/core/opening';
import {
  capacityOf,
  placesLeft,
  type Slot,
  type SlotBook,
  slotAt,
  slotFor,
  slotSettings,
  slotsFrom,
} from '../../src/core/slots';
import { iso } from '../../src/core/time';
import { ZoneDays } from '../../src/core/zoneDays';

const BERLIN = 'Europe/Berlin';
const BERLIN_DAYS = new ZoneDays(BERLIN);
const NEW_YORK = 'America/New_York';
const at = (text: string, zone = BERLIN): number => instantOf(text, zone);
const NOW = at('2026-03-02T08:00');
const WORKDAYS = { zone: BERLIN, weekly: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '17:00' }] };

const book = (settings: object = {}, more: Partial<SlotBook> = {}): SlotBook => ({
  days: BERLIN_DAYS,
  settings: slotSettings.parse(settings),
  opening: undefined,
  cutOffMs: 120_000,
  booked: () => 0,
  missedPercent: 0,
  ...more,
});
const refused = (slot: Slot | object): string | undefined => (isRefusal(slot) ? slot.refused : undefined);

describe('a slot', () => {
  it('contains its time, and slots of a day without a change of clocks follow each other', () => {
    const minutes = fc.constantFrom(
      5 as const,
      10 as const,
      15 as const,
      20 as const,
      30 as const,
      60 as const,
      120 as const,
    );
    const time = fc.integer({ min: 0, max: 86_399 }).map((seconds) => at('2026-03-03T00:00') + seconds * 1_000);
    fc.assert(
      fc.property(time, minutes, (when, length) => {
        const slot = slotAt(when, BERLIN_DAYS, { minutes: length });
        expect(slot.from <= when && when < slot.until).to.equal(true);
        expect(slot.until - slot.from).to.equal(length * 60_000);
        expect(slotAt(slot.until, BERLIN_DAYS, { minutes: length }).from).to.equal(slot.until);
      }),
    );
  });

  it('of 09:00 begins at 09:00 on the days on which clocks change, in Berlin and in New York', () => {
    const days = [
      [BERLIN, '2026-03-29', '2026-03-29T07:00:00.000Z'],
      [BERLIN, '2026-10-25', '2026-10-25T08:00:00.000Z'],
      [NEW_YORK, '2026-03-08', '2026-03-08T13:00:00.000Z'],
      [NEW_YORK, '2026-11-01', '2026-11-01T14:00:00.000Z'],
    ] as const;
    for (const [zone, date, instant] of days)
      expect(
        iso(slotAt(at(`${date}T09:00`, zone), new ZoneDays(zone), { minutes: 60 }).from),
        `${zone} ${date}`,
      ).to.equal(instant);
  });

  it('is one for an hour that comes twice, and none for one that is skipped', () => {
    const twice = slotAt(Date.parse('2026-10-25T00:30:00Z'), BERLIN_DAYS, { minutes: 60 });
    expect(slotAt(Date.parse('2026-10-25T01:30:00Z'), BERLIN_DAYS, { minutes: 60 })).to.deep.equal(twice);
    const ofNight = (date: string) =>
      [...slotsFrom(at(`${date}T00:00`), at(`${date}T04:00`), book({ minutes: 60 }))].map(({ from }) => iso(from));
    expect(ofNight('2026-10-25').map((text) => text.slice(8, 13))).to.deep.equal([
      '24T22',
      '24T23',
      '25T00',
      '25T02',
      '25T03',
    ]);
    expect(ofNight('2026-03-29').map((text) => text.slice(8, 13))).to.deep.equal(['28T23', '29T00', '29T01', '29T02']);
  });
});

describe('the places of a slot', () => {
  const settings = {
    capacity: 4,
    weekly: [{ days: ['mon'], from: '09:00', to: '12:00', capacity: 2 }],
    exceptions: [{ date: '2026-03-09', from: '10:00', to: '11:00', capacity: 0 }],
  };
  const places = (text: string) => capacityOf(slotAt(at(text), BERLIN_DAYS, book().settings), book(settings));

  it('are those of the date, else of the part of the week, else of all', () => {
    expect(places('2026-03-09T09:00')).to.equal(2);
    expect(places('2026-03-09T10:45')).to.equal(0);
    expect(places('2026-03-16T10:45')).to.equal(2);
    expect(places('2026-03-09T12:00')).to.equal(4);
    expect(places('2026-03-10T10:00')).to.equal(4);
  });

  it('are more where customers were not reached, as far as the tenant allows', () => {
    const slot = slotAt(NOW, BERLIN_DAYS, book().settings);
    expect(capacityOf(slot, book({ capacity: 10 }, { missedPercent: 30 }))).to.equal(10);
    expect(capacityOf(slot, book({ capacity: 10, overbookPercent: 20 }, { missedPercent: 30 }))).to.equal(12);
    expect(capacityOf(slot, book({ capacity: 10, overbookPercent: 20 }, { missedPercent: 10 }))).to.equal(11);
  });

  it('are none while it is closed', () => {
    const opening = new Opening(openingHours.parse(WORKDAYS));
    const left = (text: string) => placesLeft(slotAt(at(text), BERLIN_DAYS, book().settings), book({}, { opening }));
    expect(left('2026-03-03T08:45')).to.equal(0);
    expect(left('2026-03-03T09:00')).to.equal(10);
    expect(left('2026-03-03T16:45')).to.equal(10);
    expect(left('2026-03-03T17:00')).to.equal(0);
  });
});

describe('booking a slot', () => {
  it('takes a time that is to come, not too far, and open', () => {
    const opening = new Opening(openingHours.parse(WORKDAYS));
    const wanted = (text: string) => slotFor(at(text), NOW, book({ daysAhead: 7 }, { opening }));
    expect(refused(wanted('2026-03-02T07:59'))).to.equal('callback.time_past');
    expect(refused(wanted('2026-03-09T08:01'))).to.equal('callback.time_too_far');
    expect(refused(wanted('2026-03-02T18:00'))).to.equal('callback.closed');
    expect(wanted('2026-03-02T09:05')).to.include({ from: at('2026-03-02T09:00'), until: at('2026-03-02T09:15') });
  });

  it('does not take the last moments before closing', () => {
    const opening = new Opening(openingHours.parse(WORKDAYS));
    const wanted = (cutOffMs: number) => slotFor(at('2026-03-02T16:59'), NOW, book({}, { opening, cutOffMs }));
    expect(refused(wanted(120_000))).to.equal('callback.closed');
    expect(refused(wanted(0))).to.equal(undefined);
  });

  it('says what is free next, over the night and the weekend', () => {
    const opening = new Opening(openingHours.parse(WORKDAYS));
    const full = at('2026-03-06T16:45');
    const answer = slotFor(full, NOW, book({ capacity: 1 }, { opening, booked: (from) => (from === full ? 1 : 0) }));
    expect(answer).to.deep.include({ refused: 'callback.slot_full' });
    expect((answer as Refusal).facts?.next).to.deep.equal([
      '2026-03-09T08:00:00.000Z',
      '2026-03-09T08:15:00.000Z',
      '2026-03-09T08:30:00.000Z',
    ]);
  });

  it('never overbooks, whoever asks in whatever order: a hundred who ask at once get the places there are', () => {
    const slots = fc.array(fc.integer({ min: 0, max: 11 }), { minLength: 100, maxLength: 100 });
    fc.assert(
      fc.property(slots, fc.integer({ min: 0, max: 20 }), (wishes, capacity) => {
        const taken = new Map<number, number>();
        const one = book({ capacity, minutes: 5 }, { booked: (from) => taken.get(from) ?? 0 });
        let refusals = 0;
        for (const wish of wishes) {
          const slot = slotFor(NOW + wish * 300_000 + 1_000, NOW, one);
          if (isRefusal(slot)) refusals += 1;
          else taken.set(slot.from, (taken.get(slot.from) ?? 0) + 1);
        }
        for (const [from, count] of taken) {
          const wanted = wishes.filter((wish) => NOW + wish * 300_000 === from).length;
          expect(count).to.equal(Math.min(capacity, wanted));
        }
        expect([...taken.values()].reduce((sum, n) => sum + n, 0) + refusals).to.equal(100);
      }),
      { numRuns: 40 },
    );
  });

  it('comes to an end when nothing is free', () => {
    expect(refused(slotFor(NOW, NOW, book({ capacity: 0, daysAhead: 365, minutes: 5 })))).to.equal(
      'callback.slot_full',
    );
    const never = new Opening(openingHours.parse({ zone: BERLIN, weekly: [] }));
    expect(refused(slotFor(NOW, NOW, book({}, { opening: never })))).to.equal('callback.closed');
    const inTheSecondHour = {
      zone: BERLIN,
      weekly: [],
      manual: { open: true, from: Date.parse('2026-10-25T01:30:00Z') },
    };
    const late = new Opening(openingHours.parse(inTheSecondHour));
    const night = Date.parse('2026-10-25T00:30:00Z');
    expect(refused(slotFor(night, night, book({}, { opening: late })))).to.equal('callback.closed');
  });
});
