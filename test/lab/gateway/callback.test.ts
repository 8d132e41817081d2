/**
 * US 9,031,223 claim 1 on a real Asterisk: two tenants with equal queue names on one callback engine, each in its own
 * partition with its own configuration; customers wait, press a key, hang up and keep their places; each is called back when
 * it is due, presses 1 and talks to an agent.
 */
import { expect } from 'chai';
import type { Callback } from '../../../src/core/callback';
import { callbacksOn } from '../support/callbackMapping';
import type { Tenant } from '../support/gateway';
import type { Phone } from '../support/people';
import type { Program } from '../support/program';
import { story } from '../support/story';

const ANNAS = '493023125601';
const CARLAS = '493023125602';

describe('callbacks of two tenants on a real Asterisk', () => {
  const on = story({ gateway: async () => ({ mapping: callbacksOn }) });

  const agent = async (tenant: Tenant, name: string, verb: string, body: object = {}) => {
    const reply = await on.gateway.ask('POST', `${tenant}/agents/${name}/${verb}`, body);
    expect(reply.status, await reply.text()).to.equal(200);
  };
  /** A customer waits in the queue of that number, presses 1, keeps the number and hangs up; says which callback that is. */
  const asks = async (feed: Program, dnis: string, number: string): Promise<Callback> => {
    const caller = await on.lab.caller(dnis, { from: `+${number}` });
    await caller.answered();
    await caller.hearsMusic();
    await caller.dtmf('1');
    const requested = () => feed.events.find((event) => event.type === 'callback.requested');
    await feed.until(() => requested() !== undefined, 'a request');
    await caller.hearsMusic();
    await caller.dtmf('1');
    await caller.hearsMusic();
    await caller.hangUp();
    return requested()?.data as Callback;
  };
  const becomes = async (feed: Program, type: string, id: string, nth = 0): Promise<Callback> => {
    const found = () => feed.events.filter((event) => event.type === type && (event.data as Callback).id === id)[nth];
    await feed.until(() => found() !== undefined, `${type} of ${id}`, 20_000);
    return found()?.data as Callback;
  };
  /** The nth call that rings a phone, and who calls, as it is shown. */
  const shown = async (phone: Phone): Promise<string> => {
    const invite = await phone.rings(15_000);
    return /^(?:From|P-Asserted-Identity): .*?(\d{6,})/im.exec(invite.text)?.[1] ?? '';
  };
  /** Picks up when it rings, waits until it is spoken to and presses a key. */
  const presses = async (phone: Phone, key: string) => {
    await phone.rings(15_000);
    await phone.answer();
    await phone.hearsMusic();
    await phone.dtmf(key);
  };

  afterEach(async () => {
    await agent('acme', 'anna', 'sign_off');
    await agent('globex', 'gina', 'sign_off');
  });

  it('are each called back with the mode, the number, the ring time and the delays of the own tenant, and talk', async () => {
    const desks = {
      acme: await on.lab.phone('a6001', { ringMs: 100 }),
      globex: await on.lab.phone('a6011', { ringMs: 100 }),
    };
    const anna = await on.lab.outside(ANNAS);
    const carla = await on.lab.outside(CARLAS);
    const [of, ofToo] = await Promise.all([asks(on.acme, '1300', ANNAS), asks(on.globex, '2300', CARLAS)]);
    const [first, second] = [of.id, ofToo.id];
    for (const { customerNumber, arrivedAt, requestedAt } of [of, ofToo]) {
      expect([`+${ANNAS}`, `+${CARLAS}`]).to.include(customerNumber);
      expect(Date.parse(String(arrivedAt)), 'the place of the call').to.be.below(Date.parse(String(requestedAt)));
    }
    await agent('acme', 'anna', 'sign_in', { state: 'ready' });
    await agent('globex', 'gina', 'sign_in', { state: 'ready' });
    expect([await shown(anna), await shown(carla)]).to.deep.equal(['493023125100', '493023125200']);
    expect(await on.gateway.metric('signalbox_callbacks_watched')).to.equal(2);
    await desks.globex.answered();
    expect(desks.acme.sipp.story(), 'acme asks no agent before the customer is there').to.not.include('INVITE');
    // Nobody answers: each is let ring as long as its tenant says, and called again when its tenant says.
    await Promise.all([presses(anna, '1'), presses(carla, '1')]);
    await Promise.all([
      anna.hears(desks.acme),
      desks.acme.hears(anna),
      carla.hears(desks.globex),
      desks.globex.hears(carla),
    ]);
    const talks = await becomes(on.acme, 'callback.connected', first);
    const talksToo = await becomes(on.globex, 'callback.connected', second);
    const rang = ({ attempts: [one] }: Callback) => Number(one?.endedAt) - Number(one?.startedAt);
    const waited = ({ attempts: [one, two] }: Callback) => Number(two?.startedAt) - Number(one?.endedAt);
    for (const { attempt, failures } of [talks, talksToo])
      expect([attempt, failures]).to.deep.equal([2, { noAnswer: 1 }]);
    expect(rang(times(talks)), 'ring time of acme').to.be.within(4_500, 7_500);
    expect(rang(times(talksToo)), 'ring time of globex').to.be.within(7_500, 10_500);
    expect(waited(times(talks)), 'delay of acme').to.be.within(1_000, 1_900);
    expect(waited(times(talksToo)), 'delay of globex').to.be.within(2_000, 3_500);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await Promise.all([anna.hangUp(), carla.hangUp()]);
    expect((await becomes(on.acme, 'callback.completed', first)).outcome).to.equal('talked');
    expect((await becomes(on.globex, 'callback.completed', second)).outcome).to.equal('talked');
    expect(await on.gateway.metric('signalbox_callbacks_watched')).to.equal(0);
    for (const tenant of ['acme', 'globex'])
      expect(await on.gateway.metric(`signalbox_callback_dials_total{tenant="${tenant}"}`)).to.equal(2);
    expect(on.acme.events.some(({ tenantid }) => tenantid !== 'acme')).to.equal(false);
  }).timeout(120_000);
});

/** Times of the API are text. */
const times = (callback: Callback): Callback => ({
  ...callback,
  attempts: callback.attempts.map((one) => ({
    ...one,
    startedAt: Date.parse(String(one.startedAt)),
    ...(one.endedAt !== undefined && { endedAt: Date.parse(String(one.endedAt)) }),
  })),
});
