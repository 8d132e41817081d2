/** Venues that ask for attributes, in a mapping: what is wrong is named, what is secret is shown to nobody. */
import { expect } from 'chai';
import { askingVenues, FROM, SECRET } from '../support/askingVenues';
import { House } from '../support/house';

describe('a mapping with venues that ask for attributes', () => {
  let house: House;
  beforeEach(async () => {
    house = await new House({ mapping: askingVenues() }).start();
  });
  afterEach(() => house.stop());

  it('names what is wrong in a mapping', async () => {
    for (const [attributes, path] of [
      [{ from: 'ftp://crm.example', secret: { literal: SECRET } }, '/from'],
      [{ from: FROM, secret: { literal: SECRET }, seconds: 2 }, '/seconds'],
      [{ from: FROM, secret: { literal: 'plain' } }, '/secret'],
      [{ from: FROM }, '/secret'],
    ] as const) {
      const wrong = askingVenues();
      Object.assign(wrong.tenants.acme.venues.hotline ?? {}, { attributes });
      const refusal = await house.world.finish(house.signalbox.applyMapping(wrong, 'test', 'key:admin'));
      expect(JSON.stringify(refusal), path).to.include(`/tenants/acme/venues/hotline/attributes${path}`);
    }
  });

  it('shows the secret to nobody', async () => {
    const shown = [house.api.queries.venues(house.principal('acme'), 'acme'), house.signalbox.mappings.applied];
    expect(JSON.stringify(shown)).to.include(FROM).and.not.to.include('whsec_');
  });
});
