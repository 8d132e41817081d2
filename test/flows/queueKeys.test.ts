/** Keys of those who wait in a queue: some tell, some leave, all work in the middle of an announcement (docs/queues.md). */
import { expect } from 'chai';
import type { Person } from '../../connectors/simulator/people';
import { QueueHouse, queueMapping, told } from '../support/queueHouse';

const prompt = (name: string) => ({ play: 'prompt', name });
const announce = (...media: object[]) => ({ do: 'announce', media });

describe('keys while waiting', () => {
  let house: QueueHouse;

  const keys = {
    '1': [announce(prompt('leave-a-message')), { do: 'venue', venue: 'desk' }],
    '2': [{ do: 'queue', queue: 'desk' }],
    '5': [announce(prompt('long-story')), announce(prompt('second-story'))],
    '#': [announce({ play: 'position' }, prompt('thanks'))],
  };
  const announcements = { firstSeconds: 10, position: true, media: [prompt('patience')] };

  beforeEach(async () => {
    house = await new QueueHouse({ mapping: queueMapping({ sales: { keys, announcements }, desk: {} }) }).open();
  });
  afterEach(() => house.end());

  const press = (person: Person, key: string) => house.world.finish(person.press(key));
  const hears = (person: Person, what: RegExp) => house.world.waitFor(() => what.test(person.hears), 20_000, `${what}`);

  it('tell the place again, and the music goes on', async () => {
    await house.waiting();
    const second = await house.waiting(0, '+493023125702');
    await press(second, '#');
    await hears(second, /prompt thanks/);
    await hears(second, /music/);
    expect(told(second)).to.deep.equal(['prompt queue-position', 'number 2', 'prompt thanks']);
    expect((await house.entries('sales')).map(({ position, state }) => [position, state])).to.deep.equal([
      [1, 'waiting'],
      [2, 'waiting'],
    ]);
  });

  it('stop an announcement, and leave for another queue', async () => {
    const person = await house.waiting();
    await hears(person, /queue-next/);
    await press(person, '2');
    expect(await house.event('queue.left')).to.include({ state: 'left', reason: 'left', key: '2', queue: 'sales' });
    expect(await house.event('queue.joined', 2)).to.include({ queue: 'desk' });
    await hears(person, /music/);
    expect(told(person)).to.deep.equal(['prompt queue-next']);
  });

  it('keep the place while they tell something before they leave', async () => {
    const person = await house.waiting();
    await press(person, '1');
    await hears(person, /leave-a-message/);
    expect(await house.entries('sales')).to.have.lengthOf(1);
    expect(await house.event('queue.left')).to.include({ reason: 'left', key: '1' });
    expect(await house.event('queue.joined', 2)).to.include({ queue: 'desk', venue: 'desk' });
  });

  it('are given up for who comes meanwhile', async () => {
    const person = await house.waiting();
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    await press(person, '5');
    await hears(person, /long-story/);
    await house.command('acme', 'queue.dequeue', 'sales', { to: { endpoint: 'PJSIP/a1' } });
    await house.world.waitFor(() => person.hearsWhom.join() === 'PJSIP/a1');
    await house.world.advance(30_000);
    expect(told(person)).to.deep.equal(['prompt long-story', 'PJSIP/a1']);
  });

  it('end the ringing of who was being reached', async () => {
    const person = await house.waiting();
    const phone = house.sim.phone('PJSIP/a1', {});
    await house.command('acme', 'queue.dequeue', 'sales', { to: { endpoint: 'PJSIP/a1' } });
    await house.world.waitFor(() => phone.last?.state === 'ringing');
    await press(person, '2');
    await house.world.waitFor(() => phone.last?.state === 'gone');
    expect(await house.event('queue.left')).to.include({ reason: 'left' });
    expect((await house.entries('desk')).map(({ state }) => state)).to.deep.equal(['waiting']);
  });

  it('say so when they do nothing', async () => {
    const person = await house.waiting();
    await press(person, '9');
    await hears(person, /invalid-entry/);
    await press(person, '5');
    await hears(person, /second-story/);
    expect(told(person)).to.deep.equal(['prompt invalid-entry', 'prompt long-story', 'prompt second-story']);
    expect(await house.entries('sales')).to.have.lengthOf(1);
  });

  it('work again after a crash', async () => {
    const person = await house.waiting();
    house.crash();
    await house.open();
    await hears(person, /music/);
    await press(person, '2');
    expect(await house.event('queue.left')).to.include({ reason: 'left', key: '2', queue: 'sales' });
    expect((await house.entries('desk')).map(({ state }) => state)).to.deep.equal(['waiting']);
  });
});
