/** When a call is answered is for its venue to say: as soon as it comes in, or by nothing but who is connected (design §5.2.4). */
import { expect } from 'chai';
import type { Call } from '../../src/core/call';
import { mapping } from '../../src/core/mapping';
import { checkMapping } from '../../src/core/mappingCheck';
import { type Floor, withAgents } from '../support/desks';
import type { House, Listener } from '../support/house';
import { openFloor } from '../support/openFloor';

type Answer = 'atOnce' | 'onConnect';

describe('a venue that says when its calls are answered', () => {
  let house: House;
  let floor: Floor;
  let feed: Listener;

  const open = async (answer: Answer, sales: object = {}): Promise<void> => {
    ({ house, floor, feed } = await openFloor({ music: 'jazz', ...sales }, ({ tenants }) => {
      for (const venue of Object.values(tenants.acme.venues)) Object.assign(venue, { answer });
    }));
  };
  afterEach(() => house.end());

  const caller = (dnis = '1003') =>
    house.sim.call({ routingPoint: 'main', ani: '+493023125701', dnis, endpoint: 'PJSIP/carrier' });
  const answered = () => feed.of('call.answered').length;

  it('onConnect: waits in the queue with the ringing tone, and is answered when an agent has answered', async () => {
    await open('onConnect');
    const waits = caller();
    await house.world.waitFor(() => waits.hears === 'ringing');
    await house.world.advance(20_000);
    expect([waits.state, waits.hears, answered()]).to.deep.equal(['waiting', 'ringing', 0]);
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    await floor.ready('anna');
    await house.world.waitFor(() => waits.hearsWhom.join() === 'PJSIP/a1');
    await house.world.waitFor(() => answered() === 2);
    const who = feed.of('call.answered').map(({ data }) => {
      const { party, parties } = data as Call;
      return parties.find(({ id }) => id === party)?.role;
    });
    expect(who).to.deep.equal(['agent', 'customer']);
    expect(waits.heard.filter(({ what }) => /music/.test(what))).to.deep.equal([]);
    waits.hangup();
    await house.world.waitFor(() => feed.of('call.cleared')[0]);
  });

  it('onConnect: goes on from its place by what the queue has for who waited too long, still unanswered', async () => {
    const overflow = { timeout: [{ do: 'reject', cause: 'busy' }] };
    await open('onConnect', { maxWaitSeconds: 30, overflow });
    const waits = caller();
    await house.world.waitFor(() => waits.state === 'gone', 40_000);
    const cleared = await house.world.waitFor(() => feed.of('call.cleared')[0]);
    expect(cleared.data).to.include({ cause: 'busy' });
    expect(answered()).to.equal(0);
  });

  it('onConnect: rings on when the agent declines, and over a restart of the gateway', async () => {
    await open('onConnect');
    const waits = caller();
    house.sim.phone('PJSIP/a1', { refuses: 'busy' });
    await floor.ready('anna');
    await house.world.waitFor(() => feed.of('queue.returned')[0]);
    expect([waits.state, waits.hears]).to.deep.equal(['waiting', 'ringing']);
    house.crash();
    await house.up();
    await house.world.advance(5_000);
    expect([waits.state, waits.hears, floor.entries()[0]?.state]).to.deep.equal(['waiting', 'ringing', 'waiting']);
    waits.hangup();
  });

  it('onConnect: hears the music of its place where something else has answered it', async () => {
    await open('onConnect');
    const waits = caller();
    const { subject } = await house.world.waitFor(() => feed.of('queue.joined')[0]);
    const id = floor.entries()[0]?.call ?? subject;
    expect(await house.command('acme', 'call.answer', id, {})).to.include({ status: 200 });
    await house.world.waitFor(() => waits.hears === 'music jazz');
    waits.hangup();
  });

  it('atOnce: is answered before its application has decided', async () => {
    await open('atOnce');
    const program = await house.attach('acme', 'hotline');
    const asks = caller('1000');
    await house.world.waitFor(() => answered() === 1);
    expect(asks.state).to.equal('up');
    expect(program.of('call.routed')).to.deep.equal([]);
    asks.hangup();
    const waits = caller();
    await house.world.waitFor(() => waits.hears === 'music jazz');
    waits.hangup();
    await house.world.waitFor(() => feed.of('call.cleared').length === 2);
  });

  it('onConnect is refused where the application has something to say first', () => {
    const flawsOf = (application: object) => {
      const input = withAgents({});
      Object.assign(input.tenants.acme.applications, { sales: application });
      Object.assign(input.tenants.acme.venues.sales, { answer: 'onConnect' });
      return checkMapping(mapping.parse(input)).map(({ path }) => path);
    };
    const greeting = [{ play: 'prompt', name: 'hello' }];
    expect(flawsOf({ kind: 'queue', queue: 'sales' })).to.deep.equal([]);
    expect(flawsOf({ kind: 'queue', queue: 'sales', greeting })).to.deep.equal(['/tenants/acme/venues/sales/answer']);
  });
});
