/** Calls of a tenant's phones that come by no venue: told on its feed, and the agent at the phone is busy (design §5.2, issue 5). */
import { expect } from 'chai';
import type { Call } from '../../src/core/call';
import { Floor, withAgents } from '../support/desks';
import { House, type Listener } from '../support/house';

describe('calls outside venues', () => {
  let house: House;
  let floor: Floor;
  let feed: Listener;
  let other: Listener;
  const complaints: string[] = [];

  beforeEach(async () => {
    house = await new House({ mapping: withAgents(), complained: (what) => complaints.push(what) }).up();
    await house.world.advance(1_000);
    floor = new Floor(house);
    feed = house.listen('acme');
    other = house.listen('globex');
  });
  afterEach(async () => {
    await house.stop();
    expect([house.defects, complaints.splice(0), other.types]).to.deep.equal([[], [], []]);
  });

  const calls = (listener = feed) => listener.types.filter((type) => type.startsWith('call.'));
  const cleared = () => house.world.waitFor(() => feed.of('call.cleared')[0]?.data as Call | undefined);

  it('are told from beginning to end, without being asked about; the agent is busy meanwhile', async () => {
    await floor.ready('anna');
    const phone = house.sim.phoneCall('PJSIP/a1', 'out', '0301234');
    await house.world.waitFor(() => floor.is('anna') === 'ready busy');
    phone.answer();
    await house.world.waitFor(() => calls().length === 3);
    phone.end();
    const end = await cleared();
    expect(calls()).to.deep.equal(['call.originated', 'call.answered', 'call.connected', 'call.cleared']);
    expect(end).to.deep.include({ direction: 'out', dnis: '0301234', outside: true, cause: 'normal', by: 'remote' });
    expect(end.parties.map(({ role, endpoint, agent }) => [role, endpoint, agent])).to.deep.equal([
      ['agent', 'PJSIP/a1', 'anna'],
      ['customer', undefined, undefined],
    ]);
    expect(floor.is('anna')).to.equal('ready idle');
  });

  it('that reach a phone ring, and nobody is offered a caller of a queue meanwhile', async () => {
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    await floor.ready('anna');
    const phone = house.sim.phoneCall('PJSIP/a1', 'in', '22');
    await house.world.waitFor(() => floor.is('anna') === 'ready busy');
    const caller = house.sim.call({
      routingPoint: 'main',
      ani: '+493023125701',
      dnis: '1003',
      endpoint: 'PJSIP/carrier',
    });
    await house.world.advance(3_000);
    expect(floor.offers()).to.deep.equal([]);
    phone.end('noAnswer');
    await house.world.waitFor(() => caller.hearsWhom.join() === 'PJSIP/a1');
    const own = feed.events.filter(({ data }) => (data as Call).outside);
    expect(own.map(({ type }) => type)).to.deep.equal(['call.ringing', 'call.cleared']);
    expect(own.at(-1)?.data).to.deep.include({ ani: '22', direction: 'in', cause: 'noAnswer' });
    caller.hangup();
    await house.world.advance(15_000);
  });

  it('are taken up after a crash, and those that ended meanwhile are over', async () => {
    await floor.ready('anna');
    await floor.ready('bert');
    const [first, second] = [house.sim.phoneCall('PJSIP/a1', 'out', '1'), house.sim.phoneCall('PJSIP/a2', 'in', '2')];
    await house.world.waitFor(() => floor.is('anna') === 'ready busy' && floor.is('bert') === 'ready busy');
    await house.world.waitFor(() => calls().length === 2);
    house.crash();
    first.answer();
    second.end();
    await house.start();
    feed = house.listen('acme');
    other = house.listen('globex');
    await house.live();
    floor = new Floor(house);
    await house.world.waitFor(() => floor.is('anna') === 'ready busy' && floor.is('bert') === 'ready idle');
    await house.world.waitFor(() => calls().length === 3);
    expect(calls().sort()).to.deep.equal(['call.answered', 'call.cleared', 'call.connected']);
    expect((await cleared()).cause).to.equal('lost');
    first.end();
    await house.world.waitFor(() => floor.is('anna') === 'ready idle');
  });

  it('that begin while the link is lost are told when it is back', async () => {
    await floor.ready('anna');
    house.sim.cutLink();
    await house.world.advance(1_000);
    const phone = house.sim.phoneCall('PJSIP/a1', 'in', '22');
    phone.answer();
    await house.world.advance(1_000);
    house.sim.restoreLink();
    await house.world.waitFor(() => floor.is('anna') === 'ready busy', 20_000);
    await house.world.waitFor(() => calls().length === 3);
    expect(calls()).to.deep.equal(['call.ringing', 'call.answered', 'call.connected']);
    phone.end();
    await house.world.waitFor(() => floor.is('anna') === 'ready idle');
  });

  it('are not for commands', async () => {
    const phone = house.sim.phoneCall('PJSIP/a1', 'out', '0301234');
    const { id } = (await house.world.waitFor(() => feed.of('call.originated')[0]?.data)) as Call;
    for (const command of ['call.clear', 'call.hold', 'call.answer'])
      expect(await house.command('acme', command, id, {})).to.include({ refused: 'call.wrong_state' });
    phone.end();
    await cleared();
  });
});
