/** `pjsip/a1` is the phone `PJSIP/a1` for a PBX, so it is one for whoever asks whose it is, too. */
import { expect } from 'chai';
import { mapping } from '../../src/core/mapping';
import { checkMapping } from '../../src/core/mappingCheck';
import { lineTo } from '../../src/core/ownership';
import { treatment } from '../../src/core/treatment';
import { trialCall } from '../../src/core/venueTrial';
import { twoTenants } from '../support/twoTenants';

const copy = () => structuredClone(twoTenants);

describe('the technology of an endpoint', () => {
  it('is written in one way wherever an endpoint comes in', () => {
    const given = copy();
    const { carrier } = given.pbxs.pbx.trunks;
    Object.assign(carrier, { endpoint: 'pjsip/carrier', dial: 'pjSIP/{digits}@carrier' });
    Object.assign(carrier, { sip: { dial: 'local/{address}', hosts: ['example.com'] } });
    given.tenants.acme.owns.pbx.endpoints = ['pjsip/a*', 'iax2/Desk', 'LOCAL/7'];
    Object.assign(given.tenants.acme, { workstations: { desk: { phone: { endpoint: 'pJsip/a1' } } } });
    const { pbxs, tenants } = mapping.parse(given);
    expect(pbxs.pbx?.trunks.carrier).to.include({ endpoint: 'PJSIP/carrier', dial: 'PJSIP/{digits}@carrier' });
    expect(pbxs.pbx?.trunks.carrier?.sip?.dial).to.equal('Local/{address}');
    expect(tenants.acme?.owns.pbx?.endpoints).to.deep.equal(['PJSIP/a*', 'IAX2/Desk', 'Local/7']);
    expect(tenants.acme?.workstations.desk?.phone).to.deep.equal({ endpoint: 'PJSIP/a1' });
    expect(treatment.parse({ do: 'connect', to: { endpoint: 'pjsip/A1' } })).to.deep.include({
      to: { endpoint: 'PJSIP/A1' },
    });
    const trial = { routingPoint: 'pbx/main', dnis: '1', endpoint: 'pjsip/carrier' };
    expect(trialCall.parse(trial).endpoint).to.equal('PJSIP/carrier');
  });

  it('gives a phone one owner, however it is spelt', () => {
    const given = copy();
    given.tenants.globex.owns.pbx.endpoints = ['pjsip/a1'];
    const at = '/tenants/globex/owns/pbx/endpoints/0';
    expect(checkMapping(mapping.parse(given))).to.deep.equal([{ path: at, message: 'belongs to tenant acme as well' }]);
  });

  it('is the one that is dialled', () => {
    const { pbxs, tenants } = mapping.parse(copy());
    const holdings = { pbx: pbxs.pbx as NonNullable<typeof pbxs.pbx>, owns: tenants.acme?.owns.pbx };
    const { to } = treatment.parse({ do: 'connect', to: { endpoint: 'pjsip/a1' } }) as { to: { endpoint: string } };
    expect(lineTo(to, holdings)).to.deep.equal({ dial: 'PJSIP/a1', endpoint: 'PJSIP/a1' });
  });

  for (const dial of ['PJSIP/{digits}@carrier&PJSIP/b1', 'PJSIP/b1&PJSIP/{e164}'])
    it(`is named once in what a trunk dials, not as in ${dial}`, () => {
      const given = copy();
      given.pbxs.pbx.trunks.carrier.dial = dial;
      expect(mapping.safeParse(given).success).to.equal(false);
    });
});
