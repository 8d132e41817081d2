/** Who hears the name of a customer who asked for a callback, and for how long: agents, and those who may look at it. */
import { expect } from 'chai';
import type { Person } from '../../connectors/simulator/people';
import { isRefusal } from '../../src/core/errors';
import type { Offer } from '../../src/core/offer';
import type { MediaFile } from '../../src/ports/media';
import { CUSTOMER, callbackMapping, OTHER, THIRD, withDesks } from '../support/callbackHouse';
import { Floor } from '../support/desks';
import { NameHouse, SAYS } from '../support/nameHouse';
import { told } from '../support/queueHouse';

const DAY_MS = 86_400_000;

describe('the name of a callback', () => {
  let house: NameHouse;
  let floor: Floor;
  const open = async (callback: object = {}, rest: object = withDesks) => {
    const queue = { ringSeconds: 20, wrapUpSeconds: 0 };
    house = await NameHouse.asking({ connect: undefined, ...callback }, { queue, rest });
    floor = new Floor(house);
  };
  /** Somebody has asked for a callback, and said a name. */
  const asked = async () => {
    await house.gone(house.says());
    const { id, name } = await house.named();
    return { id, name, heard: `recording ${name?.recording.slice(3)}` };
  };

  afterEach(() => house.end());

  it('is heard by the agent before the customer is dialled, and shown in the offer', async () => {
    await open({ mode: 'agentFirst', agent: { whisper: [{ play: 'prompt', name: 'a-callback' }] } });
    const { name, heard } = await asked();
    const customer = house.phone(CUSTOMER, { answerAfterMs: 1_000 });
    const desk = house.sim.phone('PJSIP/a1', { answerAfterMs: 1_000 });
    await floor.ready('anna');
    expect((await house.event<Offer>('offer.created')).preview?.name).to.deep.equal(name);
    await house.world.waitFor(() => desk.last?.hears === heard, 120_000);
    expect(customer.calls).to.have.lengthOf(0);
    await house.world.waitFor(() => customer.last?.state === 'up', 120_000);
    expect(told(desk.last as Person).slice(1, 4)).to.deep.equal(['prompt a-callback', 'prompt callback-for', heard]);
    expect(told(customer.last as Person).join(), 'not by the customer').to.not.match(/callback-for|recording/);
  });

  it('is heard by the agent in the whisper where the customer was dialled first, over a restart, too', async () => {
    await open({ mode: 'customerFirst' });
    const { heard } = await asked();
    await house.restart();
    const customer = house.phone(CUSTOMER, {
      answerAfterMs: 1_000,
      script: async (person) => {
        await person.hear(/callback-greeting/);
        await person.press('1');
      },
    });
    const desk = house.sim.phone('PJSIP/a1', { answerAfterMs: 1_000 });
    await floor.ready('anna');
    await house.world.waitFor(() => desk.last?.hears === heard, 240_000);
    expect(told(desk.last as Person)).to.include('prompt callback-for');
    await house.world.waitFor(() => customer.last?.hearsWhom.length === 1);
    await house.world.advance(20_000);
    desk.last?.hangup();
    await house.event('callback.completed');
    await house.forgotten();
    expect(house.recordings.files.size, 'ours is kept as long as the tenant says').to.equal(1);
  });

  it('is not waited for where the PBX has lost it', async () => {
    await open({ mode: 'agentFirst' });
    const { id } = await asked();
    house.sim.library.recordings.clear();
    house.sim.cutLink();
    await house.world.advance(2_000);
    house.sim.restoreLink();
    await house.live();
    await house.world.advance(2_000);
    const desk = house.sim.phone('PJSIP/a1', { answerAfterMs: 1_000 });
    house.phone(CUSTOMER, {});
    await floor.ready('anna');
    await house.event('callback.attempted');
    expect(told(desk.last as Person).join()).to.not.match(/callback-for|recording/);
    expect(isRefusal(await house.audio(id)), 'it is at home').to.equal(false);
  });

  it('is for whoever may look at the callback, and for agents of its queue', async () => {
    const { anna } = withDesks.agents;
    await open({ dial: false }, { ...withDesks, agents: { anna: { ...anna, user: 'anna@acme.example' } } });
    const user = async (name: string) => {
      const asked = { login: `${name}@acme.example`, name, role: 'user' };
      const made = await house.world.finish(house.api.users.create(house.principal('acme', 'owner'), 'acme', asked));
      return { role: 'user', user: (made as { data: { id: string } }).data.id } as const;
    };
    const { id, name } = await asked();
    const file = (await house.audio(id)) as MediaFile;
    expect(file.bytes).to.equal(house.recordings.files.get(`acme/${name?.recording}`)?.length);
    expect(isRefusal(await house.audio(id, { role: 'supervisor' }))).to.equal(false);
    expect(isRefusal(await house.audio(id, await user('anna'))), 'an agent of the queue').to.equal(false);
    expect(await house.audio(id, await user('bert'))).to.include({ refused: 'resource.not_found' });
    expect(await house.audio(id, { tenant: 'globex' })).to.include({ refused: 'auth.forbidden' });
    expect(await house.audio(id, { venues: ['elsewhere'] })).to.include({ refused: 'resource.not_found' });
    expect(await house.audio(`cb_${'0'.repeat(32)}`)).to.include({ refused: 'resource.not_found' });
    await house.change('cancel', id);
    await house.world.advance(10_000);
    expect(isRefusal(await house.audio(id)), 'also of one that is over').to.equal(false);
  });

  it('goes by time, and the PBX forgets it when it can be told', async () => {
    await open({ ttlSeconds: 2_000_000, dial: false }, { recordings: { keepDays: 2 } });
    const { id } = await asked();
    house.sim.cutLink();
    await house.world.advance(2 * DAY_MS + 60_000);
    await house.recording('deleted');
    expect((await house.callback(id)).name).to.equal(undefined);
    expect(await house.audio(id)).to.include({ refused: 'resource.not_found' });
    expect(house.atPbx).to.have.lengthOf(1);
    house.sim.restoreLink();
    await house.live();
    await house.forgotten();
  });

  it('goes by hand and with its customer, at the PBX, too', async () => {
    await open({ dial: false });
    const owner = house.principal('acme', 'owner');
    await house.gone(house.says(SAYS, OTHER));
    const first = await house.recording('stored');
    await house.world.finish(house.api.recordings.remove(owner, 'acme', first.id));
    await house.forgotten();
    expect((await house.callback(first.callback as string)).name).to.equal(undefined);
    expect(house.recordings.files.size).to.equal(0);
    await house.gone(house.says(SAYS, THIRD));
    const second = await house.recording('stored', 2);
    const erase = async () =>
      (await house.world.finish(house.api.records.eraseCustomer(owner, 'acme', { number: THIRD }))) as { data: object };
    expect((await erase()).data).to.include({ left: 1, recordings: 0 });
    house.sim.cutLink();
    await house.change('cancel', second.callback as string);
    await house.world.advance(5_000);
    expect((await erase()).data, 'the PBX has it').to.include({ left: 1, recordings: 0 });
    house.sim.restoreLink();
    await house.live();
    await house.forgotten();
    expect((await erase()).data).to.include({ left: 0, recordings: 1 });
    expect(house.recordings.files.size).to.equal(0);
  });

  it('goes with its tenant, at the PBX, too', async () => {
    await open({ dial: false });
    await asked();
    const admin = { key: 'ke_admin', actor: 'key:admin', role: 'admin' } as const;
    const done = (asking: Promise<unknown>) => house.world.finish(asking);
    await done(house.api.tenants.suspend(admin, 'acme'));
    const { acme: _, ...tenants } = callbackMapping().tenants;
    await done(house.signalbox.applyMapping({ ...callbackMapping(), tenants }, 'test', 'system'));
    expect(house.atPbx).to.have.lengthOf(1);
    expect(await done(house.api.records.eraseTenant(admin, 'acme', { confirm: 'acme' }))).to.include({ status: 200 });
    expect([house.atPbx.length, house.recordings.files.size]).to.deep.equal([0, 0]);
  });
});
