/** A customer calls a number of a tenant; its program sends the call to a phone, and both can talk (design §5.2). */
import { expect } from 'chai';
import { story } from '../support/story';

const ANI = '493023125777';
const connect = (phone: string, more: object = {}) => [{ do: 'connect', to: { endpoint: `PJSIP/${phone}` }, ...more }];

describe('a call on a real Asterisk', () => {
  const on = story();

  it('is offered with ANI, DNIS, venue and the time to reply, routed, talked over and cleared', async () => {
    const desk = await on.lab.phone('a6001', { ringMs: 200 });
    const anna = await on.lab.caller('1000', { from: ANI, displayName: 'Anna' });
    const offer = await on.acme.offer();
    expect(offer).to.include({ ani: ANI, aniName: 'Anna', dnis: '1000', venue: 'hotline', state: 'offered' });
    expect(offer.customerNumber).to.equal(`+${ANI}`);
    expect(Date.parse(String(offer.offer?.replyBy)) - Date.parse(String(offer.startedAt))).to.equal(5000);
    const reply = await on.acme.route(offer, connect('a6001'));
    expect(reply).to.deep.equal({ status: 200, data: { call: offer.id } });
    await anna.hearsRinging();
    await anna.answered();
    await on.acme.sees('call.connected', offer.id);
    await Promise.all([anna.hears(desk), desk.hears(anna)]);
    await anna.hangUp();
    await desk.left();
    const end = await on.acme.sees('call.cleared', offer.id);
    expect(end).to.include({ state: 'cleared', cause: 'normal', by: 'remote' });
    const { waitMs = 0, talkMs = 0, totalMs = 0 } = end.durations ?? {};
    expect(waitMs).to.be.greaterThan(200);
    expect(talkMs).to.be.greaterThan(200);
    expect(totalMs).to.equal(waitMs + talkMs);
    expect(on.acme.typesOf(offer.id)).to.deep.equal([
      'call.offered',
      'call.routed',
      'call.routed',
      'call.ringing',
      'call.answered',
      'call.answered',
      'call.connected',
      'call.cleared',
    ]);
    await on.lab.witness.nothingLeft();
    expect(on.globex.sequences).to.deep.equal([]);
  });

  it('from a number with line breaks in it is a call as any other', async () => {
    const desk = await on.lab.phone('a6001', { ringMs: 0 });
    const anna = await on.lab.caller('1000', { from: '%0d%0aX' });
    const offer = await on.acme.offer();
    expect(offer.ani).to.equal('X');
    await on.acme.route(offer, connect('a6001'));
    await Promise.all([anna.hears(desk), desk.hears(anna)]);
    await anna.hangUp();
    await on.acme.sees('call.cleared', offer.id);
  });

  it('ends when the agent hangs up', async () => {
    const desk = await on.lab.phone('a6001', { ringMs: 0 });
    const anna = await on.lab.caller('1000');
    const offer = await on.acme.offer();
    await on.acme.route(offer, connect('a6001'));
    await Promise.all([anna.hears(desk), desk.hears(anna)]);
    await desk.hangUp();
    await anna.gone();
    const end = await on.acme.sees('call.cleared', offer.id);
    expect(end).to.include({ cause: 'normal', by: 'remote' });
    expect(end.parties.map(({ role, by }) => `${role} ${by}`)).to.deep.equal(['customer local', 'agent remote']);
    await on.lab.witness.nothingLeft();
  });

  it('stops the ringing of the phone when the customer hangs up', async () => {
    const desk = await on.lab.phone('a6001');
    const anna = await on.lab.caller('1000');
    const offer = await on.acme.offer();
    await on.acme.route(offer, connect('a6001'));
    await desk.rings();
    await on.acme.sees('call.ringing', offer.id);
    await anna.cancel();
    await desk.left();
    expect(await on.acme.sees('call.cleared', offer.id)).to.include({ cause: 'cancelled', by: 'remote' });
    await on.lab.witness.nothingLeft();
  });

  it('is over when the customer hangs up before anybody decided', async () => {
    const anna = await on.lab.caller('1000');
    const offer = await on.acme.offer();
    await anna.hearsRinging();
    await anna.cancel();
    const end = await on.acme.sees('call.cleared', offer.id);
    expect(end).to.include({ cause: 'cancelled', by: 'remote' });
    expect(end.durations?.talkMs).to.equal(0);
    const late = await on.acme.route(offer, connect('a6001'));
    expect(late).to.include({ status: 409, code: 'call.ended' });
  });

  it('is asked about again with the cause when a phone is busy, declines or does not answer', async () => {
    await on.lab.phone('a6001', { refuse: '486 Busy Here' });
    const silent = await on.lab.phone('a6002');
    const desk = await on.lab.phone('a6003', { ringMs: 0 });
    const anna = await on.lab.caller('1000');
    const causes: (string | undefined)[] = [];
    for (const phone of ['a6001', 'a6002', 'a6003']) {
      const offer = await on.acme.offer();
      causes.push(offer.offer?.cause);
      await on.acme.route(offer, connect(phone, { ringSeconds: 1 }));
    }
    expect(causes).to.deep.equal(['arrived', 'busy', 'noAnswer']);
    await silent.left();
    await anna.hears(desk);
    await anna.hangUp();
  });

  it('is rejected with what the program says, unanswered', async () => {
    for (const [cause, code] of [
      ['busy', 486],
      ['congestion', 503],
      ['declined', 403], // how Asterisk tells a caller of cause 21
    ] as const) {
      const anna = await on.lab.caller('1000');
      const offer = await on.acme.offer();
      await on.acme.route(offer, [{ do: 'reject', cause }]);
      expect(await anna.refused()).to.equal(code);
      expect(await on.acme.sees('call.cleared', offer.id)).to.include({ cause, by: 'local' });
    }
  });

  it('is nobody’s when no venue takes it: refused, and no tenant hears of it', async () => {
    const anna = await on.lab.caller('7777');
    expect(await anna.refused()).to.equal(503);
    const berta = await on.lab.caller('2000');
    await on.globex.offer();
    await berta.cancel();
    await on.globex.sees('call.cleared');
    expect(on.globex.calls('call.offered').map(({ dnis }) => dnis)).to.deep.equal(['2000']);
    expect(on.acme.calls('call.offered')).to.deep.equal([]);
  });
});
