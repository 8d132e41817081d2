/** What a tenant names is its own or nothing: phones, venues, trunks, numbers, calls and feeds of another are out of reach (design §4, §11). */
import { expect } from 'chai';
import type { Tenant } from '../support/gateway';
import type { Phone } from '../support/people';
import { story } from '../support/story';

const silent = (phone: Phone) => expect(phone.sipp.story()).to.not.include('INVITE');

describe('two tenants on one real Asterisk', () => {
  const on = story();

  /** A call of Acme that its program wants to send there: refused with the reason, then the default list. */
  async function refused(step: object, reason = 'destination.not_owned'): Promise<void> {
    const reserve = await on.lab.phone('a6009', { ringMs: 0 });
    const anna = await on.lab.caller('1000');
    const offer = await on.acme.offer();
    expect(await on.acme.route(offer, [step])).to.include({ status: 200 });
    const failed = await on.acme.sees('call.route_failed', offer.id);
    expect(failed.failure?.reason).to.equal(reason);
    const routed = await on.acme.sees('call.routed', (call) => call.id === offer.id && call.plan?.by === 'default');
    expect(routed.plan?.reason).to.equal('refused');
    await anna.answered();
    await Promise.all([anna.hears(reserve), reserve.hears(anna)]);
    await anna.hangUp();
    await on.acme.sees('call.cleared', offer.id);
  }

  it('keeps a phone of the other from ringing', async () => {
    const foreign = await on.lab.phone('a6010', { ringMs: 0 });
    await refused({ do: 'connect', to: { endpoint: 'PJSIP/a6010' } });
    silent(foreign);
    expect(on.globex.sequences).to.deep.equal([]);
  });

  it('keeps a call from a venue of the other', async () => {
    await refused({ do: 'venue', venue: 'only' });
    expect(on.globex.sequences).to.deep.equal([]);
  });

  it('keeps a number from being dialled by a trunk of the other, or with its caller number', async () => {
    const outside = await on.lab.outside('493023125600', { ringMs: 0 });
    await refused({ do: 'connect', to: { number: '+493023125600', trunk: 'other' } });
    await on.lab.reset();
    const again = await on.lab.outside('493023125600', { ringMs: 0 });
    await refused({ do: 'connect', to: { number: '+493023125600' }, from: '+493023125200' });
    silent(outside);
    silent(again);
    expect(on.globex.sequences).to.deep.equal([]);
  });

  it('understands no endpoint that would dial two, or around the owner', async () => {
    const foreign = await on.lab.phone('a6010', { ringMs: 0 });
    for (const endpoint of ['PJSIP/a6001&PJSIP/a6010', 'PJSIP/a6001/sip:a6010@127.0.0.3', 'Local/2000@from-trunk']) {
      const anna = await on.lab.caller('1000');
      const offer = await on.acme.offer();
      const reply = await on.acme.route(offer, [{ do: 'connect', to: { endpoint }, ringSeconds: 1 }]);
      if (endpoint.startsWith('PJSIP')) expect(reply).to.include({ status: 400, code: 'request.invalid' });
      const routed = await on.acme.sees('call.routed', (call) => call.id === offer.id && call.plan?.by === 'default');
      expect(routed.plan?.reason).to.be.oneOf(['invalid_answer', 'refused']);
      await anna.answered();
      await anna.hangUp();
      await on.acme.sees('call.cleared', offer.id);
    }
    silent(foreign);
    expect(on.globex.sequences).to.deep.equal([]);
  });

  it('finds no call of the other, by whatever command', async () => {
    const berta = await on.lab.caller('2000');
    const theirs = await on.globex.offer();
    for (const [type, data] of [
      ['call.route', { treatments: [{ do: 'reject' }] }],
      ['call.clear', {}],
      ['call.answer', {}],
      ['call.hold', {}],
      ['call.play', { media: [{ play: 'prompt', name: 'beep' }] }],
      ['call.set_attributes', { attributes: { seen: 'yes' } }],
    ] as const)
      expect(await on.acme.command(type, { call: theirs.id, ...data })).to.include({
        status: 404,
        code: 'resource.not_found',
      });
    await berta.hearsRinging();
    await berta.cancel();
    await on.globex.sees('call.cleared', theirs.id);
    expect(on.globex.typesOf(theirs.id)).to.deep.equal(['call.offered', 'call.cleared']);
    expect(on.acme.calls('call.offered')).to.deep.equal([]);
  });

  it('opens neither feed nor resource of the other to a key', async () => {
    const berta = await on.lab.caller('2000');
    const theirs = await on.globex.offer();
    const status = async (tenant: string, owner: Tenant) =>
      (await on.gateway.get(tenant, `calls/${theirs.id}`, owner)).status;
    expect(await status('globex', 'globex')).to.equal(200);
    expect(await status('globex', 'acme')).to.equal(403);
    expect(await status('nobody', 'acme')).to.equal(403);
    expect(await status('acme', 'acme')).to.equal(404);
    const feed = await on.gateway.program('globex', {}, 'acme').catch((error: Error) => error.message);
    expect(feed).to.include('Unexpected server response: 403');
    await berta.hearsRinging();
    await berta.cancel();
  });
});
