/** Which numbers of ours ring, and who comes back by them. */
import { expect } from 'chai';
import type { Call } from '../../src/core/call';
import { Hairpins } from '../../src/services/hairpins';

const number = '+493023121000';

describe('the numbers that ring', () => {
  let hairpins: Hairpins;
  beforeEach(() => {
    hairpins = new Hairpins((tenant) => (tenant === 'acme' ? ['+493023125100'] : []));
  });

  const call = (state: string, more: object = {}) =>
    ({ parties: [{ id: 'pa_1', state, number, shown: '0170 1234567' }], ...more }) as unknown as Call;
  const hops = (ani: string, dnis = '493023121000') => hairpins.hops({ ani, dnis });

  it('bring a call back that shows what was shown, a number of the tenant, or nothing', () => {
    hairpins.follow('acme', call('dialing'));
    expect(['+491701234567', '493023125100', '', 'anonymous'].map((ani) => hops(ani))).to.deep.equal([1, 1, 1, 1]);
    expect(hops('+491701234567', '030 23121000')).to.equal(1);
    expect([hops('+491709999999'), hops('', '493023121001'), hops('', '')]).to.deep.equal([0, 0, 0]);
  });

  it('count the rounds of the call that dials', () => {
    hairpins.follow('acme', call('ringing', { hops: 2 }));
    expect(hops('')).to.equal(3);
  });

  it('are forgotten when they ring no more, with their call, or with their tenant', () => {
    const ends: readonly (() => void)[] = [
      () => hairpins.follow('acme', call('up')),
      () => hairpins.follow('acme', call('ringing', { clearedAt: 1 })),
      () => hairpins.forget('acme'),
    ];
    for (const end of ends) {
      hairpins.follow('acme', call('ringing'));
      expect([hairpins.size, hops('')]).to.deep.equal([1, 1]);
      end();
      expect([hairpins.size, hops('')]).to.deep.equal([0, 0]);
    }
  });
});
