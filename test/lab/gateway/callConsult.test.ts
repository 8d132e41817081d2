/** A customer is transferred, a third is asked, all talk: by command, with audio, and with a gateway that dies meanwhile (design §5.2). */
import { expect } from 'chai';
import type { Call } from '../../../src/core/call';
import type { Caller, Phone } from '../support/people';
import { story } from '../support/story';

describe('people on a call on a real Asterisk', () => {
  const on = story();
  let anna: Caller;
  let desk: Phone;
  let colleague: Phone;
  let call: Call;

  beforeEach(async () => {
    desk = await on.lab.phone('a6001', { ringMs: 0 });
    anna = await on.lab.caller('1000');
    const offer = await on.acme.offer();
    await on.acme.route(offer, [{ do: 'connect', to: { endpoint: 'PJSIP/a6001' } }]);
    call = await on.acme.sees('call.connected', offer.id);
    await Promise.all([anna.hears(desk), desk.hears(anna)]);
  });

  const command = async (type: string, data: object = {}) => {
    const reply = await on.acme.command(type, { call: call.id, ...data });
    expect(reply, type).to.include({ status: 200 });
  };
  const to = { to: { endpoint: 'PJSIP/a6002' } };
  const together = (...people: (Caller | Phone)[]) =>
    Promise.all(people.flatMap((one) => people.filter((other) => other !== one).map((other) => one.hears(other))));
  const over = async (who: Caller | Phone = anna) => {
    await who.hangUp();
    const end = await on.acme.sees('call.cleared', call.id);
    await on.lab.witness.nothingLeft();
    return end;
  };
  const consult = async () => {
    colleague = await on.lab.phone('a6002', { ringMs: 100 });
    await command('call.consult', to);
    await together(desk, colleague);
    await anna.hearsMusic();
    await Promise.all([anna.hearsNothingOf(desk), anna.hearsNothingOf(colleague), colleague.hearsNothingOf(anna)]);
  };

  it('a blind transfer: music until the other answers, then the two talk', async () => {
    colleague = await on.lab.phone('a6002');
    await command('call.transfer', to);
    await colleague.rings();
    await anna.hearsMusic();
    await anna.hearsNothingOf(desk);
    await colleague.answer();
    await together(anna, colleague);
    await desk.left();
    await on.acme.sees('call.transferred', call.id);
    await over();
  });

  it('a blind transfer to a phone that is busy: back together', async () => {
    await on.lab.phone('a6002', { refuse: '486 Busy Here' });
    await command('call.transfer', to);
    expect((await on.acme.sees('call.transfer_failed', call.id)).failure?.reason).to.equal('busy');
    await together(anna, desk);
    await anna.musicEnds();
    await over();
  });

  it('a consultation that is completed: the third takes over', async () => {
    await consult();
    await command('call.complete_transfer');
    await together(anna, colleague);
    await desk.left();
    await over();
  });

  it('a consultation that is cancelled: the customer is back', async () => {
    await consult();
    await command('call.cancel_consult');
    await colleague.left();
    await together(anna, desk);
    await over();
  });

  it('a consultation that becomes a conference, of which the one who asked leaves', async () => {
    await consult();
    await command('call.conference');
    await together(anna, desk, colleague);
    await desk.hangUp();
    await together(anna, colleague);
    await over(colleague);
    await anna.gone();
  });

  it('a consultation goes on when the gateway dies, and is completed by the one after it', async () => {
    await consult();
    await on.gateway.kill();
    await on.gateway.launch();
    await Promise.all([together(desk, colleague), anna.hearsMusic()]);
    on.acme = await on.gateway.attached('acme', 'hotline');
    await command('call.complete_transfer');
    await together(anna, colleague);
    await desk.left();
    await over();
  });
});
