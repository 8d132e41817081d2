import { expect } from 'chai';
import { networkOf } from '../../src/core/network';
import { Strangers } from '../../src/delivery/strangers';
import { ManualClock } from '../support/manualClock';

describe('strangers', () => {
  for (const [address, network] of [
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['unknown', 'unknown'],
  ] as const)
    it(`counts ${address} as ${network}`, () => {
      expect(networkOf(address)).to.equal(network);
    });

  it('remembers no more of them than it says, and the last ones', () => {
    const strangers = new Strangers(new ManualClock());
    const spend = (address: string): string[] =>
      Array.from({ length: 101 }, () => strangers.knock(address)?.refused ?? 'in');
    expect(spend('192.0.2.1').at(-1)).to.equal('request.too_many');
    for (let i = 0; i < 10_000; i += 1) strangers.knock(`10.0.${i >> 8}.${i & 255}`);
    expect(strangers.knock('192.0.2.1'), 'forgotten').to.equal(undefined);
    expect(strangers.size).to.equal(10_000);
  });
});
