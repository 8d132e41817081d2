/** SIP headers that a venue reads into attributes: a caller may send many and long ones, and fills no room but theirs (design §2). */
import { expect } from 'chai';
import { Talk } from '../support/talk';
import { twoTenants } from '../support/twoTenants';

const NAMES = Array.from({ length: 10 }, (_, i) => `X-Long-${i}`);

describe('SIP headers of a caller', () => {
  it('become attributes as far as there is room, the call says which did not, and digits have theirs', async () => {
    const mapping = structuredClone(twoTenants);
    mapping.pbxs.pbx.headers.push(...NAMES);
    const headers = Object.fromEntries(NAMES.map((name, i) => [name, `long${i}`]));
    const long = { routingPoint: 'pbx/main', match: { dnis: '1009' }, application: 'menu', headers };
    Object.assign(mapping.tenants.acme.venues, { long });
    const talk = await new Talk({ mapping }).begin();
    const { house, program } = talk;
    const sent = Object.fromEntries(NAMES.map((name) => [name.toLowerCase(), 'x'.repeat(990)]));
    const caller = house.sim.call({ routingPoint: 'main', ani: '+493023125778', dnis: '1009', headers: sent });
    const offered = () =>
      program.events.map(({ data }) => data as typeof talk.call).find(({ dnis }) => dnis === '1009');
    await talk.until(() => /prompt menu/.test(caller.hears) && offered() !== undefined);
    const arrived = offered() as typeof talk.call;
    expect(Object.keys(arrived.attributes)).to.deep.equal(['long0', 'long1', 'long2', 'long3', 'long4', 'long5']);
    expect(arrived.arrival?.headersLeftOut).to.deep.equal(NAMES.slice(6));
    caller.press('5');
    const collected = await talk.seen('call.digits_collected');
    expect((collected.data as typeof talk.call).attributes).to.include({ choice: '5' });
    const set = { attributes: { language: 'de' } };
    expect(await talk.command('transaction.set_attributes', set, arrived.transaction)).to.include({ status: 200 });
    caller.hangup();
    await talk.end();
  });
});
