/** Agents at a SIP address outside the PBX: reached over a trunk of the tenant that dials addresses, busy like at any phone. */
import { expect } from 'chai';
import type { Call } from '../../src/core/call';
import type { Floor, withAgents } from '../support/desks';
import type { House, Listener } from '../support/house';
import { openFloor } from '../support/openFloor';

const DIALLED = 'PJSIP/carrier/sip:bob@example.com';

const atSip = (mapping: ReturnType<typeof withAgents>): void => {
  Object.assign(mapping.pbxs.pbx.trunks.carrier, { sip: { dial: 'PJSIP/carrier/{address}', hosts: ['example.com'] } });
  const { workstations } = mapping.tenants.acme as unknown as { workstations: Record<string, object> };
  Object.assign(workstations, { afar: { phone: { sip: 'sip:bob@Example.com' } } });
};

describe('an agent at a SIP address', () => {
  let house: House;
  let floor: Floor;
  let feed: Listener;

  beforeEach(async () => {
    ({ house, floor, feed } = await openFloor({ wrapUpSeconds: 2 }, atSip));
  });
  afterEach(() => house.end());

  let callers = 0;
  const calls = () => {
    const ani = `+4930231257${10 + (callers++ % 80)}`;
    return house.sim.call({ routingPoint: 'main', ani, dnis: '1003', endpoint: 'PJSIP/carrier' });
  };
  const phone = () => house.sim.phone(DIALLED, { answerAfterMs: 500 });
  const talking = async () => {
    const caller = calls();
    await house.world.waitFor(() => caller.hearsWhom.join() === DIALLED && feed.of('call.connected')[0]);
    return caller;
  };
  const put = (tenant: string, desk: object) =>
    house.world.finish(
      house.api.ownParts.put(house.principal(tenant, 'owner'), { tenant, part: 'workstation', name: 'new' }, desk),
    );

  it('serves who waits, one after the other, and is told with its address', async () => {
    const bob = phone();
    await floor.ready('anna', 'afar');
    const first = await talking();
    expect(floor.is('anna')).to.equal('ready busy');
    const connected = feed.of('call.connected').at(-1)?.data as Call;
    expect(connected.parties[1]).to.include({ role: 'agent', sip: 'sip:bob@example.com', agent: 'anna' });
    expect(connected.parties[1]).not.to.have.any.keys('number', 'endpoint');
    const second = calls();
    await house.world.advance(6_000);
    expect(bob.calls.length, 'not rung while talking').to.equal(1);
    first.hangup();
    await house.world.waitFor(() => second.hearsWhom.join() === DIALLED);
    second.hangup();
    await house.world.waitFor(() => floor.is('anna') === 'ready wrapUp');
  });

  it('is busy with what goes on at the address when it signs in there', async () => {
    const bob = phone();
    house.sim.phone('PJSIP/a2', { answerAfterMs: 500 });
    await floor.ready('bert');
    const caller = calls();
    await house.world.waitFor(() => caller.hearsWhom.join() === 'PJSIP/a2' && feed.of('call.connected')[0]);
    const target = floor.agent('bert').voice.call as string;
    const body = { mode: 'listen', to: { workstation: 'afar' } };
    const principal = house.principal('acme', 'supervisor');
    const listen = { principal, tenant: 'acme', command: 'call.supervise', target, body };
    expect(await house.world.finish(house.api.commands.execute(listen))).to.include({ status: 200 });
    await house.world.waitFor(() => bob.last?.state === 'up');
    await floor.ready('anna', 'afar');
    expect(floor.is('anna')).to.equal('ready busy');
    bob.last?.hangup();
    await house.world.waitFor(() => floor.is('anna') === 'ready idle');
    caller.hangup();
    await house.world.waitFor(() => feed.of('call.cleared').length === 1);
  });

  it('is reached by its name, and rung again when whom it transferred to does not come', async () => {
    const bob = phone();
    house.sim.phone('PJSIP/a3', { refuses: 'busy' });
    await floor.ready('anna', 'afar');
    const caller = await talking();
    const { call } = floor.agent('anna').voice;
    const transfer = { to: { endpoint: 'PJSIP/a3' } };
    expect(await house.command('acme', 'call.transfer', call as string, transfer)).to.include({ status: 200 });
    bob.last?.hangup();
    await house.world.waitFor(() => bob.calls.length === 2 && caller.hearsWhom.join() === DIALLED);
    caller.hangup();
    await house.world.waitFor(() => feed.of('call.cleared').length === 1);
  });

  it('gets the caller of a program that names the agent, and no program names an address', async () => {
    phone();
    await floor.command('anna', 'sign_in', { workstation: 'afar' });
    const caller = calls();
    await house.world.waitFor(() => floor.entries().length === 1);
    const dequeue = (to: object) => house.command('acme', 'queue.dequeue', 'sales', { to });
    expect(await dequeue({ sip: 'sip:bob@example.com' })).to.include({ refused: 'request.invalid' });
    expect(await dequeue({ agent: 'anna' })).to.include({ status: 200 });
    await house.world.waitFor(() => caller.hearsWhom.join() === DIALLED);
    caller.hangup();
    await house.world.waitFor(() => feed.of('call.cleared').length === 1);
  });

  it('has one that a trunk of the tenant dials, once: an owner is told', async () => {
    const flaw = async (tenant: string, phone: object) => JSON.stringify(await put(tenant, { phone }));
    const none = 'no SIP address that a trunk of it dials';
    expect(await flaw('acme', { sip: 'sip:bob@10.0.0.1:5060' }), 'another host').to.include(none);
    expect(await flaw('acme', { sip: 'sip:112@example.com' }), 'an emergency number').to.include(none);
    expect(await flaw('acme', { sip: 'sip:eve@example.com', trunk: 'other' }), "another's trunk").to.include(none);
    expect(await flaw('globex', { sip: 'sip:eve@example.com' }), 'no such trunk').to.include(none);
    expect(await flaw('globex', { sip: 'sip:eve@example.com', trunk: 'carrier' }), "another's trunk").to.include(none);
    expect(await flaw('acme', { sip: 'sip:bob@EXAMPLE.com' })).to.include('stands at workstation afar, too');
    expect(await flaw('acme', { sip: 'sip:eve@example.com;lr' })).to.include('a SIP address such as');
    expect(await put('acme', { phone: { sip: 'sip:eve@example.com', trunk: 'carrier' } })).to.include({ status: 200 });
  });
});
