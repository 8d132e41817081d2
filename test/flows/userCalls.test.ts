/** A user who is an agent sees and steers the calls on which it is, as from its desk (docs/agents.md); no others. */
import { expect } from 'chai';
import type { Phone } from '../../connectors/simulator/phones';
import type { CommandReply, Page, Principal } from '../../src/services/api';
import type { Floor } from '../support/desks';
import type { House, Listener } from '../support/house';
import { openFloor } from '../support/openFloor';

describe('calls of a user', () => {
  let house: House;
  let floor: Floor;
  let asked: Phone;
  let feed: Listener;

  beforeEach(async () => {
    ({ house, floor, feed } = await openFloor({ wrapUpSeconds: 0 }, ({ tenants: { acme } }) => {
      const { agents } = acme as unknown as { agents: { bert: object } };
      Object.assign(agents.bert, { user: 'bert' });
    }));
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    asked = house.sim.phone('PJSIP/a3', { answerAfterMs: 500 });
  });

  afterEach(() => house.end());

  const user = async (login: string): Promise<Principal> => {
    const body = { login, name: login, role: 'user' };
    const made = await house.world.finish(house.api.users.create(house.principal('acme', 'owner'), 'acme', body));
    const { id } = (made as { data: { id: string } }).data;
    return { ...house.principal('acme', 'user'), actor: `user:${id}`, user: id };
  };
  const does = (principal: Principal, verb: string, call: string, body: object = {}): Promise<CommandReply> =>
    house.world.finish(
      house.api.commands.execute({ principal, tenant: 'acme', command: `call.${verb}`, target: call, body }),
    );
  const listed = async (principal: Principal, state: 'live' | 'ended' = 'live') =>
    ((await house.world.finish(house.api.queries.calls(principal, 'acme', { state, limit: 50 }))) as Page).items;
  const seen = (principal: Principal, call: string) =>
    house.world.finish(house.api.queries.get(principal, 'acme', 'call', call));
  const caller = (ani: string) => house.sim.call({ routingPoint: 'main', ani, dnis: '1003' });

  it('are held, handed on after a word with somebody else, and are not its own any more then', async () => {
    const [anna, bert] = [await user('anna'), await user('bert')];
    await floor.ready('anna');
    const customer = caller('+493023125701');
    await house.world.waitFor(() => feed.of('call.connected')[0]);
    const { call = '' } = floor.agent('anna').voice;
    expect(await listed(anna)).to.have.lengthOf(1);
    expect(await listed(bert)).to.deep.equal([]);
    expect(await seen(bert, call)).to.include({ refused: 'resource.not_found' });
    for (const verb of ['hold', 'consult', 'transfer', 'record', 'clear'])
      expect(await does(bert, verb, call, verb === 'consult' || verb === 'transfer' ? third : {})).to.include({
        refused: 'resource.not_found',
      });
    expect(await does(anna, 'hold', call)).to.include({ status: 200 });
    await house.world.waitFor(() => /music/.test(customer.hears));
    expect(await does(anna, 'consult', call, third)).to.include({ status: 200 });
    await house.world.waitFor(() => asked.last?.hearsWhom.join() === 'PJSIP/a1' && feed.of('call.consulted')[0]);
    expect(await does(anna, 'complete_transfer', call)).to.include({ status: 200 });
    await house.world.waitFor(() => customer.hearsWhom.join() === 'PJSIP/a3');
    await house.world.waitFor(() => floor.is('anna') === 'ready idle');
    expect(await does(anna, 'hold', call)).to.include({ refused: 'resource.not_found' });
    expect(await seen(anna, call), 'it was').to.have.property('data');
    expect(await does(anna, 'route', call, { treatments: [{ do: 'answer' }] })).to.include({
      refused: 'auth.forbidden',
    });
    customer.hangup();
    await house.world.waitFor(() => house.signalbox.partitions.get('acme')?.get('call', call) === undefined);
    expect(await listed(anna, 'ended')).to.have.lengthOf(1);
    expect(await listed(bert, 'ended')).to.deep.equal([]);
  });

  it('are not yet its own while its phone rings', async () => {
    const anna = await user('anna');
    house.sim.phone('PJSIP/a1', {});
    await floor.ready('anna');
    caller('+493023125701');
    await house.world.waitFor(() => floor.is('anna') === 'ready offered');
    const { call = '' } = floor.agent('anna').voice;
    expect(await does(anna, 'clear', call)).to.include({ refused: 'resource.not_found' });
  });
});

const third = { to: { endpoint: 'PJSIP/a3' } };
