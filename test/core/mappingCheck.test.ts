/** What a schema cannot say of a mapping is said with its place. */
import { expect } from 'chai';
import { mapping } from '../../src/core/mapping';
import { checkMapping } from '../../src/core/mappingCheck';
import { withVenues } from '../support/withVenues';

describe('a mapping', () => {
  const flaws = (change: (input: ReturnType<typeof withVenues>) => void) => {
    const input = structuredClone(withVenues({ one: { dnis: '1000' } }));
    change(input);
    return checkMapping(mapping.parse(input)).map((flaw) => flaw.path);
  };
  const acme = (input: ReturnType<typeof withVenues>) =>
    input.tenants.acme as NonNullable<(typeof input.tenants)[string]>;

  it('is sound when every name points to something', () => {
    expect(flaws(() => {})).to.deep.equal([]);
  });

  it('names the place of a routing point, an application, a venue or a trunk that is not there', () => {
    expect(flaws((m) => Object.assign(acme(m).venues.one ?? {}, { routingPoint: 'pbx/none' }))).to.deep.equal([
      '/tenants/acme/venues/one/routingPoint',
    ]);
    expect(flaws((m) => Object.assign(acme(m).venues.one ?? {}, { application: 'none' }))).to.deep.equal([
      '/tenants/acme/venues/one/application',
    ]);
    expect(
      flaws((m) => Object.assign(acme(m).venues.one ?? {}, { default: [{ do: 'venue', venue: 'none' }] })),
    ).to.deep.equal(['/tenants/acme/venues/one/default/0/venue']);
    expect(flaws((m) => Object.assign(acme(m).owns, { pbx: { trunks: ['none'] } }))).to.deep.equal([
      '/tenants/acme/owns/pbx/trunks/0',
    ]);
  });

  it('does not give a phone to two tenants, also not by a pattern that covers it', () => {
    expect(
      flaws((m) => {
        Object.assign(acme(m).owns, { pbx: { endpoints: ['PJSIP/a1'] } });
        Object.assign(m.tenants, { globex: { name: 'Globex', owns: { pbx: { endpoints: ['PJSIP/a*'] } } } });
      }),
    ).to.deep.equal(['/tenants/globex/owns/pbx/endpoints/0']);
  });

  it('does not match the same calls twice', () => {
    expect(flaws((m) => Object.assign(acme(m).venues, { two: acme(m).venues.one }))).to.deep.equal([
      '/tenants/acme/venues/two/match',
    ]);
  });

  it('has only trunks to match by that can be told, and each line once', () => {
    const match = (of: object) => flaws((m) => Object.assign(acme(m).venues.one ?? {}, { match: of }));
    expect(match({ trunk: 'carrier' })).to.deep.equal([]);
    expect(match({ trunk: 'none' })).to.deep.equal(['/tenants/acme/venues/one/match/trunk']);
    expect(match({ trunk: 'silent' })).to.deep.equal(['/tenants/acme/venues/one/match/trunk']);
    const by = (of: object) => ({ routingPoint: 'pbx/main', application: 'app', match: of });
    expect(
      flaws((m) =>
        Object.assign(acme(m).venues, { two: by({ trunk: 'carrier' }), three: by({ endpoint: 'PJSIP/carrier' }) }),
      ),
    ).to.deep.equal(['/tenants/acme/venues/three/match']);
    expect(
      mapping.shape.tenants.valueType.shape.venues.safeParse({ x: by({ trunk: 'carrier', endpoint: 'A/b' }) }).success,
    ).to.equal(false);
  });

  it('knows where Asterisk is', () => {
    expect(flaws((m) => Object.assign(m.pbxs.pbx ?? {}, { kind: 'asterisk' }))).to.deep.equal([
      '/pbxs/pbx/url',
      '/pbxs/pbx/user',
      '/pbxs/pbx/password',
    ]);
  });

  for (const [one, two] of [
    ['http://pbx.example:8088', 'http://PBX.example:8088/'],
    ['http://pbx.example:8088', 'http://pbx.example:8088/ari'],
    ['http://pbx.example', 'http://pbx.example:80/ari/'],
    ['https://pbx.example/a', 'https://pbx.example:443/a/'],
  ])
    it(`has no two PBXs at ${one} and ${two}`, () => {
      const asterisk = {
        kind: 'asterisk',
        user: 'u',
        password: { env: 'P' },
        headers: [],
        trunks: {},
        routingPoints: {},
      };
      const named = (url: string | undefined) =>
        flaws((m) => Object.assign(m.pbxs, { a: { ...asterisk, url: one }, b: { ...asterisk, url } }));
      expect(named(two)).to.deep.equal(['/pbxs/b/url']);
      expect(named('http://pbx.example:8089')).to.deep.equal([]);
    });

  it('connects to what its tenant owns, and leads on', () => {
    const owns = { pbx: { endpoints: ['PJSIP/a*'], trunks: ['carrier'], numbers: ['+493023125100'] } };
    const listed = (step: object, where: 'default' | 'treatments' = 'default') =>
      flaws((m) => {
        Object.assign(acme(m), { owns });
        if (where === 'default') Object.assign(acme(m).venues.one ?? {}, { default: [step] });
        else Object.assign(acme(m).applications, { app: { kind: 'treatment', treatments: [step] } });
      });
    const connect = (to: object, more: object = {}) => ({ do: 'connect', to, ...more });
    const at = '/tenants/acme/venues/one/default/0';
    expect(listed(connect({ endpoint: 'PJSIP/a1' }, { from: '+49 30 23125100' }))).to.deep.equal([]);
    expect(listed(connect({ number: '030 23125199' }))).to.deep.equal([]);
    expect(listed(connect({ endpoint: 'SIM/201' }))).to.deep.equal([`${at}/to`]);
    expect(listed(connect({ number: '110' }))).to.deep.equal([`${at}/to`]);
    expect(listed(connect({ number: '03023125199', trunk: 'silent' }))).to.deep.equal([`${at}/to`]);
    expect(listed(connect({ endpoint: 'PJSIP/a1' }, { from: '+493023125101' }))).to.deep.equal([`${at}/from`]);
    expect(listed({ do: 'venue', venue: 'one' })).to.deep.equal([`${at}/venue`]);
    expect(listed(connect({ endpoint: 'SIM/201' }), 'treatments')).to.deep.equal([
      '/tenants/acme/applications/app/treatments/0/to',
    ]);
  });

  it('reads only headers that its PBX tells, and gives a caller number to one tenant', () => {
    const headers = { 'x-case': 'case', 'X-Other': 'other' };
    expect(
      flaws((m) => {
        Object.assign(acme(m).venues.one ?? {}, { headers });
        Object.assign(m.pbxs.pbx ?? {}, { headers: ['X-Case'] });
      }),
    ).to.deep.equal(['/tenants/acme/venues/one/headers/X-Other']);
    expect(
      flaws((m) => {
        const owns = { pbx: { numbers: ['+493023125100'] } };
        Object.assign(acme(m), { owns });
        Object.assign(m.tenants, { globex: { name: 'Globex', owns } });
      }),
    ).to.deep.equal(['/tenants/globex/owns/pbx/numbers/0']);
  });

  for (const [step, where] of [
    [{ do: 'connect', to: { endpoint: 'PJSIP/any' } }],
    [{ do: 'connect', to: { number: '03023125199', trunk: 'carrier' } }],
    [{ do: 'announce', media: [{ play: 'prompt', name: 'sorry' }] }],
    [{ do: 'connect', to: { number: '03023125199', trunk: 'none' } }, '/to'],
    [{ do: 'connect', to: { number: '110', trunk: 'carrier' } }, '/to'],
    [{ do: 'connect', to: { agent: 'ann' } }, '/to'],
    [{ do: 'connect', to: { endpoint: 'PJSIP/any' }, from: '+493023125100' }, '/from'],
    [{ do: 'venue', venue: 'one' }, '/do'],
    [{ do: 'queue', queue: 'sales' }, '/do'],
    [{ do: 'propose', queue: 'sales' }, '/do'],
  ] as const)
    it(`${where ? 'cannot' : 'may'} do without a tenant: ${JSON.stringify(step)}`, () => {
      const found = flaws((m) => Object.assign(m.pbxs.pbx?.routingPoints.main ?? {}, { default: [step] }));
      expect(found).to.deep.equal(where ? [`/pbxs/pbx/routingPoints/main/default/0${where}`] : []);
    });

  for (const url of [
    'http://bob:s3cret@pbx.example',
    'http://s3cret@pbx.example/',
    'http://pbx.example/?api_key=s3cret',
    'http://pbx.example/ari#s3cret',
    'http://@pbx.example/?',
  ])
    it(`has no secrets in the address of a PBX, and does not repeat them: ${url}`, () => {
      const input = withVenues({});
      Object.assign(input.pbxs.pbx ?? {}, { kind: 'asterisk', user: 'u', password: { env: 'P' }, url });
      const [flaw, ...more] = checkMapping(mapping.parse(input));
      expect(flaw?.path).to.equal('/pbxs/pbx/url');
      expect(flaw?.message).not.to.include('s3cret');
      expect(more).to.deep.equal([]);
    });
});
