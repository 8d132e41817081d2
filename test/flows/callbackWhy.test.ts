/** Why a callback is where it is: everything that keeps it is named, and nothing that does not. */
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Callback } from '../../src/core/callback';
import { decideDelay, withoutLine } from '../../src/core/callbackDelay';
import { isRefusal } from '../../src/core/errors';
import type { Entry } from '../../src/core/queue';
import { type CallbackWhy, callbackWhy } from '../../src/services/callbackApi';
import type { Principal } from '../../src/services/replies';
import { CallbackHouse, type CallbackHouseOptions, CUSTOMER, OTHER, withDesks } from '../support/callbackHouse';
import { Floor } from '../support/desks';

const ADMIN: Principal = { key: 'admin', actor: 'key:admin', role: 'admin' };
/** The world begins on Monday, 5 January 2026, at 9:00. */
const TUESDAY = [{ days: ['tue'], from: '10:00', to: '12:00' }];
const closed = { hours: { zone: 'UTC', weekly: TUESDAY }, nextOpening: true };
const agentFirst = { mode: 'agentFirst' };

describe('why a callback is where it is', () => {
  let house: CallbackHouse;
  afterEach(() => house.end());

  /** A request as soon as possible; what it is about follows. */
  async function asked(callback: object, options: CallbackHouseOptions = {}): Promise<string> {
    house = await CallbackHouse.open({
      rest: withDesks,
      ...options,
      callback: { minDelaySeconds: 0, confirm: { required: false }, ...callback },
    });
    house.phone(CUSTOMER, {});
    return (await house.request()).callback;
  }

  async function why(id: string): Promise<CallbackWhy> {
    await house.world.advance(100);
    const told = await house.world.finish(house.api.callbacks.why(house.principal('acme'), 'acme', id));
    if (isRefusal(told)) throw new Error(JSON.stringify(told));
    return told;
  }

  /** The reason, until when, and what else there is, of a callback in line. */
  async function told(id: string): Promise<unknown[]> {
    const { reason, until, also } = await why(id);
    const held = waiting(id);
    if (held !== undefined) expect([reason, ...(also ?? [])], 'as the list has it').to.include(held);
    return [reason, ...(until === undefined ? [] : [until.slice(0, 16)]), ...(also ? [also] : [])];
  }

  const suspended = (is = true) => house.world.finish(house.api.tenants[is ? 'suspend' : 'resume'](ADMIN, 'acme'));
  /** Somebody of globex takes the last line of the trunk, or the last place of the installation. */
  async function taken(letter = 's'): Promise<void> {
    const phone = house.phone(OTHER, { answerAfterMs: 600_000 }, letter);
    await house.request({ to: { number: OTHER } }, 'globex');
    await house.world.waitFor(() => phone.last?.state === 'ringing');
  }
  const waiting = (id: string) => house.signalbox.partitions.get('acme')?.get<Callback>('callback', id)?.waiting?.for;
  const ready = async (...agents: string[]): Promise<void> => {
    house.sim.phone('PJSIP/a1', { answerAfterMs: 60_000 });
    for (const agent of agents) await new Floor(house).ready(agent);
  };

  describe('in line', () => {
    it('nobody is signed in, and then nobody is free', async () => {
      const id = await asked(agentFirst);
      expect(await told(id)).to.deep.equal(['noAgents']);
      await new Floor(house).command('anna', 'sign_in', { state: 'notReady' });
      expect(await told(id)).to.deep.equal(['nobodyIsFree']);
    });

    it('others are before; an agent is asked', async () => {
      const id = await asked(agentFirst);
      const second = (await house.request({ to: { number: OTHER } })).callback;
      await new Floor(house).command('anna', 'sign_in', { state: 'notReady' });
      expect(await told(second)).to.deep.equal(['othersAreBefore']);
      await ready('anna');
      expect([await told(id), await told(second)]).to.deep.equal([['agentIsAsked'], ['othersAreBefore']]);
    });

    it('it was asked for just now, where a phone is to talk and no agent: nobody is missed', async () => {
      const id = await asked({ mode: 'customerFirst', connect: { endpoint: 'PJSIP/a1' }, minDelaySeconds: 60 });
      expect(await told(id)).to.deep.equal(['minDelay', '2026-01-05T09:01']);
    });

    it('the tenant is suspended, and is not any more', async () => {
      const id = await asked(agentFirst);
      await suspended();
      expect(await told(id)).to.deep.equal(['suspended', ['noAgents']]);
      await ready('anna');
      expect(await told(id)).to.deep.equal(['suspended']);
      expect(waiting(id), 'as the list has it').to.equal('suspended');
      await suspended(false);
      expect(await told(id)).to.deep.equal(['agentIsAsked']);
    });

    it('lines are taken, then its tenant is suspended: the list follows, and its turn comes when all that is over', async () => {
      house = await CallbackHouse.open({
        ...{ lines: 1, rest: withDesks },
        callback: { ...agentFirst, trunk: 'shared', minDelaySeconds: 0, confirm: { required: false } },
      });
      await taken();
      await ready('anna');
      const { callback: id } = await house.request();
      expect([await told(id), waiting(id)]).to.deep.equal([['line'], 'line']);
      await suspended();
      expect([await told(id), waiting(id)]).to.deep.equal([['suspended', ['line']], 'suspended']);
      await suspended(false);
      expect([await told(id), waiting(id)]).to.deep.equal([['line'], 'line']);
      await house.world.advance(30_000);
      expect(await told(id)).to.deep.equal(['agentIsAsked']);
    });

    it('it is closed', async () => {
      const id = await asked({ mode: 'customerFirst', connect: { endpoint: 'PJSIP/a1' }, ...closed });
      expect(await told(id)).to.deep.equal(['hours', '2026-01-06T10:00']);
    });

    it('its customer is not called at that time', async () => {
      const id = await asked({ ...agentFirst, windows: TUESDAY });
      expect((await why(id)).reason).to.equal('window');
      expect((await why(id)).until).to.equal('2026-01-06T09:00:00.000Z');
    });

    it('dialling is switched off', async () => {
      const id = await asked({ ...agentFirst, dial: false });
      expect(await told(id)).to.deep.equal(['switchedOff', ['noAgents']]);
    });

    it('the budget of the day is used up, until midnight', async () => {
      const budget = [{ prefix: '+4930', perDay: 1 }];
      const connect = { endpoint: 'PJSIP/a1' };
      const id = await asked({ mode: 'customerFirst', connect, budget, minDelaySeconds: 5 });
      const second = (await house.request({ to: { number: OTHER } })).callback;
      await house.event('callback.attempted');
      expect((await why(id)).reason).to.equal('customerIsReached');
      expect((await told(second)).slice(0, 2)).to.deep.equal(['budget', '2026-01-06T00:00']);
    });

    it('the link to its PBX is down', async () => {
      const id = await asked(agentFirst);
      await ready();
      house.sim.cutLink();
      expect(await told(id)).to.deep.equal(['linkDown', ['noAgents']]);
      house.sim.restoreLink();
      await house.live();
      expect(await told(id)).to.deep.equal(['noAgents']);
    });

    it('the lines of its trunk are taken', async () => {
      house = await CallbackHouse.open({
        ...{ lines: 1, rest: withDesks },
        callback: { ...agentFirst, trunk: 'shared', minDelaySeconds: 0 },
      });
      await taken();
      await ready('anna');
      const { callback: id } = await house.request();
      expect(await told(id)).to.deep.equal(['line']);
    });

    for (const [who, options] of [
      ['the tenant', { rest: { ...withDesks, callbacks: { simultaneous: 1 } } }],
      ['the installation', { system: { callbacks: { simultaneous: 1 } } }],
    ] as const)
      it(`${who} has as many under way as it may have`, async () => {
        const id = await asked(agentFirst, options);
        await ready('anna', 'bert');
        const second = (await house.request({ to: { number: OTHER } })).callback;
        expect([await told(id), await told(second)]).to.deep.equal([['agentIsAsked'], ['asManyAsAllowed']]);
      });

    it('the queue has as many under way as it may have', async () => {
      const id = await asked({ mode: 'customerFirst', connect: { endpoint: 'PJSIP/a1' }, simultaneous: 1 });
      const second = (await house.request({ to: { number: OTHER } })).callback;
      expect([await told(id), await told(second)]).to.deep.equal([['customerIsReached'], ['asManyAsAllowed']]);
    });

    it('the tenant has dialled as often as it may in a minute', async () => {
      house = await CallbackHouse.open({ rest: withDesks, callback: { ...agentFirst, minDelaySeconds: 0 } });
      await house.world.finish(house.api.tenants.change(ADMIN, 'acme', { quotas: { dialsPerMinute: 1 } }, '*'));
      await ready('anna');
      await house.request();
      await house.event('callback.reserved');
      const { callback: id } = await house.request({ to: { number: OTHER } });
      await new Floor(house).ready('bert');
      expect(await told(id)).to.deep.equal(['quota']);
      expect(waiting(id)).to.equal('quota');
    });

    it('the call that asked for it is not over yet', async () => {
      house = await CallbackHouse.open({
        rest: withDesks,
        callback: { ...agentFirst, minDelaySeconds: 0 },
        queue: { keys: { '1': [{ do: 'propose', queue: 'sales' }] } },
      });
      const caller = await house.caller(CUSTOMER);
      await house.world.advance(2_000);
      caller.press('1');
      const { id } = await house.event('callback.requested');
      expect(await told(id)).to.deep.equal(['callStillUp', ['noAgents']]);
      caller.hangup();
      await house.world.advance(1_000);
      expect(await told(id)).to.deep.equal(['noAgents']);
    });

    it('no line leads to its number', async () => {
      const id = await asked({ ...agentFirst });
      const { partitions, clock } = { partitions: house.signalbox.partitions, clock: house.world.clock };
      partitions.decide('acme', { actor: 'system' }, (partition, context) => {
        const callback = partition.get<Callback>('callback', id) as Callback;
        const entry = partition.get<Entry>('entry', callback.entry ?? '');
        return decideDelay({ callback, entry }, withoutLine(clock.now()), context);
      });
      expect(await told(id)).to.deep.equal(['noLine', ['noAgents']]);
    });
  });

  it('rests, has a time, waits for its next attempt, is over', async () => {
    const id = await asked({ mode: 'customerFirst', connect: { endpoint: 'PJSIP/a1' }, minDelaySeconds: 5 });
    house.phone(CUSTOMER, { refuses: 'busy' });
    await house.event('callback.retry_scheduled');
    expect((await why(id)).reason).to.equal('waitsForNextAttempt');
    await house.change('pause', id);
    expect((await why(id)).reason).to.equal('paused');
    await house.change('reschedule', id, { when: '2026-01-06T09:00:00Z' });
    expect((await why(id)).reason).to.equal('promisedForLater');
    await house.change('cancel', id);
    expect((await why(id)).reason).to.equal('over');
  });

  it('rings, holds its customer, who is nobody’s turn yet, and talks', async () => {
    const id = await asked({ mode: 'customerFirst', minDelaySeconds: 5 });
    house.phone(CUSTOMER, { answerAfterMs: 1_000 });
    await ready('anna');
    house.sim.phone('PJSIP/a1', { answerAfterMs: 5_000 });
    await house.event('callback.attempted');
    expect(await told(id)).to.deep.equal(['customerIsReached']);
    await house.event('callback.answered');
    expect(await told(id)).to.deep.equal(['customerHolds']);
    await house.event('callback.connected');
    expect(await told(id)).to.deep.equal(['talking']);
  });

  it('has its words in the page about callbacks', () => {
    const page = readFileSync('docs/callbacks.md', 'utf8');
    for (const reason of callbackWhy.shape.reason.options) expect(page).to.contain(`| \`${reason}\` |`);
  });
});
