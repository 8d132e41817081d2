/** The skeleton starts, names what is missing, and the contract lists it; nothing of it is in the services. */
import { expect } from 'chai';
import { MISSING } from '../../../connectors/skeleton/skeleton';
import type { Pbx } from '../../../src/ports/pbx';
import { asText, contractReport } from '../../contracts/report';
import { SimulatorHarness } from '../simulator/harness';
import { SkeletonHarness } from './harness';

describe('the skeleton of a connector', () => {
  it('starts, and names every command that is missing', async () => {
    const harness = new SkeletonHarness();
    const pbx = harness.connector();
    const seen: string[] = [];
    pbx.start((event) => seen.push(event.type === 'link' ? event.state : event.type));
    expect(harness.warned).to.deep.equal([
      ['this kind of PBX is a skeleton: it takes no calls', { pbx: 'other', missing: MISSING }],
    ]);
    await harness.world.advance(10);
    expect(seen).to.deep.equal(['connecting', 'resyncing', 'listed', 'live']);
    for (const command of MISSING) {
      const answer = await (pbx[command] as () => Promise<unknown>)();
      expect(answer, command).to.deep.equal({ result: 'unsupported' });
    }
    await pbx.stop();
    expect(await pbx.hangup('x', 'normal')).to.deep.equal({ result: 'linkDown' });
  });

  it('has every command of the port, and calls none missing that it has', async () => {
    const there: (keyof Pbx)[] = ['name', 'start', 'stop', 'abilities', 'list', 'probe', 'examine'];
    const simulated = new SimulatorHarness(1).connector();
    const port = new Set<string>();
    for (let at = simulated as object; at !== Object.prototype; at = Object.getPrototypeOf(at))
      for (const name of Object.getOwnPropertyNames(at)) port.add(name);
    for (const name of [...there, ...MISSING]) expect([...port], 'the port of the simulator').to.include(name);
    const pbx = new SkeletonHarness().connector();
    for (const name of [...there, ...MISSING]) expect(pbx[name], name).not.to.equal(undefined);
  });

  it('is told by the contract what it lacks', async () => {
    const lines = await contractReport(() => new SkeletonHarness());
    const held = lines.filter(({ lacks }) => lacks === undefined).map(({ group, says }) => `${group}: ${says}`);
    expect(held).to.include('the link: connects, lists everyone once, and lives');
    const lacking = new Set(lines.filter(({ lacks }) => lacks !== undefined).map(({ group }) => group));
    for (const group of ['an arriving party', 'a party', 'a dialled party', 'media', 'a conversation', 'the link'])
      expect([...lacking], group).to.include(group);
    expect(asText(lines)).to.match(/lacks a dialled party: .*\n {10}\{"result":"unsupported"\}.*\n/);
  });

  it('is no finding of a connector that keeps the contract', async () => {
    const lines = await contractReport(() => new SimulatorHarness(1));
    expect(lines.length).to.be.greaterThan(50);
    expect(lines.filter(({ lacks }) => lacks !== undefined)).to.deep.equal([]);
  }).timeout(60_000);
});
