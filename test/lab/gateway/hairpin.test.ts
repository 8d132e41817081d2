/** A venue that dials its own number by a trunk which brings the call back at once (docs/decisions/0027). */
import { expect } from 'chai';
import { twoTenantsOn } from '../support/labMapping';
import { story } from '../support/story';

const OWN = '493023125100';

/** The trunk leads back into the dialplan, and the venue of the number to the number. */
function circular(url: string, user: string): object {
  const { pbxs, tenants } = twoTenantsOn(url, user);
  Object.assign(pbxs.lab.trunks.carrier, { dial: 'Local/{digits}@from-trunk' });
  const treatments = [{ do: 'answer' }, { do: 'connect', to: { number: `+${OWN}` } }];
  const { applications, venues } = tenants.acme;
  Object.assign(applications, { round: { kind: 'treatment', treatments } });
  Object.assign(venues, { round: { routingPoint: 'lab/main', match: { dnis: OWN }, application: 'round' } });
  return { pbxs, tenants };
}

describe('a call that goes round in a circle, on a real Asterisk', () => {
  const on = story({ gateway: async () => ({ mapping: circular }) });

  it('is stopped after a few rounds', async () => {
    const anna = await on.lab.caller(OWN);
    await anna.answered();
    const refused = await on.acme.sees('call.routed', (call) => call.plan?.reason === 'loop');
    expect(await on.acme.sees('call.cleared', refused.id)).to.include({ dnis: OWN, venue: 'round', cause: 'busy' });
    await anna.gone();
    await on.lab.witness.nothingLeft();
    expect(on.acme.calls('call.offered').length).to.be.within(5, 9);
  });
});
