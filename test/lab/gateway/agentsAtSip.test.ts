/** An agent at a SIP address outside, reached by a real Asterisk over the trunk of the tenant. */
import { expect } from 'chai';
import { twoTenantsOn } from '../support/labMapping';
import { story } from '../support/story';

describe('an agent at a SIP address, on a real Asterisk', () => {
  let host: string;
  const on = story({
    gateway: async (lab) => {
      host = lab.outsideHost;
      return { mapping: (url, user) => atSip(twoTenantsOn(url, user), host) };
    },
  });

  it('is rung there, talks to who waits, and is busy until it hangs up', async () => {
    const bob = await on.lab.outside('bob', { ringMs: 300 });
    const signedIn = await on.acme.command('agent.sign_in', { agent: 'anna', workstation: 'afar', state: 'ready' });
    expect(signedIn.status, JSON.stringify(signedIn)).to.equal(200);
    const caller = await on.lab.caller('1300');
    await Promise.all([caller.hears(bob), bob.hears(caller)]);
    const connected = await on.acme.sees('call.connected');
    expect(connected.parties[1]).to.include({ agent: 'anna', sip: `sip:bob@${host}` });
    const invite = await bob.sees(/^INVITE/);
    expect(invite.startLine).to.match(new RegExp(`^INVITE sip:bob@${host.replace(/\./g, '\\.')}[ ;]`));
    const agent = await on.gateway.get('acme', 'agents/anna', 'acme');
    expect(await agent.json())
      .to.deep.include({ state: 'ready' })
      .and.to.have.nested.property('voice.state', 'busy');
    await bob.hangUp();
    await on.acme.sees('call.cleared');
    expect(await on.gateway.ask('POST', 'acme/agents/anna/sign_off', {})).to.include({ status: 200 });
  });
});

/** The desk of an agent of Acme whose phone is outside. */
function atSip(mapping: ReturnType<typeof twoTenantsOn>, host: string): object {
  Object.assign(mapping.pbxs.lab.trunks.carrier, { sip: { dial: 'PJSIP/trunk/{address}', hosts: [host] } });
  const { workstations, ...acme } = mapping.tenants.acme;
  const afar = { phone: { sip: `sip:bob@${host}` } };
  return { ...mapping, tenants: { ...mapping.tenants, acme: { ...acme, workstations: { ...workstations, afar } } } };
}
