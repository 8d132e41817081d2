import { expect } from 'chai';
import { seeded } from '../../connectors/simulator/random';
import { patternToRegExp } from '../../src/core/dialledPattern';
import { mapping, match } from '../../src/core/mapping';
import { checkMapping } from '../../src/core/mappingCheck';
import { indexVenues, resolveVenue } from '../../src/core/venue';

const TRUNKS = {
  carrier: { country: 'DE', dial: 'PJSIP/{e164}@carrier', endpoint: 'PJSIP/carrier' },
  silent: { country: 'DE', dial: 'PJSIP/{e164}@silent' },
};

/** A mapping with one tenant whose venues match as given. */
const withVenues = (matches: Record<string, object>) => {
  const venues = Object.fromEntries(
    Object.entries(matches).map(([name, match]) => [name, { routingPoint: 'pbx/main', application: 'app', match }]),
  );
  const applications = { app: { kind: 'treatment', treatments: [{ do: 'reject' }] } };
  return mapping.parse({
    pbxs: { pbx: { kind: 'simulator', trunks: TRUNKS, routingPoints: { main: {}, other: {} } } },
    tenants: { acme: { name: 'Acme', applications, venues } },
  });
};
const at = (matches: Record<string, object>, arrival: object) =>
  resolveVenue(indexVenues(withVenues(matches)), { pbx: 'pbx', routingPoint: 'main', dnis: '', ...arrival })?.name;

describe('the venue of a call', () => {
  it('is decided by more keys before fewer', () => {
    const venues = { one: { dnis: '1000' }, two: { dnis: '1000', context: 'night' }, three: { context: 'night' } };
    expect(at(venues, { dnis: '1000', context: 'night' })).to.equal('two');
    expect(at(venues, { dnis: '1000', context: 'day' })).to.equal('one');
    expect(at(venues, { dnis: '2000', context: 'night' })).to.equal('three');
  });

  it('is decided by an exact number before a pattern, and by the longer pattern', () => {
    const venues = { any: { dnis: '_X.' }, tens: { dnis: '_10XX' }, exact: { dnis: '1000' } };
    expect(at(venues, { dnis: '1000' })).to.equal('exact');
    expect(at(venues, { dnis: '1001' })).to.equal('tens');
    expect(at(venues, { dnis: '2' })).to.equal(undefined);
    expect(at(venues, { dnis: '20' })).to.equal('any');
  });

  it('is decided by a pattern with more keys before an exact number with fewer', () => {
    const venues = { exact: { dnis: '1000' }, pattern: { dnis: '_1XXX', pbxTenant: 't1' } };
    expect(at(venues, { dnis: '1000', pbxTenant: 't1' })).to.equal('pattern');
    expect(at(venues, { dnis: '1000', pbxTenant: 't2' })).to.equal('exact');
  });

  it('is none for a call on another routing point or from another endpoint', () => {
    const venues = { trunk: { endpoint: 'PJSIP/carrier' } };
    expect(at(venues, { endpoint: 'PJSIP/carrier' })).to.equal('trunk');
    expect(at(venues, { endpoint: 'PJSIP/other' })).to.equal(undefined);
    expect(at(venues, { endpoint: 'PJSIP/carrier', routingPoint: 'other' })).to.equal(undefined);
  });

  it('is found by the trunk, which is the endpoint that the trunk names', () => {
    const venues = { any: { dnis: '1000' }, line: { dnis: '1000', trunk: 'carrier' }, phone: { endpoint: 'PJSIP/p1' } };
    expect(at(venues, { dnis: '1000', endpoint: 'PJSIP/carrier' })).to.equal('line');
    expect(at(venues, { dnis: '1000', endpoint: 'PJSIP/other' })).to.equal('any');
    expect(at(venues, { dnis: '1000' })).to.equal('any');
    expect(at(venues, { dnis: '5', endpoint: 'PJSIP/p1' })).to.equal('phone');
  });

  for (const [pattern, fits, not] of [
    ['_NXX', ['234', '999'], ['134', '23', '2345']],
    ['_Z.', ['12', '1abc'], ['1', '02']],
    ['_+49!', ['+49', '+4930'], ['49']],
    ['_[1-3]X', ['10', '39'], ['40']],
    ['_[15-7*#]', ['1', '6', '*', '#'], ['2', '-']],
    ['_4[2]-!', ['42-', '42-7'], ['427']],
  ] as const)
    it(`reads the pattern ${pattern}`, () => {
      for (const number of fits) expect(patternToRegExp(pattern)?.test(number), number).to.equal(true);
      for (const number of not) expect(patternToRegExp(pattern)?.test(number), number).to.equal(false);
    });
});

describe('a pattern of dialled numbers', () => {
  for (const pattern of [
    '_[9-1]XX',
    '_[]',
    '_X[',
    '_[1-3',
    '_1]',
    '_[X]',
    '_[1-]',
    '_[-1]',
    '_[0-*]',
    '_[1-2-3]',
    '_',
    '_.X',
  ])
    it(`may not be ${pattern}`, () => {
      const read = match.safeParse({ dnis: pattern });
      expect(read.error?.issues.map(({ path }) => path)).to.deep.equal([['dnis']]);
      expect(patternToRegExp(pattern)).to.equal(undefined);
    });

  it('is refused or can be matched with, whatever it is made of', () => {
    const random = seeded(7);
    const pieces = [...'_XZNxzn0159+*#-[]^.!$(a', '[1-5]', '[9-1]', '[*#]', '[5-57]'];
    let taken = 0;
    for (let i = 0; i < 5_000; i++) {
      const length = 1 + Math.floor(random() * 6);
      const dnis = `_${Array.from({ length }, () => pieces[Math.floor(random() * pieces.length)]).join('')}`;
      if (!match.safeParse({ dnis }).success) expect(patternToRegExp(dnis), dnis).to.equal(undefined);
      else {
        taken++;
        expect(patternToRegExp(dnis)?.test('x'.repeat(50)), dnis).to.be.a('boolean');
      }
      // As one that an older version let through stands in the journal.
      const kept = withVenues({ one: { dnis: '1' } });
      Object.assign(kept.tenants.acme?.venues.one?.match ?? {}, { dnis });
      expect(() => indexVenues(kept)).not.to.throw();
    }
    expect(taken).to.be.above(300);
  });
});

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
