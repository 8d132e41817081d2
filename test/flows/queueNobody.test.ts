/** Nobody is there for a queue: calls that come are not taken, those that wait stay or go on, as it says (docs/queues.md). */
import { expect } from 'chai';
import type { Person } from '../../connectors/simulator/people';
import type { Call } from '../../src/core/call';
import type { Entry } from '../../src/core/queue';
import { Floor, withAgents } from '../support/desks';
import { House, type Listener } from '../support/house';
import { told } from '../support/queueHouse';

const sorry = [{ do: 'announce', media: [{ play: 'prompt', name: 'nobody' }] }];

describe('a queue without agents', () => {
  let house: House;
  let floor: Floor;
  let feed: Listener;

  const up = async (sales: object): Promise<void> => {
    const mapping = withAgents({ maxWaitSeconds: 600, maxEntries: 50, announcements: undefined, ...sales });
    house = await new House({ mapping: JSON.parse(JSON.stringify(mapping)) }).start();
    await house.live();
    floor = new Floor(house);
    feed = house.listen('acme');
  };
  afterEach(() => house.end());

  const call = (): Person =>
    house.sim.call({ routingPoint: 'main', ani: '+493023125701', dnis: '1003', endpoint: 'PJSIP/carrier' });
  const waiting = async (): Promise<Person> => {
    const person = call();
    await house.world.waitFor(() => /music/.test(person.hears));
    return person;
  };
  const gone = (person: Person) => house.world.waitFor(() => person.state === 'gone');
  const left = (): (string | undefined)[] => feed.of('queue.left').map(({ data }) => (data as Entry).reason);

  it('turns away who comes, with what it has for that', async () => {
    await up({ overflow: { noAgents: sorry } });
    const person = call();
    await gone(person);
    expect(told(person)).to.deep.equal(['prompt nobody']);
    const failed = await house.world.waitFor(() => feed.of('call.route_failed')[0]);
    expect((failed.data as Call).failure).to.deep.equal({ reason: 'queue.no_agents', destination: 'queue:sales' });
    expect(feed.of('queue.joined')).to.deep.equal([]);
    await floor.command('anna', 'sign_in', { state: 'notReady', reason: 'lunch' });
    const later = await waiting();
    expect(told(later)).to.deep.equal([]);
    later.hangup();
  });

  it('keeps who waits when the last agent goes, unless it says otherwise', async () => {
    await up({ overflow: { noAgents: sorry } });
    await floor.command('anna', 'sign_in', { state: 'notReady', reason: 'lunch' });
    const person = await waiting();
    await floor.command('anna', 'sign_off');
    await house.world.advance(30_000);
    expect([person.hears, left()]).to.deep.equal(['music waiting', []]);
    person.hangup();
  });

  it('sends on who waits when the last agent goes, where it says so, and takes nobody any more', async () => {
    await up({ atLastAgent: 'overflow', overflow: { noAgents: sorry } });
    await floor.command('anna', 'sign_in', { state: 'notReady', reason: 'lunch' });
    await floor.command('carla', 'sign_in', { workstation: 'desk-3', state: 'notReady', reason: 'lunch' });
    const people = [await waiting(), await waiting()];
    await floor.command('anna', 'sign_off');
    await house.world.advance(5_000);
    expect(left(), 'carla is there').to.deep.equal([]);
    await floor.command('carla', 'sign_off');
    for (const person of people) await gone(person);
    expect(people.map(told)).to.deep.equal([['prompt nobody'], ['prompt nobody']]);
    expect(left()).to.deep.equal(['no_agents', 'no_agents']);
    const late = call();
    await gone(late);
    expect(told(late)).to.deep.equal(['prompt nobody']);
  });

  it('waits for who is being offered, and sends on when nobody answered', async () => {
    await up({ atLastAgent: 'overflow', ringSeconds: 8, maxNoAnswers: 5 });
    house.sim.phone('PJSIP/a1', {});
    await floor.ready('anna');
    const person = call();
    await house.world.waitFor(() => floor.is('anna') === 'ready offered');
    await floor.command('anna', 'sign_off');
    await house.world.advance(3_000);
    expect(left()).to.deep.equal([]);
    await gone(person);
    await house.world.waitFor(() => left().length > 0);
    expect(left()).to.deep.equal(['no_agents']);
  });

  it('sends on who waits also when the process ended in between', async () => {
    await up({ atLastAgent: 'overflow' });
    await floor.command('anna', 'sign_in', { state: 'notReady', reason: 'lunch' });
    const person = await waiting();
    await house.world.advance(1_000);
    const principal = house.principal('acme');
    void house.api.commands.execute({ principal, tenant: 'acme', command: 'agent.sign_off', target: 'anna', body: {} });
    await house.world.waitFor(() => floor.agent('anna').state === 'loggedOff');
    // The commit is on its way, and arrives.
    await house.world.advance(1);
    expect(floor.entries()[0]?.state).to.equal('waiting');
    house.crash('all');
    await house.up();
    await gone(person);
    expect(floor.entries().map(({ reason }) => reason)).to.deep.equal(['no_agents']);
  });
});
