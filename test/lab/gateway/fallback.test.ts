/** While no gateway is there the dialplan asks again each second, then serves the caller by itself: a restart loses nobody (design §10). */
import { expect } from 'chai';
import { story } from '../support/story';

describe('a caller who comes while no gateway is there, on a real Asterisk', () => {
  const on = story();

  it('is taken when it is back in time', async () => {
    await on.gateway.kill();
    const anna = await on.lab.caller('1000', { from: '493023125777' });
    await anna.hearsRinging();
    await on.gateway.launch();
    const acme = await on.gateway.attached('acme', 'hotline');
    const desk = await on.lab.phone('a6001', { ringMs: 0 });
    const offer = await acme.offer();
    expect(offer).to.include({ ani: '493023125777', dnis: '1000', venue: 'hotline' });
    await acme.route(offer, [{ do: 'connect', to: { endpoint: 'PJSIP/a6001' } }]);
    await Promise.all([anna.hears(desk), desk.hears(anna)]);
    await anna.hangUp();
    await acme.sees('call.cleared', offer.id);
  });

  it('is left to the dialplan also when the gateway was stopped in good order, and those on the line stay', async () => {
    const desk = await on.lab.phone('a6001', { ringMs: 0 });
    const anna = await on.lab.caller('1000');
    const offer = await on.acme.offer();
    await on.acme.route(offer, [{ do: 'connect', to: { endpoint: 'PJSIP/a6001' } }]);
    await Promise.all([anna.hears(desk), desk.hears(anna)]);
    expect(await on.gateway.terminate()).to.equal(0);
    expect(await on.acme.ended()).to.include({ code: 1001 });
    await Promise.all([anna.hears(desk), desk.hears(anna)]);
    const berta = await on.lab.caller('1000');
    await berta.hearsRinging();
    await on.gateway.launch();
    const acme = await on.gateway.attached('acme', 'hotline');
    const waiting = await acme.offer();
    await acme.route(waiting, [{ do: 'reject', cause: 'busy' }]);
    expect(await berta.refused()).to.equal(486);
    await Promise.all([anna.hears(desk), desk.hears(anna)]);
    await desk.hangUp();
    await anna.gone();
    await acme.sees('call.cleared', offer.id);
  });
});

describe('a caller for whom no gateway comes back, on a real Asterisk', () => {
  const retries = 3;
  const on = story({ lab: { retries } });

  it('is served by the dialplan, and is no call of anybody', async () => {
    await on.gateway.kill();
    const anna = await on.lab.caller('1000');
    await anna.hearsRinging();
    await anna.answered((retries + 5) * 1000);
    await anna.hearsMusic();
    await on.gateway.launch();
    await anna.hearsMusic();
    await anna.hangUp();
    const acme = await on.gateway.program('acme', { after: on.acme.last });
    await acme.until(() => acme.events.some(({ type }) => type === 'stream.position'), 'the end of the past');
    expect(acme.calls('call.offered')).to.deep.equal([]);
  });
});
