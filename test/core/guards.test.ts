/** Nobody is called back who may not be, and nobody before or after the time at which it is allowed. */
import { expect } from 'chai';
import fc from 'fast-check';
import { callbackPolicy, callbackRules } from '../../src/core/callbackPolicy';
import { zonesOf } from '../../src/core/customerZones';
import { isRefusal } from '../../src/core/errors';
import {
  callableNumber,
  closedNow,
  type GuardCounts,
  type GuardRules,
  inAllWindows,
  mayDial,
  refusedNow,
} from '../../src/core/guards';
import { openingHours } from '../../src/core/hours';
import { instantOf } from '../../src/core/localTime';
import { Opening } from '../../src/core/opening';
import { iso } from '../../src/core/time';

const BERLIN = 'Europe/Berlin';
const CUSTOMER = '+493023125701';
const at = (text: string, zone = BERLIN): number => instantOf(text, zone);
const NOON = at('2026-03-03T12:00');
const hours = (zone: string, from: string, to: string) =>
  new Opening(openingHours.parse({ zone, weekly: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from, to }] }));

const rules = (policy: object = {}, more: Partial<GuardRules> = {}): GuardRules => ({
  policy: callbackPolicy.parse({ venue: 'sales', ...policy }),
  tenant: callbackRules.parse({}),
  installation: callbackRules.parse({}),
  country: 'DE',
  opening: undefined,
  ...more,
});
const counts = (more: Partial<GuardCounts> = {}): GuardCounts => ({
  pending: 0,
  requested: () => 0,
  dialled: () => 0,
  ...more,
});
const code = (answer: unknown): string | undefined => (isRefusal(answer) ? answer.refused : undefined);

describe('the number of a callback', () => {
  it('is read in the country of the trunk', () => {
    expect(callableNumber('030 2312 5701', rules())).to.equal(CUSTOMER);
    expect(callableNumber('0049 30 23125701', rules())).to.equal(CUSTOMER);
  });

  it('is refused when it is an emergency, short, premium or impossible one', () => {
    expect(code(callableNumber('112', rules()))).to.equal('destination.refused');
    expect(code(callableNumber('116117', rules()))).to.equal('destination.refused');
    expect(code(callableNumber('11833', rules()))).to.equal('destination.refused');
    expect(code(callableNumber('+499001123456', rules()))).to.equal('destination.refused');
    expect(code(callableNumber('+4930', rules()))).to.equal('destination.refused');
    expect(code(callableNumber('+4930123456789012345', rules()))).to.equal('destination.invalid');
  });

  it('is one of the country of the trunk, or of the countries of the queue', () => {
    expect(code(callableNumber('+43720880000', rules()))).to.equal('destination.refused');
    expect(callableNumber('+43720880000', rules({ countries: ['DE', 'AT'] }))).to.equal('+43720880000');
    expect(code(callableNumber('+882161234567', rules({ countries: ['DE'] })))).to.equal('destination.refused');
  });

  it('is on no list: of the queue, of the tenant, of the installation', () => {
    const list = { blocked: ['+493023'] };
    expect(code(callableNumber(CUSTOMER, rules(list)))).to.equal('callback.blocked');
    expect(code(callableNumber(CUSTOMER, rules({}, { tenant: callbackRules.parse(list) })))).to.equal(
      'callback.blocked',
    );
    expect(code(callableNumber(CUSTOMER, rules({}, { installation: callbackRules.parse(list) })))).to.equal(
      'callback.blocked',
    );
    expect(callableNumber(CUSTOMER, rules({ blocked: ['+493024'] }))).to.equal(CUSTOMER);
  });
});

