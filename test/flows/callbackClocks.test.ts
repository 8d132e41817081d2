/** Callbacks for nine in the morning on a day on which clocks change: dialled when it is nine where that was meant. */
import { expect } from 'chai';
import { CallbackHouse, CUSTOMER } from '../support/callbackHouse';

const HOUR_MS = 3_600_000;

/** Nine o'clock on that day, and that instant; the offset of the day before is another one. */
const DAYS = [
  ['spring', 'Europe/Berlin', '2026-03-29', '2026-03-29T07:00:00.000Z'],
  ['autumn', 'Europe/Berlin', '2026-10-25', '2026-10-25T08:00:00.000Z'],
  ['spring', 'America/New_York', '2026-03-08', '2026-03-08T13:00:00.000Z'],
  ['autumn', 'America/New_York', '2026-11-01', '2026-11-01T14:00:00.000Z'],
] as const;

describe('a callback for nine o’clock', () => {
  for (const [season, zone, date, instant] of DAYS)
    it(`on the day in ${season} on which clocks change in ${zone} is dialled at ${instant}, over a crash in that night`, async () => {
      const due = Date.parse(instant);
      const callback = { connect: { endpoint: 'PJSIP/a1' } };
      const house = await CallbackHouse.open({ callback, startsAt: due - 14 * HOUR_MS });
      const customer = house.phone(CUSTOMER, {});
      await house.request({ when: `${date}T09:00`, zone });
      await house.world.run(due - HOUR_MS);
      house.crash();
      await house.start();
      await house.live();
      await house.world.run(due - 1);
      expect(customer.calls, 'before').to.have.lengthOf(0);
      await house.world.run(due + 1_000);
      expect(customer.calls, 'then').to.have.lengthOf(1);
      await house.end();
    });
});
