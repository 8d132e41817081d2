import { expect } from 'chai';
import { seeded } from '../../connectors/simulator/random';
import { byName, mapping, withShared } from '../../src/core/mapping';
import { indexVenues, resolveVenue } from '../../src/core/venue';
import { trialCall, tryCall } from '../../src/core/venueTrial';

/** Tenants a and b with venues that match as given. */
const made = (matches: Record<string, object>) => {
  const applications = { app: { kind: 'feed' } };
  const of = (tenant: string) =>
    Object.fromEntries(
      Object.entries(matches)
        .filter(([name]) => name.startsWith(tenant))
        .map(([name, match]) => [name, { routingPoint: 'pbx/main', application: 'app', match }]),
    );
  const trunks = { carrier: { country: 'DE', inbound: 'national', dial: '{digits}', endpoint: 'PJSIP/carrier' } };
  const parsed = mapping.parse({
    pbxs: { pbx: { kind: 'simulator', trunks, routingPoints: { main: {} } } },
    tenants: {
      a: { name: 'A', applications, venues: of('a') },
      b: { name: 'B', applications, venues: of('b') },
    },
  });
  return withShared(byName(parsed));
};
const tried = (matches: Record<string, object>, call: object) =>
  tryCall(made(matches), trialCall.parse({ routingPoint: 'pbx/main', dnis: '', ...call }));

describe('the dry run of a call', () => {
  it('names the venue, its tenant and application, and the keys that decided', () => {
    const result = tried({ 'a-one': { dnis: '1000', context: 'night' } }, { dnis: '1000', context: 'night' });
    expect(result?.venue).to.deep.equal({
      tenant: 'a',
      venue: 'a-one',
      application: { name: 'app', kind: 'feed', shared: false },
      by: ['context', 'dnis'],
    });
  });

  it('says why each other venue that fits comes after', () => {
    const venues = {
      'a-one': { dnis: '1000', context: 'night' },
      'b-exact': { dnis: '1000' },
      'b-long': { dnis: '_10XX' },
      'b-short': { dnis: '_1.' },
      'a-context': { context: 'night' },
    };
    const call = { dnis: '1000', context: 'night' };
    expect(tried(venues, call)?.lost.map(({ venue, reason }) => `${venue}: ${reason}`)).to.deep.equal([
      'b-exact: fewer keys: 1 (dnis) against 2 (context, dnis)',
      'a-context: fewer keys: 1 (context) against 2 (context, dnis)',
      'b-long: fewer keys: 1 (dnis) against 2 (context, dnis)',
      'b-short: fewer keys: 1 (dnis) against 2 (context, dnis)',
    ]);
    const { 'a-one': _, 'a-context': __, ...single } = venues;
    expect(tried(single, call)?.lost.map(({ reason }) => reason)).to.deep.equal([
      'its number is the pattern _10XX; 1000 is exact',
      'its number is the pattern _1.; 1000 is exact',
    ]);
    const { 'b-exact': ___, ...patterns } = single;
    expect(tried(patterns, call)?.lost[0]?.reason).to.equal('its pattern _1. is shorter than _10XX');
  });

  it('says what the nearest misses lack, and what may have been meant', () => {
    const venues = { 'a-far': { dnis: '2', context: 'night' }, 'b-near': { dnis: '493023125100', context: 'day' } };
    const result = tried(venues, { dnis: '+493023125100', context: 'day' });
    expect(result?.outcome).to.equal('unmapped');
    expect(result?.missed).to.deep.equal([
      { tenant: 'b', venue: 'b-near', keys: ['dnis'], reason: 'dnis 493023125100, not +493023125100' },
      {
        tenant: 'a',
        venue: 'a-far',
        keys: ['dnis', 'context'],
        reason: 'dnis 2, not +493023125100; context night, not day',
      },
    ]);
    expect(result?.hints).to.deep.equal(['a call to 493023125100 would reach venue b-near of tenant b']);
    expect(tried(venues, { dnis: '+49 (30) 23125-100', context: 'day' })?.hints[0]).to.include('b-near');
  });

  it('reads the caller by the trunk, named or known by its endpoint', () => {
    for (const by of [{ trunk: 'carrier' }, { endpoint: 'PJSIP/carrier' }])
      expect(tried({}, { ani: '03023125100', ...by })).to.include({
        customerNumber: '+493023125100',
        trunk: 'carrier',
      });
    expect(tried({}, { ani: '03023125100' })).not.to.have.property('customerNumber');
  });

  it('knows no routing point that is not there', () => {
    expect(tryCall(made({}), trialCall.parse({ routingPoint: 'pbx/none', dnis: '' }))).to.equal(undefined);
    expect(tryCall(made({}), trialCall.parse({ routingPoint: 'constructor/main', dnis: '' }))).to.equal(undefined);
  });

  it('never says anything else than what a real call gets, whatever the venues', () => {
    const random = seeded(7);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    for (let round = 0; round < 300; round++) {
      const matches: Record<string, object> = {};
      for (let n = 0; n < 8; n++) {
        const match = {
          ...(random() < 0.7 && { dnis: pick(['1000', '1001', '_1XXX', '_10X.', '_1!', '_X.']) }),
          ...(random() < 0.4 && { context: pick(['day', 'night']) }),
          ...(random() < 0.3 && { pbxTenant: pick(['t1', 't2']) }),
          ...(random() < 0.3 && { trunk: 'carrier' }),
        };
        if (Object.keys(match).length > 0) matches[`${pick(['a', 'b'])}-${n}`] = match;
      }
      const call = {
        dnis: pick(['1000', '1001', '10', '2000', '']),
        context: pick(['day', 'night', 'noon']),
        pbxTenant: pick(['t1', 't2']),
        endpoint: pick(['PJSIP/carrier', 'PJSIP/p1']),
      };
      const config = made(matches);
      const real = resolveVenue(indexVenues(config), { pbx: 'pbx', ...call, routingPoint: 'main' });
      const dry = tryCall(config, trialCall.parse({ routingPoint: 'pbx/main', ...call }));
      expect([dry?.venue?.tenant, dry?.venue?.venue]).to.deep.equal([real?.tenant, real?.name]);
    }
  });
});