describe('a request', () => {
  it('is refused where none are accepted, whoever turned the switch', () => {
    const off = callbackRules.parse({ accept: false });
    expect(refusedNow(CUSTOMER, rules(), counts())).to.equal(undefined);
    for (const one of [rules({ accept: false }), rules({}, { tenant: off }), rules({}, { installation: off })])
      expect(code(refusedNow(CUSTOMER, one, counts()))).to.equal('callback.not_accepted');
  });

  it('is refused when too many are pending, the number was asked for too often, or the budget is spent', () => {
    const budget = { budget: [{ prefix: '+4930', perDay: 2 }] };
    expect(code(refusedNow(CUSTOMER, rules({ maxPending: 3 }), counts({ pending: 3 })))).to.equal('callback.too_many');
    expect(code(refusedNow(CUSTOMER, rules(), counts({ requested: () => 10 })))).to.equal('callback.too_often');
    expect(code(refusedNow(CUSTOMER, rules(budget), counts({ dialled: () => 2 })))).to.equal('callback.budget');
    expect(refusedNow('+4940123456', rules(budget), counts({ dialled: () => 2 }))).to.equal(undefined);
  });

  it('as soon as possible is taken while there is time before closing, else said when it opens again', () => {
    const open = { opening: hours(BERLIN, '09:00', '17:00') };
    const closed = (text: string, policy: object = {}) => closedNow(rules(policy, open), at(text));
    expect(closed('2026-03-03T16:55')).to.equal(undefined);
    // 30 s until the first dial, and the last two minutes.
    expect(closed('2026-03-03T16:57:29')).to.equal(undefined);
    expect(closed('2026-03-03T16:57:31')).to.deep.include({
      refused: 'callback.closed',
      facts: { next: [iso(at('2026-03-04T09:00'))] },
    });
    expect(closed('2026-03-06T20:00')?.facts).to.deep.equal({ next: [iso(at('2026-03-09T09:00'))] });
    expect(closed('2026-03-06T20:00', { nextOpening: true })).to.equal(undefined);
  });
});

describe('a dial', () => {
  const callback = { customerNumber: CUSTOMER, requestedAt: NOON - 600_000 };
  const ask = (one: GuardRules, more: object = {}, now = NOON) =>
    mayDial({ ...callback, ...more }, one, { now, windows: [], midnight: () => NOON * 2, dialled: () => 5 });

  it('waits for the least delay and never comes before the promised time', () => {
    expect(ask(rules(), { requestedAt: NOON - 29_000 })).to.deep.equal({
      dial: false,
      for: 'minDelay',
      until: NOON + 1_000,
    });
    expect(ask(rules(), { promisedAt: NOON + 1 })).to.deep.equal({ dial: false, for: 'minDelay', until: NOON + 1 });
    expect(ask(rules(), { promisedAt: NOON })).to.deep.equal({ dial: true });
  });

  it('is given up when the number came to a list meanwhile', () => {
    expect(ask(rules({ blocked: ['+49'] }))).to.deep.equal({ dial: false, for: 'blocked' });
  });

  it('waits while dialling is switched off, until the next opening, and for the next day when the budget is spent', () => {
    expect(ask(rules({ dial: false }))).to.deep.equal({ dial: false, for: 'switchedOff' });
    expect(ask(rules({ budget: [{ prefix: '+', perDay: 5 }] }))).to.deep.equal({
      dial: false,
      for: 'budget',
      until: NOON * 2,
    });
    const closed = rules({}, { opening: hours(BERLIN, '13:00', '17:00') });
    expect(ask(closed)).to.deep.equal({ dial: false, for: 'hours', until: at('2026-03-03T13:00') });
    expect(ask(closed, {}, at('2026-03-03T16:58:30'))).to.deep.equal({
      dial: false,
      for: 'hours',
      until: at('2026-03-04T13:00'),
    });
  });

  it('comes only when it is allowed in each zone that the customer may be in', () => {
    const windows = ['America/New_York', 'America/Los_Angeles'].map((zone) => hours(zone, '08:00', '20:00'));
    expect(inAllWindows(windows, at('2026-03-03T08:00', 'America/New_York'))).to.equal(
      at('2026-03-03T08:00', 'America/Los_Angeles'),
    );
    fc.assert(
      fc.property(fc.integer({ min: NOON, max: NOON + 14 * 86_400_000 }), (now) => {
        const next = inAllWindows(windows, now) as number;
        expect(next).to.be.at.least(now);
        for (const window of windows) expect(window.isOpen(next)).to.equal(true);
      }),
    );
    const never = [hours(BERLIN, '08:00', '09:00'), hours(BERLIN, '10:00', '11:00')];
    expect(inAllWindows(never, NOON)).to.equal(undefined);
  });
});

describe('the zones of a customer', () => {
  it('are the one that is known, else those of the country of the number', () => {
    expect(zonesOf(CUSTOMER, 'Asia/Tokyo', 'UTC')).to.deep.equal(['Asia/Tokyo']);
    expect(zonesOf(CUSTOMER, undefined, 'UTC')).to.include(BERLIN);
    expect(zonesOf('+12125550123', undefined, 'UTC')).to.include.members(['America/New_York', 'Pacific/Honolulu']);
    expect(zonesOf('+882161234567', undefined, BERLIN)).to.deep.equal([BERLIN]);
  });
});
