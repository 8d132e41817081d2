/**
 * US 9,031,223 claim 1 on a real Asterisk: two tenants with equal queue names on one callback engine, each in its own
 * partition with its own configuration; customers get a call back when it is their turn, press 1 and talk to an agent.
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
  const asks = async (tenant: Tenant, number: string): Promise<string> => {
    const reply = await on.gateway.ask('POST', `${tenant}/callbacks`, { queue: 'sales', to: { number: `+${number}` } });
    expect(reply.status).to.equal(201);
    return ((await reply.json()) as { callback: string }).callback;
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
  /** Picks up, waits until it is spoken to and presses a key. */
  const presses = async (phone: Phone, key: string) => {
    await phone.answer();
    await phone.hearsMusic();
    await phone.dtmf(key);
  };

  afterEach(async () => {
    await agent('acme', 'anna', 'sign_off');
    await agent('globex', 'gina', 'sign_off');
  });

  it('are each called back with the number, the ring time and the delays of the own tenant, and talk', async () => {
    const desks = {
      acme: await on.lab.phone('a6001', { ringMs: 100 }),
      globex: await on.lab.phone('a6011', { ringMs: 100 }),
    };
    const anna = await on.lab.outside(ANNAS);
    const carla = await on.lab.outside(CARLAS);
    await agent('acme', 'anna', 'sign_in', { state: 'ready' });
    await agent('globex', 'gina', 'sign_in', { state: 'ready' });
    const [first, second] = [await asks('acme', ANNAS), await asks('globex', CARLAS)];
    expect([await shown(anna), await shown(carla)]).to.deep.equal(['493023125100', '493023125200']);
    expect(await on.gateway.metric('signalbox_callbacks_watched')).to.equal(2);
    // Nobody answers: each is let ring as long as its tenant says, and called again when its tenant says.
    const [missed, missedToo] = [
      await becomes(on.acme, 'callback.retry_scheduled', first),
      await becomes(on.globex, 'callback.retry_scheduled', second),
    ];
    expect([missed.failures, missedToo.failures]).to.deep.equal([{ noAnswer: 1 }, { noAnswer: 1 }]);
    await Promise.all([anna.rings(15_000), carla.rings(15_000)]);
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
    expect([talks.attempt, talksToo.attempt]).to.deep.equal([2, 2]);
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
  }).timeout(60_000);
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
