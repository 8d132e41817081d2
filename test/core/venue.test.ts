import { expect } from 'chai';
import { seeded } from '../../connectors/simulator/random';
import { patternToRegExp } from '../../src/core/dialledPattern';
import { match } from '../../src/core/mapping';
import { indexVenues, resolveVenue } from '../../src/core/venue';
import { withVenues } from '../support/withVenues';

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
