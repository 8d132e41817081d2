/** What callers hear and press before they talk to anybody: announcements, music, digits; and headers in and out (design §5.1). */
import { expect } from 'chai';
import type { Call } from '../../../src/core/call';
import type { Caller } from '../support/people';
import { story } from '../support/story';

const prompt = [{ play: 'prompt', name: 'please-try-again' }];
const hold = { do: 'hold', maxSeconds: 60 };

describe('treatments on a real Asterisk', () => {
  const on = story();

  async function calls(treatments: readonly object[], headers = {}): Promise<{ anna: Caller; call: Call }> {
    const anna = await on.lab.caller('1000', { headers });
    const call = await on.acme.offer();
    await on.acme.route(call, treatments);
    return { anna, call };
  }

  it('announce is heard, and the list goes on when it is over', async () => {
    const { anna, call } = await calls([{ do: 'announce', media: prompt }, hold]);
    await anna.hearsMusic();
    expect((await on.acme.sees('call.treated', call.id)).step?.do).to.equal('announce');
    expect((await on.acme.sees('call.treated', call.id, 1)).step?.do).to.equal('hold');
    await anna.hearsMusic();
    await anna.hangUp();
    await on.acme.sees('call.cleared', call.id);
  });

  it('connecting interrupts an announcement at once', async () => {
    const desk = await on.lab.phone('a6001', { ringMs: 0 });
    const { anna, call } = await calls([{ do: 'announce', media: [...prompt, ...prompt, ...prompt, ...prompt] }]);
    await anna.hearsMusic();
    await on.acme.route(call, [{ do: 'connect', to: { endpoint: 'PJSIP/a6001' } }]);
    await Promise.all([anna.hears(desk), desk.hears(anna)]);
    const before = desk.rtp.sounds;
    await desk.hears(anna);
    expect(desk.rtp.sounds).to.equal(before);
    await anna.hangUp();
    await on.acme.sees('call.cleared', call.id);
  });

  it('a prompt that does not exist fails, and the list goes on', async () => {
    const { anna, call } = await calls([{ do: 'announce', media: [{ play: 'prompt', name: 'no-such-sound' }] }, hold]);
    await anna.hearsMusic();
    const failed = await on.acme.sees('call.progressed', (event) => event.failure?.reason === 'media_failed');
    expect(failed.id).to.equal(call.id);
    await anna.hangUp();
    await on.acme.sees('call.cleared', call.id);
  });

  it('hold ends after its time, and the program is asked again', async () => {
    const { anna, call } = await calls([{ do: 'hold', maxSeconds: 1 }]);
    await anna.hearsMusic();
    expect((await on.acme.offer()).offer).to.include({ number: 2, cause: 'completed' });
    await anna.hearsMusic();
    await on.acme.route(call, [{ do: 'reject' }]);
    await anna.gone();
    expect(await on.acme.sees('call.cleared', call.id)).to.include({ cause: 'normal', by: 'local' });
  });

  it('collect takes digits also into the prompt, and tells each and all', async () => {
    const { anna, call } = await calls([{ do: 'collect', media: prompt, maxDigits: 8, finishOn: '#', as: 'pin' }]);
    await anna.hearsMusic();
    await anna.dtmf('40711#');
    const told = await on.acme.sees('call.digits_collected', call.id);
    expect(told.digits).to.deep.equal({ digits: '40711', complete: true, as: 'pin' });
    const again = await on.acme.offer();
    expect(again.offer?.cause).to.equal('completed');
    expect(again.attributes).to.deep.equal({ pin: '40711' });
    const pressed = on.acme.events.filter(({ type }) => type === 'call.digit_pressed');
    expect(pressed.map(({ data }) => (data as { digit: string }).digit).join('')).to.equal('40711#');
    await anna.hangUp();
    await on.acme.sees('call.cleared', call.id);
  });

  it('collect that gets too little asks again, then says so', async () => {
    const collect = { do: 'collect', minDigits: 4, maxDigits: 4, firstDigitSeconds: 1, betweenDigitsSeconds: 0.5 };
    const { anna, call } = await calls([collect]);
    await on.acme.sees('call.treated', call.id);
    await anna.dtmf('12');
    const told = await on.acme.sees('call.digits_collected', call.id);
    expect(told.digits).to.include({ complete: false });
    await anna.hangUp();
    await on.acme.sees('call.cleared', call.id);
  });

  it('headers of the caller become attributes, and attributes headers for the phone', async () => {
    const desk = await on.lab.phone('a6001');
    const anna = await on.lab.caller('1000', { headers: { 'X-Case': '4711', 'X-Other': 'unread' } });
    const call = await on.acme.offer();
    expect(call.attributes).to.deep.equal({ case: '4711' });
    const attributes = { note: 'two\r\nX-Evil: lines', person: { vip: true } };
    await on.acme.command('call.set_attributes', { call: call.id, attributes });
    const headers = { case: 'X-Case', note: 'X-Note', person: 'X-Person', missing: 'X-Missing' };
    await on.acme.route(call, [{ do: 'connect', to: { endpoint: 'PJSIP/a6001' }, headers }]);
    const invite = await desk.rings();
    expect(invite.header('X-Case')).to.equal('4711');
    expect(invite.header('X-Note')).to.equal('two  X-Evil: lines');
    expect(invite.header('X-Person')).to.equal('{"vip":true}');
    expect([invite.header('X-Evil'), invite.header('X-Missing'), invite.header('X-Other')]).to.deep.equal(['', '', '']);
    await anna.hearsRinging();
    await anna.cancel();
    await on.acme.sees('call.cleared', call.id);
  });

  it('a venue of the same tenant takes the call over, once', async () => {
    const { anna, call } = await calls([{ do: 'venue', venue: 'spare' }]);
    const offer = await on.acme.offer();
    expect([offer.id, offer.venue, offer.offer?.cause]).to.deep.equal([call.id, 'spare', 'redirected']);
    await on.acme.route(offer, [{ do: 'venue', venue: 'hotline' }]);
    expect((await on.acme.sees('call.route_failed', call.id)).failure?.reason).to.equal('call.loop');
    expect(await anna.refused()).to.equal(503);
    await on.acme.sees('call.cleared', call.id);
  });
});
