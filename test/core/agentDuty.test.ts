/** When an agent works, by hours and bookings, also where the clocks change. */
import { expect } from 'chai';
import { type Agent, agentSettings } from '../../src/core/agent';
import { decideAgentConfig } from '../../src/core/agentControl';
import { decideBook, decideCancelBooking, decideDuty, dutyAt, type Working } from '../../src/core/agentDuty';
import { isRefusal } from '../../src/core/errors';
import { WEEKDAYS } from '../../src/core/hours';
import { Opening } from '../../src/core/opening';

const at = (text: string): number => Date.parse(text);
const iso = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : new Date(ms).toISOString());
const hours = { zone: 'Europe/Berlin', weekly: [{ days: [...WEEKDAYS], from: '09:00', to: '17:00' }], exceptions: [] };
const working = { hours, mapped: [] };
const always = { hours: undefined, mapped: [] };
const booking = (from: string, until: string, more: object = {}) => ({
  ...{ from: at(from), until: at(until), works: false },
  ...more,
});

describe('the duty of an agent', () => {
  it('is nothing without hours and bookings', () => {
    expect(dutyAt(always, [], at('2026-01-05T12:00Z'))).to.equal(undefined);
    expect(dutyAt(always, [booking('2026-01-01T00:00Z', '2026-01-02T00:00Z')], at('2026-01-05T12:00Z'))).to.equal(
      undefined,
    );
  });

  it('follows the hours, in their zone', () => {
    const on = dutyAt(working, [], at('2026-01-05T12:00Z'));
    expect([on?.on, iso(on?.until)]).to.deep.equal([true, '2026-01-05T16:00:00.000Z']);
    const off = dutyAt(working, [], at('2026-01-05T16:00Z'));
    expect([off?.on, off?.reason, iso(off?.until)]).to.deep.equal([false, 'offHours', '2026-01-06T08:00:00.000Z']);
  });

  it('begins an hour earlier in UTC once the clocks have gone forward, and later once they have gone back', () => {
    const begins = (now: string) => iso(dutyAt(working, [], at(now))?.until);
    expect(begins('2026-03-28T17:00Z')).to.equal('2026-03-29T07:00:00.000Z');
    expect(begins('2026-10-24T17:00Z')).to.equal('2026-10-25T08:00:00.000Z');
  });

  it('of a night shift is an hour shorter when the clocks go forward, longer when they go back', () => {
    const night = {
      mapped: [],
      hours: { ...hours, weekly: [{ days: [...WEEKDAYS], from: '22:00', to: '06:00' }] },
    };
    const length = (begin: string) => ((dutyAt(night, [], at(begin))?.until ?? 0) - at(begin)) / 3_600_000;
    expect([length('2026-03-27T21:00Z'), length('2026-03-28T21:00Z')]).to.deep.equal([8, 7]);
    expect([length('2026-10-23T20:00Z'), length('2026-10-24T20:00Z')]).to.deep.equal([8, 9]);
  });

  it('looks past a booking of years without walking the hours in it', () => {
    const years = booking('2026-01-05T10:00Z', '2099-12-31T10:00Z');
    let asked = 0;
    const { nextChange } = Opening.prototype;
    Opening.prototype.nextChange = function (time) {
      asked += 1;
      return nextChange.call(this, time);
    };
    const duty = dutyAt({ hours, mapped: [years] }, [], at('2026-01-05T12:00Z'));
    Opening.prototype.nextChange = nextChange;
    expect([duty?.on, iso(duty?.until)]).to.deep.equal([false, '2099-12-31T10:00:00.000Z']);
    expect(asked).to.be.below(20);
  });

  it('is what was booked where something was, the last word first; a change that changes nothing is none', () => {
    const away = booking('2026-01-05T11:00Z', '2026-01-05T13:00Z', { reason: 'doctor' });
    const extra = booking('2026-01-05T12:00Z', '2026-01-05T18:00Z', { works: true });
    const seen = ['10:30', '11:00', '12:00', '18:00'].map((time) => {
      const duty = dutyAt({ ...working, mapped: [away] }, [extra], at(`2026-01-05T${time}Z`));
      return [duty?.on, duty?.reason, iso(duty?.until)?.slice(5, 16)];
    });
    expect(seen).to.deep.equal([
      [true, undefined, '01-05T11:00'],
      [false, 'doctor', '01-05T12:00'],
      [true, undefined, '01-05T18:00'],
      [false, 'offHours', '01-06T08:00'],
    ]);
    // Away from before the end of the day until the next morning: off all the time, with one change.
    const evening = booking('2026-01-05T15:00Z', '2026-01-06T07:00Z');
    const off = dutyAt(working, [evening], at('2026-01-05T15:30Z'));
    expect([off?.reason, iso(off?.until)]).to.deep.equal(['away', '2026-01-06T08:00:00.000Z']);
  });

  it('without hours is on but while it is away', () => {
    const away = booking('2026-01-05T11:00Z', '2026-01-05T13:00Z');
    expect(dutyAt(always, [away], at('2026-01-05T10:00Z'))).to.deep.equal({ on: true, until: away.from });
    expect(dutyAt(always, [away], at('2026-01-05T12:00Z'))).to.deep.equal({
      ...{ on: false, reason: 'away', until: away.until },
    });
  });
});

