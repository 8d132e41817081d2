/** A mapping for tests of venues, and of what is checked in a mapping. */
import { mapping } from '../../src/core/mapping';

const TRUNKS = {
  carrier: { country: 'DE', dial: 'PJSIP/{e164}@carrier', endpoint: 'PJSIP/carrier' },
  silent: { country: 'DE', dial: 'PJSIP/{e164}@silent' },
};

/** A mapping with one tenant whose venues match as given. */
export const withVenues = (matches: Record<string, object>) => {
  const venues = Object.fromEntries(
    Object.entries(matches).map(([name, match]) => [name, { routingPoint: 'pbx/main', application: 'app', match }]),
  );
  const applications = { app: { kind: 'treatment', treatments: [{ do: 'reject' }] } };
  return mapping.parse({
    pbxs: { pbx: { kind: 'simulator', trunks: TRUNKS, routingPoints: { main: {}, other: {} } } },
    tenants: { acme: { name: 'Acme', applications, venues } },
  });
};
