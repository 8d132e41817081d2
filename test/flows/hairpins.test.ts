/** A venue that dials its own number gets the call back by the carrier, and again, until somebody stops it (docs/decisions/0027). */
import { expect } from 'chai';
import type { Person } from '../../connectors/simulator/people';
import type { Call } from '../../src/core/call';
import { House, type Listener } from '../support/house';
import { twoTenants } from '../support/twoTenants';

const OWN = '+493023121000';
const ANI = '+493023125777';

/** A venue whose treatments connect to its own number, as somebody wrote it. */
function circular(number: string) {
  const mapping = structuredClone(twoTenants);
  const { applications, venues } = mapping.tenants.acme;
  Object.assign(applications, { round: { kind: 'treatment', treatments: [{ do: 'connect', to: { number } }] } });
  const match = { dnis: OWN.slice(1) };
  const same = [{ do: 'connect', to: { number } }];
  Object.assign(venues, { round: { routingPoint: 'pbx/main', match, application: 'round', default: same } });
  return mapping;
}

describe('a call that comes back by the trunk it was dialled through', () => {
  let house: House;
  let feed: Listener;

  afterEach(() => house.end());

  const arrives = (ani: string, dnis = OWN.slice(1)): Person =>
    house.sim.call({ routingPoint: 'main', ani, dnis, endpoint: 'PJSIP/carrier' });

  async function open(number: string, seenAs: string): Promise<Person[]> {
    house = await new House({ mapping: circular(number) }).up();
    feed = house.listen('acme');
    const back: Person[] = [];
    house.sim.phone('PJSIP/carrier-493023121000', () => {
      house.clock.after(50, () => back.push(arrives(seenAs)));
      return {};
    });
    return back;
  }

  const data = (type: string) => feed.of(type).map((event) => event.data as Call);

  for (const [how, seenAs] of [
    ['from the caller’s number', ANI],
    ['from a number of the tenant, which the carrier puts there', '493023125100'],
    ['from a number in national format', '030 23125777'],
    ['withheld', ''],
  ] as const)
    it(`is refused as busy when it has come round too often, ${how}`, async () => {
      const back = await open('030 2312 1000', seenAs);
      arrives(ANI);
      await house.world.waitFor(() => data('call.cleared')[0]);
      await house.world.advance(3_000);
      expect(back).to.have.lengthOf(4);
      expect(back.at(-1)?.end?.cause).to.equal('busy');
      const [refused] = data('call.cleared');
      expect(refused?.plan).to.include({ by: 'default', reason: 'loop', of: 'gateway' });
      expect(refused).to.include({ venue: 'round', dnis: OWN.slice(1), cause: 'busy' });
    });

  it('is not taken for the call of another who calls that number meanwhile', async () => {
    await open('030 2312 1000', ANI);
    arrives(ANI);
    await house.world.waitFor(() => data('call.cleared')[0]);
    const other = '+493023125702';
    arrives(other);
    const routed = await house.world.waitFor(() => data('call.routed').find(({ ani }) => ani === other));
    expect(routed.plan).to.include({ by: 'treatment' });
  });
});
