/** Slots take more where customers who were promised a time are not there, as far as that was measured. */
import { expect } from 'chai';
import { CallbackHouse } from '../support/callbackHouse';

const HOUR_MS = 3_600_000;
const CAPACITY = 10;
const number = (n: number) => `+4930231257${String(n).padStart(2, '0')}`;

describe('overbooking of slots', () => {
  let house: CallbackHouse;
  let asked = 0;
  /** So many have ended. */
  let over = 0;

  const open = async (overbookPercent: number) => {
    asked = 0;
    over = 0;
    house = await CallbackHouse.open({
      callback: {
        ...{ connect: { endpoint: 'PJSIP/a1' }, confirm: { required: false }, simultaneous: 50, minDelaySeconds: 0 },
        ...{ minTalkSeconds: 1, ringSeconds: 5, retry: { maxAttempts: 1 } },
        slots: { minutes: 60, capacity: CAPACITY, overbookPercent },
      },
    });
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500, hangupAfterMs: 5_000 });
  };
  /** Books a slot of that hour in UTC; the refusal where it is full. */
  const books = async (hour: number) => {
    const reply = await house.ask({ to: { number: number(asked++) }, when: `2026-01-05T${hour}:00:00Z` });
    return 'refused' in reply ? reply.refused : undefined;
  };
  const fill = async (hour: number): Promise<number> => {
    for (let booked = 0; ; booked++) if ((await books(hour)) === 'callback.slot_full') return booked;
  };
  /** A slot's customers are dialled, so many of whom are not there. */
  const passes = async (hour: number, missing: number, all = CAPACITY) => {
    over += all;
    for (let n = 0; n < all; n++) {
      const answers = n >= missing;
      house.phone(number(asked), answers ? { answerAfterMs: 500 } : {});
      expect(await books(hour)).to.equal(undefined);
    }
    await house.world.waitFor(
      () => house.feed.of('callback.completed').length + house.feed.of('callback.failed').length === over,
      3 * HOUR_MS,
    );
  };

  afterEach(() => house.end());

  it('takes so many more as were not there, once there were enough to know, over a crash', async () => {
    await open(50);
    await passes(10, 5);
    await passes(11, 0, CAPACITY - 1);
    expect(await house.report()).to.include({ shows: 14, noShows: 5, promised: 19 });
    expect(await fill(18), 'of fewer than 20 nothing is said').to.equal(CAPACITY);
    await passes(12, 0, 1);
    expect(await fill(19), '5 of 20').to.equal(12);
    house.crash();
    await house.up();
    expect(await fill(20)).to.equal(12);
  });

  it('takes no more than the queue allows, and none where it does not say so', async () => {
    await open(10);
    await passes(10, CAPACITY);
    await passes(11, CAPACITY);
    expect(await fill(18), 'nobody was there').to.equal(11);
    await house.end();
    await open(0);
    await passes(10, CAPACITY);
    await passes(11, CAPACITY);
    expect(await fill(18)).to.equal(CAPACITY);
  });

  it('counts neither what failed on the agents’ side nor what is cancelled', async () => {
    await open(50);
    house.sim.phone('PJSIP/a1', { declineAfterMs: 500 });
    house.phone(number(0), { answerAfterMs: 500 });
    const rings = house.phone(number(1), {});
    await books(10);
    await house.event('callback.retry_scheduled');
    await books(11);
    const [, second] = await house.listed();
    await house.world.waitFor(() => rings.last?.state === 'ringing', 3 * HOUR_MS);
    await house.change('cancel', second?.id as string);
    expect(await house.report()).to.deep.include({ shows: 0, noShows: 0, outcomes: { cancelled: 1 } });
  });
});
