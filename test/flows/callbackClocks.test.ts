/** Callbacks for nine in the morning on a day on which clocks change: dialled when it is nine where that was meant. */
import { expect } from 'chai';
import type { CommandReply } from '../../src/services/replies';
import { CallbackHouse, CUSTOMER } from '../support/callbackHouse';

/** What whoever asks is told. */
interface Asked {
  readonly callback: string;
  readonly promisedAt?: string;
}

const body = (wanted: object) => ({ queue: 'sales', to: { number: CUSTOMER }, ...wanted });
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
      await house.up();
      await house.world.run(due - 1);
      expect(customer.calls, 'before').to.have.lengthOf(0);
      await house.world.run(due + 1_000);
      expect(customer.calls, 'then').to.have.lengthOf(1);
      await house.end();
    });

  /** A time that is passed over in spring, and one that is there twice in autumn: the first moment after, and the first of the two. */
  for (const [when, zone, instant] of [
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['2026-03-08T02:30', 'America/New_York', '2026-03-08T07:00:00.000Z'],
    ['2026-11-01T01:30', 'America/New_York', '2026-11-01T05:30:00.000Z'],
  ] as const)
    it(`or at ${when} in ${zone}: whoever asks is told when that is, again and again`, async () => {
      const house = await CallbackHouse.open({
        callback: { connect: { endpoint: 'PJSIP/a1' } },
        startsAt: Date.parse(instant) - 14 * HOUR_MS,
      });
      const wanted = { when, zone };
      const data = async (reply: Promise<CommandReply>) => ((await reply) as unknown as { data: Asked }).data;
      const told = { promisedAt: instant };
      const hold = () => house.command('acme', 'callback.hold_slot', undefined, body(wanted), undefined, 'h');
      for (let i = 0; i < 2; i += 1) expect(await data(hold())).to.include(told);
      for (let i = 0; i < 2; i += 1) expect(await data(house.ask(wanted, 'acme', 'r'))).to.include(told);
      const { callback } = await data(house.ask(wanted));
      expect(await house.callback(callback)).to.include(told);
      expect(await data(house.change('reschedule', callback, wanted))).to.include(told);
      expect(await data(house.change('reschedule', callback, { when: 'asap' }))).to.deep.equal({ callback });
      await house.end();
    });
});
