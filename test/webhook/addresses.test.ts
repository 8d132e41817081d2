/** Which addresses webhooks may reach: the table of what an attacker would try. */
import { expect } from 'chai';
import { addressPolicy } from '../../src/webhook/addresses';

const REFUSED = [
  '127.0.0.1',
  '127.255.255.254',
  '0.0.0.0',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '100.100.100.200',
  '192.0.0.192',
  '192.0.2.1',
  '198.18.0.1',
  '203.0.113.9',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '168.63.129.16',
  '::',
  '::1',
  '::7f00:1',
  '::ffff:127.0.0.1',
  '::ffff:a9fe:a9fe',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  '2001::1',
  'fe80::1',
  'fec0::1',
  'fc00::1',
  'fd00:ec2::254',
  'ff02::1',
  '2001:db8::1',
  'not an address',
  '',
];
const PUBLIC = ['93.184.215.14', '8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:4001:830::200e'];

describe('the addresses of webhooks', () => {
  const policy = addressPolicy([]);

  for (const address of REFUSED)
    it(`are not ${address || 'nothing'}`, () => expect(policy('https:', address)).to.equal('refused_address'));

  for (const address of PUBLIC)
    it(`may be ${address}, over TLS alone`, () => {
      expect(policy('https:', address)).to.equal(undefined);
      expect(policy('http:', address)).to.equal('insecure');
    });

  it('may be what the installation allows, also without TLS, and nothing beside it', () => {
    const allowing = addressPolicy(['10.20.0.0/16', '127.0.0.1', 'fd12::/32']);
    for (const address of ['10.20.3.4', '127.0.0.1', '::ffff:10.20.0.1', 'fd12::9'])
      expect(allowing('http:', address), address).to.equal(undefined);
    for (const address of ['10.21.0.1', '127.0.0.2', 'fd13::1', '::1'])
      expect(allowing('https:', address), address).to.equal('refused_address');
  });
});
