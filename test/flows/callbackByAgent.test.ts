/** Who is signed in at the own desk asks for callbacks of customers, and finds one by what its customer says of it. */
import { expect } from 'chai';
import type { Callback } from '../../src/core/callback';
import type { Page, Principal } from '../../src/services/api';
import { CallbackHouse, CUSTOMER, OTHER, THIRD } from '../support/callbackHouse';

describe('callbacks and the agents of their queues', () => {
  let house: CallbackHouse;
  let anna: Principal;
  let stranger: Principal;

  const user = async (login: string, tenant = 'acme'): Promise<Principal> => {
    const created = house.api.users.create(house.principal(tenant, 'owner'), tenant, {
      ...{ login, name: login, role: 'user' },
    });
    const { data } = (await house.world.finish(created)) as { data: { id: string } };
    return { ...house.principal(tenant, 'user'), actor: `user:${data.id}`, user: data.id };
  };
  beforeEach(async () => {
    const callback = { venue: 'sales', mode: 'customerFirst', minDelaySeconds: 60 };
    house = await CallbackHouse.open({
      rest: {
        queues: { sales: { callback }, support: { callback } },
        workstations: { 'desk-1': { phone: { endpoint: 'PJSIP/a1' } } },
        agents: { anna: { name: 'Anna', user: 'Anna', workstation: 'desk-1', queues: { sales: {} } } },
      },
    });
    anna = await user('anna');
    stranger = await user('nobody');
  });
  afterEach(() => house.end());

  const asks = (principal: Principal, body: object = {}, tenant = 'acme') =>
    house.world.finish(
      house.api.commands.execute({
        ...{ principal, tenant, command: 'callback.request' },
        body: { queue: 'sales', to: { number: CUSTOMER }, ...body },
      }),
    );
  const finds = async (principal: Principal, query: object, tenant = 'acme') => {
    const page = await house.world.finish(house.api.callbacks.list(principal, tenant, { limit: 50, ...query }));
    return 'refused' in page ? page.refused : (page as Page).items.map((one) => (one as Callback).id);
  };

  it('are asked for by the agent, of its own queues, in their order', async () => {
    const reply = await asks(anna);
    if ('refused' in reply) throw new Error(reply.refused);
    const { callback: id } = reply.data as { callback: string };
    expect(await house.callback(id)).to.include({ channel: 'agent', customerNumber: CUSTOMER, priority: 0 });
    expect((await house.report())?.channels).to.deep.equal({ agent: 1 });
    expect(await asks(anna, { to: { number: OTHER }, priority: 100 })).to.include({ refused: 'auth.forbidden' });
    const elsewhere = { to: { number: OTHER }, queue: 'support' };
    expect(await asks(anna, elsewhere)).to.deep.equal(await asks(anna, { ...elsewhere, queue: 'nowhere' }));
    expect(await asks(anna, elsewhere)).to.include({ refused: 'queue.not_found' });
    expect(await asks(stranger, { to: { number: OTHER } })).to.include({ refused: 'queue.not_found' });
    expect(await asks(anna, { to: { number: OTHER } }, 'globex')).to.include({ refused: 'auth.forbidden' });
    expect(await house.listed()).to.have.lengthOf(1);
  });

  it('are found by their confirmation id and not otherwise, pending or ended, in the queues that it serves', async () => {
    const { callback: id, confirmationId } = await house.request();
    const other = await house.request({ to: { number: OTHER }, queue: 'support' });
    const foreign = await house.request({ to: { number: THIRD } }, 'globex');
    expect(await finds(anna, { confirmationId })).to.deep.equal([id]);
    expect(await finds(stranger, { confirmationId })).to.deep.equal([]);
    expect(await finds(anna, { confirmationId: other.confirmationId })).to.deep.equal([]);
    expect(await finds(anna, { confirmationId: foreign.confirmationId })).to.deep.equal([]);
    expect(await finds(anna, { confirmationId }, 'globex')).to.equal('auth.forbidden');
    for (const query of [{}, { customerNumber: CUSTOMER }, { queue: 'sales' }])
      expect(await finds(anna, query)).to.equal('auth.forbidden');
    await house.change('cancel', id);
    await house.world.advance(3_600_000);
    expect(await finds(anna, { confirmationId })).to.deep.equal([]);
    expect(await finds(anna, { confirmationId, state: 'all' })).to.deep.equal([id]);
    expect(await finds(stranger, { confirmationId, state: 'ended' })).to.deep.equal([]);
  });

  it('are steered by supervisors and programs alone', async () => {
    const { callback: target } = await house.request();
    for (const command of ['cancel', 'pause', 'set_priority']) {
      const request = { principal: anna, tenant: 'acme', command: `callback.${command}`, target, body: {} };
      expect(await house.world.finish(house.api.commands.execute(request))).to.include({ refused: 'auth.forbidden' });
    }
  });
});