describe('an agent at the end of its work', () => {
  const now = at('2026-01-05T16:00Z');
  const fresh = decideAgentConfig(undefined, 'anna', agentSettings.parse({ name: 'Anna' }), { now: 0 });
  const anna = { ...(fresh.drafts[0]?.data as Agent), state: 'ready', duty: { on: true, until: now } } as Agent;
  const became = (agent: Agent, by: Working = working, time = now) => {
    const [draft] = decideDuty(agent, by, { now: time }).drafts;
    return draft && { type: draft.type, ...(draft.data as Agent) };
  };
  const busy = { ...anna, voice: { ...anna.voice, state: 'busy' as const } };

  it('who is ready is not any more, at once, or after the talk or the wrap-up', () => {
    expect(became(anna)).to.include({ type: 'agent.state_changed', state: 'notReady', reason: 'offHours' });
    const wraps = { ...anna, voice: { ...anna.voice, state: 'wrapUp' as const, until: now + 5_000 } };
    for (const agent of [busy, wraps]) {
      expect(became(agent)).to.deep.include({ state: 'ready', next: { state: 'notReady', reason: 'offHours' } });
      expect(became(agent)?.voice).to.deep.equal(agent.voice);
    }
  });

  it('who is not ready, or is about to leave, stays so', () => {
    const lunch = { ...anna, state: 'notReady' as const, reason: 'lunch' };
    expect(became(lunch)).to.include({ type: 'agent.duty_changed', state: 'notReady', reason: 'lunch' });
    const leaves = { ...busy, next: { state: 'loggedOff' as const } };
    expect(became(leaves)).to.deep.include({ type: 'agent.duty_changed', next: { state: 'loggedOff' } });
  });

  it('who works outside the hours by its own will is left alone until the end of the next shift', () => {
    const late = { ...anna, duty: { on: false, reason: 'offHours', until: at('2026-01-06T08:00Z') } };
    expect(became(late)).to.equal(undefined);
    const morning = became(late, working, at('2026-01-06T08:00Z')) as Agent;
    expect(morning).to.deep.include({ state: 'ready', duty: { on: true, until: at('2026-01-06T16:00Z') } });
    expect(became(morning, working, at('2026-01-06T16:00Z'))).to.include({ state: 'notReady' });
  });

  it('nothing is said twice', () => {
    const { type: _, ...told } = became(anna) as Agent & { type: string };
    expect(became(told as Agent)).to.equal(undefined);
  });

  it('bookings are bounded, in the future, and gone when they are over or taken back', () => {
    let hex = 0;
    const context = { now, actor: 'user:1', ids: { fresh: () => String(++hex).padStart(32, '0') } } as never;
    const book = (agent: Agent, from: string, until: string) =>
      decideBook(agent, { from, until, works: false }, always, context);
    const one = book(anna, '2026-01-05T15:00:00Z', '2026-01-05T17:00:00Z');
    if (isRefusal(one)) throw new Error(one.refused);
    const away = one.drafts[0]?.data as Agent;
    expect(away).to.include({ state: 'notReady', reason: 'away' });
    expect(away.bookings).to.have.lengthOf(1);
    expect(book(anna, '2026-01-05T14:00:00Z', '2026-01-05T15:00:00Z')).to.include({ refused: 'request.invalid' });
    const back = decideCancelBooking(away, { booking: one.reply.booking ?? '' }, always, context);
    if (isRefusal(back)) throw new Error(back.refused);
    expect(back.drafts[0]?.data).to.not.have.any.keys('duty', 'bookings');
    expect(decideCancelBooking(anna, { booking: 'bo_1' }, always, context)).to.include({
      refused: 'agent.no_such_booking',
    });
    let full = anna;
    for (let n = 0; n < 20; n++) {
      const made = book(full, '2026-02-01T00:00:00Z', '2026-02-02T00:00:00Z');
      if (!isRefusal(made)) full = made.drafts[0]?.data as Agent;
    }
    expect(book(full, '2026-02-01T00:00:00Z', '2026-02-02T00:00:00Z')).to.include({
      refused: 'agent.too_many_bookings',
    });
    expect(became(full, always, at('2026-02-02T00:00Z'))).to.not.have.any.keys('duty', 'bookings');
  });
});
