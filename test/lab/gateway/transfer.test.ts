/** A phone that transfers asks; the gateway carries it out, guarded like every command, and tells the phone how it went (design §5.2.5). */
import { expect } from 'chai';
import type { Call } from '../../../src/core/call';
import type { Caller, Phone } from '../support/people';
import { story } from '../support/story';

describe('a phone that transfers, on a real Asterisk', () => {
  const on = story();
  let anna: Caller;
  let desk: Phone;
  let call: Call;

  beforeEach(async () => {
    desk = await on.lab.phone('a6001', { ringMs: 0 });
    anna = await on.lab.caller('1000', { from: '493023125777' });
    const offer = await on.acme.offer();
    await on.acme.route(offer, [{ do: 'connect', to: { endpoint: 'PJSIP/a6001' } }]);
    call = await on.acme.sees('call.connected', offer.id);
    await Promise.all([anna.hears(desk), desk.hears(anna)]);
  });

  /** The two talk as before. */
  async function asBefore(): Promise<void> {
    await Promise.all([anna.hears(desk), desk.hears(anna)]);
    await anna.hangUp();
    expect(await on.acme.sees('call.cleared', call.id)).to.include({ cause: 'normal', by: 'remote' });
    await on.lab.witness.nothingLeft();
  }

  it('to a phone of the tenant: the other takes its place', async () => {
    const other = await on.lab.phone('a6002', { ringMs: 100 });
    await desk.transfer('a6002');
    expect(await desk.transferred()).to.equal(200);
    await on.acme.sees('call.transferred', call.id);
    await Promise.all([anna.hears(other), other.hears(anna)]);
    await desk.left();
    await anna.hangUp();
    const end = await on.acme.sees('call.cleared', call.id);
    expect(end.parties.map(({ endpoint }) => endpoint)).to.deep.equal(['PJSIP/trunk', 'PJSIP/a6001', 'PJSIP/a6002']);
    await on.lab.witness.nothingLeft();
  });

  it('to a phone of another tenant: refused, and nothing rings', async () => {
    const foreign = await on.lab.phone('a6010', { ringMs: 0 });
    await desk.transfer('a6010');
    expect(await desk.transferred()).to.be.within(400, 699);
    const failed = await on.acme.sees('call.transfer_failed', call.id);
    expect(failed.failure).to.include({ reason: 'destination.not_owned', destination: 'a6010' });
    expect(foreign.sipp.story()).to.not.include('INVITE');
    await asBefore();
    expect(on.globex.sequences).to.deep.equal([]);
  });

  it('to an extension of the dialplan that is no phone of the tenant: refused, and nobody is dialled', async () => {
    for (const to of ['9000', '2000']) {
      await desk.transfer(to);
      expect(await desk.transferred()).to.be.within(400, 699);
    }
    await on.acme.sees('call.transfer_failed', call.id, 1);
    expect(on.globex.sequences).to.deep.equal([]);
    await asBefore();
  });

  it('to a phone that is busy: told, and the two talk on', async () => {
    await on.lab.phone('a6002', { refuse: '486 Busy Here' });
    await desk.transfer('a6002');
    expect(await desk.transferred()).to.be.within(400, 699);
    expect((await on.acme.sees('call.transfer_failed', call.id)).failure?.reason).to.equal('busy');
    await asBefore();
  });

  it('to a number outside, by the trunk of the tenant', async () => {
    const outside = await on.lab.outside('493023125600', { ringMs: 0 });
    await desk.transfer('03023125600');
    await on.acme.sees('call.transferred', call.id);
    await Promise.all([anna.hears(outside), outside.hears(anna)]);
    await outside.hangUp();
    await anna.gone();
    await on.acme.sees('call.cleared', call.id);
  });

  it('while the other rings the customer may leave: nothing is left behind', async () => {
    const other = await on.lab.phone('a6002');
    await desk.transfer('a6002');
    await other.rings();
    await anna.hangUp();
    await other.left();
    await desk.left();
    await on.acme.sees('call.cleared', call.id);
    await on.lab.witness.nothingLeft();
  });

  describe('between two calls, the second one by the dialplan', () => {
    let bert: Phone;
    let second: Caller;

    beforeEach(async () => {
      bert = await on.lab.phone('a6002', { ringMs: 0 });
      await desk.hold();
      second = await on.lab.caller('976002', { phone: 'a6001', from: 'a6001' });
      await Promise.all([second.hears(bert), bert.hears(second)]);
    });

    it('joins the two other ends, whom the gateway has from then on', async () => {
      await desk.transferTo(second, '976002');
      expect(await desk.transferred()).to.equal(200);
      await desk.left();
      await second.sees(/^BYE/);
      await Promise.all([anna.hears(bert), bert.hears(anna)]);
      const now = await on.acme.sees('call.transferred', call.id);
      expect(now.parties.at(-1)).to.include({ endpoint: 'PJSIP/a6002', state: 'up' });
      const held = await on.acme.command('call.hold', { call: call.id });
      expect(held.status, JSON.stringify(held)).to.equal(200);
      await anna.hearsMusic();
      await on.acme.command('call.retrieve', { call: call.id });
      await Promise.all([anna.hears(bert), bert.hears(anna)]);
      await bert.hangUp();
      await anna.gone();
      await on.acme.sees('call.cleared', call.id);
      await on.lab.witness.nothingLeft();
    });

    it('leaves both calls as they are where the dialplan brings nobody', async () => {
      on.lab.asterisk.console('dialplan remove context sb-main-taken');
      await desk.transferTo(second, '976002');
      expect(await desk.transferred()).to.equal(503);
      await on.acme.sees('call.transfer_failed', call.id);
      on.lab.asterisk.console('dialplan reload');
      await Promise.all([second.hears(bert), bert.hears(second)]);
      await second.hangUp();
      await desk.retrieve();
      await Promise.all([anna.hears(desk), desk.hears(anna)]);
      await anna.hangUp();
    });
  });
});
