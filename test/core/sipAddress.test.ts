/** SIP addresses of workstations: what is one, and which of them a trunk of a tenant dials. */
import { expect } from 'chai';
import { isRefusal } from '../../src/core/errors';
import { type Holdings, lineTo } from '../../src/core/ownership';
import { treatment } from '../../src/core/treatment';
import { trunk } from '../../src/core/trunk';
import { workstation } from '../../src/core/workstation';

const takes = (sip: string): boolean => workstation.safeParse({ phone: { sip } }).success;

const NUMBERS = { country: 'DE', dial: 'PJSIP/{e164}@carrier' };
const held = (owned: readonly string[], trunks: Readonly<Record<string, object>>) =>
  ({
    pbx: { trunks: Object.fromEntries(Object.entries(trunks).map(([name, one]) => [name, trunk.parse(one)])) },
    owns: { endpoints: [], trunks: owned, numbers: [] },
  }) as unknown as Holdings;
const sip = (dial: string, ...hosts: string[]) => ({ ...NUMBERS, sip: { dial, hosts } });

describe('a SIP address', () => {
  it('is one user at one host', () => {
    for (const one of ['sip:bob@example.com', 'sip:1001@192.0.2.7:5080', 'sip:+4930_a.b-c@Sub.Example.com'])
      expect(takes(one), one).to.equal(true);
  });

  for (const wrong of [
    ...['bob@example.com', 'sips:bob@example.com', 'tel:+493023125777', 'SIP:bob@example.com', 'sip:example.com'],
    ...['sip:@example.com', 'sip:bob@', 'sip:bob@@example.com', 'sip:bob@a@b', 'sip:bob:secret@example.com'],
    ...['sip:bob@example.com;transport=tcp', 'sip:bob@example.com?Route=x', 'sip:bob;x=y@example.com'],
    ...['sip:bob@example.com&PJSIP/b1', 'sip:bob@example.com,30', 'sip:bob@example.com/x', 'sip:b/ob@example.com'],
    ...['sip:%30900@example.com', 'sip:bo b@example.com', 'sip:bob@example.com\r\nX: y', 'sip:bob@example.com\n'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what a dialplan would read as a variable
    ...['sip:${EXTEN}@example.com', 'sip:"bob"@example.com', '<sip:bob@example.com>', 'sip:bob@example.com:0'],
    ...['sip:bob@[::1]', 'sip:bob@example.com:123456', 'sip:bob@-example.com', `sip:${'b'.repeat(65)}@example.com`],
  ])
    it(`is not ${JSON.stringify(wrong.slice(0, 50))}`, () => expect(takes(wrong)).to.equal(false));

  it('is for workstations: no treatment names one', () => {
    const connect = (to: object) => treatment.safeParse({ do: 'connect', to }).success;
    expect([connect({ endpoint: 'PJSIP/a1' }), connect({ sip: 'sip:bob@example.com' })]).to.deep.equal([true, false]);
  });
});

describe('a trunk that dials SIP addresses', () => {
  it('says how, and at which hosts', () => {
    const ok = (one: object) => trunk.safeParse({ ...NUMBERS, sip: one }).success;
    expect(ok({ dial: 'PJSIP/carrier/{address}', hosts: ['example.com', '192.0.2.7:5080'] })).to.equal(true);
    for (const wrong of [
      { dial: 'PJSIP/carrier/{address}' },
      { dial: 'PJSIP/carrier/{address}', hosts: [] },
      { dial: 'PJSIP/carrier', hosts: ['example.com'] },
      { dial: 'PJSIP/{e164}/{address}', hosts: ['example.com'] },
      { dial: 'PJSIP/carrier/{address}', hosts: ['*'] },
      { dial: 'PJSIP/carrier/{address}', hosts: ['example.com;lr'] },
    ])
      expect(ok(wrong), JSON.stringify(wrong)).to.equal(false);
  });

  const trunks = {
    plain: NUMBERS,
    first: sip('PJSIP/first/{address}', 'example.com'),
    second: sip('PJSIP/second/{address}', 'EXAMPLE.com', '192.0.2.7:5080'),
  };
  const line = (address: string, owned: string[], named?: string) =>
    lineTo({ sip: address, ...(named !== undefined && { trunk: named }) }, held(owned, trunks));

  it('dials them by its template: the one that is named, else the first of the tenant that dials that host', () => {
    const all = ['plain', 'first', 'second'];
    expect(line('sip:bob@Example.COM', all)).to.deep.equal({
      dial: 'PJSIP/first/sip:bob@example.com',
      sip: 'sip:bob@example.com',
      trunk: 'first',
    });
    expect(line('sip:bob@example.com', all, 'second')).to.include({ dial: 'PJSIP/second/sip:bob@example.com' });
    expect(line('sip:Bob@192.0.2.7:5080', all)).to.include({ dial: 'PJSIP/second/sip:Bob@192.0.2.7:5080' });
    expect(line('sip:1001@example.com', all), 'an extension').to.include({ sip: 'sip:1001@example.com' });
  });

  for (const [address, owned, named, why] of [
    ['sip:bob@example.com', [], undefined, 'destination.no_trunk'],
    ['sip:bob@example.com', ['plain'], undefined, 'destination.no_trunk'],
    ['sip:bob@example.com', ['plain', 'first'], 'plain', 'destination.no_trunk'],
    ['sip:bob@example.com', ['plain'], 'first', 'destination.not_owned'],
    ['sip:bob@example.org', ['first', 'second'], undefined, 'destination.not_owned'],
    ['sip:bob@192.0.2.7', ['second'], undefined, 'destination.not_owned'],
    ['sip:bob@192.0.2.7:5060', ['second'], undefined, 'destination.not_owned'],
    ['sip:bob@sub.example.com', ['first'], undefined, 'destination.not_owned'],
    ['sip:112@example.com', ['first'], undefined, 'destination.refused'],
    ['sip:1-1.0@example.com', ['first'], undefined, 'destination.refused'],
    ['sip:09001234567@example.com', ['first'], undefined, 'destination.refused'],
    ['sip:+49-900-1234567@example.com', ['first'], undefined, 'destination.refused'],
  ] as const)
    it(`does not dial ${address} (${why}) through ${named ?? `one of ${owned.join(', ') || 'none'}`}`, () => {
      const refusal = line(address, [...owned], named);
      expect(isRefusal(refusal) && refusal.refused).to.equal(why);
    });
});
