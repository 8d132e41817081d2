/** The simulated PBXs of a mapping: one for each name, and over with the process that has them. */
import { expect } from 'chai';
import { simulatedPbxs } from '../../../connectors/simulator/demo';
import { World } from '../../support/world';

describe('simulated PBXs', () => {
  it('leave nothing to happen once they are stopped, whoever is on the phone', async () => {
    const world = new World(7);
    const people = simulatedPbxs({ clock: world.clock, ids: world.ids, random: world.random('people') });
    const pbx = people.connect('demo', 'main');
    pbx.start(() => {});
    await world.waitFor(() => people.pbx('demo')?.board.exchange.parties.size, 120_000);
    expect(world.clock.timers).to.be.above(1);
    people.stop();
    expect(world.clock.timers).to.equal(0);
    people.pbx('demo')?.call({ routingPoint: 'main', ani: '1', dnis: '2' });
    await world.advance(600_000);
    expect(world.clock.timers).to.equal(0);
  });

  it('stay what they are when the gateway connects again', () => {
    const world = new World(8);
    const people = simulatedPbxs({ clock: world.clock, ids: world.ids, random: world.random('people') });
    people.connect('demo', 'main');
    const first = people.pbx('demo');
    people.connect('demo', 'main');
    expect(people.pbx('demo')).to.equal(first);
    expect(people.pbx('other')).to.equal(undefined);
    people.stop();
  });
});
