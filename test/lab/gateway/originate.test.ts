/** Calls that a tenant's program begins: to its phones, and by its trunk to numbers outside (design §5.2). */
import { expect } from 'chai';
import { story } from '../support/story';

const hold = { do: 'hold', maxSeconds: 60 };

describe('a call begun by a program, on a real Asterisk', () => {
  const on = story();
  const originate = async (to: object, treatments: readonly object[], more: object = {}) => {
    const reply = await on.acme.command('call.originate', { to, venue: 'hotline', treatments, ...more });
    expect(reply.status, JSON.stringify(reply)).to.equal(201);
    return (reply.data as { call: string }).call;
  };
  const phone = (name: string) => ({ endpoint: `PJSIP/${name}` });

  it('rings a phone, then a number outside with a number of the tenant, and both talk', async () => {
    const desk = await on.lab.phone('a6001', { ringMs: 50 });
    const outside = await on.lab.outside('493023125600', { ringMs: 50 });
    const from = '+493023125100';
    const attributes = { case: '4711' };
    const connect = { do: 'connect', to: { number: '030 23125600' }, from, headers: { case: 'X-Case' } };
    const id = await originate(phone('a6001'), [connect], { attributes });
    await desk.answered();
    const invite = await outside.rings();
    expect(invite.text).to.match(/^(From|P-Asserted-Identity): .*493023125100/im);
    expect(invite.header('X-Case')).to.equal('4711');
    await Promise.all([desk.hears(outside), outside.hears(desk)]);
    const connected = await on.acme.sees('call.connected', id);
    expect(connected).to.include({ direction: 'out', state: 'connected', venue: 'hotline' });
    await outside.hangUp();
    await desk.left();
    expect(await on.acme.sees('call.cleared', id)).to.include({ cause: 'normal', by: 'remote' });
    await on.lab.witness.nothingLeft();
    expect(on.globex.sequences).to.deep.equal([]);
  });

  it('asks the program when the treatments have run out', async () => {
    const desk = await on.lab.phone('a6001', { ringMs: 0 });
    const id = await originate(phone('a6001'), [{ do: 'hold', maxSeconds: 1 }]);
    await desk.hearsMusic();
    const offer = await on.acme.offer();
    expect([offer.id, offer.offer?.cause]).to.deep.equal([id, 'completed']);
    await on.acme.route(offer, [hold]);
    await desk.hearsMusic();
    await desk.hangUp();
    await on.acme.sees('call.cleared', id);
  });

  it('ends with the cause when nobody answers, is busy, or cannot be reached', async () => {
    await on.lab.phone('a6001', { refuse: '486 Busy Here' });
    const silent = await on.lab.phone('a6002');
    const busy = await originate(phone('a6001'), [hold]);
    const unanswered = await originate(phone('a6002'), [hold], { ringSeconds: 1 });
    const nobody = await originate({ number: '+4930231256999' }, [hold], { from: '+493023125100' });
    expect((await on.acme.sees('call.cleared', busy)).cause).to.equal('busy');
    await silent.left();
    expect((await on.acme.sees('call.cleared', unanswered)).cause).to.equal('noAnswer');
    const end = await on.acme.sees('call.cleared', nobody);
    expect([end.cause, end.parties[0]?.sipCode]).to.deep.equal(['invalidNumber', 404]);
  });

  it('is hung up before it is answered when the program says so', async () => {
    const desk = await on.lab.phone('a6001');
    const id = await originate(phone('a6001'), [hold]);
    await desk.rings();
    expect(await on.acme.command('call.clear', { call: id })).to.include({ status: 200 });
    await desk.left();
    expect(await on.acme.sees('call.cleared', id)).to.include({ by: 'local' });
  });

  it('is refused to what is not its own, and without a caller number of its own', async () => {
    const code = async (to: object, more: object = {}) =>
      (await on.acme.command('call.originate', { to, venue: 'hotline', treatments: [hold], ...more })).code;
    expect(await code(phone('a6010'))).to.equal('destination.not_owned');
    expect(await code(phone('a6001'), { venue: 'only' })).to.equal('destination.not_owned');
    expect(await code({ number: '+493023125600' })).to.equal('destination.not_owned');
    expect(await code({ number: '+493023125600' }, { from: '+493023125200' })).to.equal('destination.not_owned');
    expect(await code({ number: '+493023125600', trunk: 'other' }, { from: '+493023125100' })).to.equal(
      'destination.not_owned',
    );
    expect(await code({ number: '112' }, { from: '+493023125100' })).to.equal('destination.refused');
    await on.lab.witness.nothingLeft();
  });

  it('is begun once when the command is sent twice', async () => {
    const desk = await on.lab.phone('a6001', { ringMs: 0 });
    const data = { to: phone('a6001'), venue: 'hotline', treatments: [hold] };
    const replies = await Promise.all([1, 2].map(() => on.acme.command('call.originate', data, 'one-call-only')));
    expect(replies[0]).to.deep.equal(replies[1]);
    await desk.hearsMusic();
    expect(on.acme.calls('call.originated')).to.have.length(1);
    await desk.hangUp();
    await on.acme.sees('call.cleared');
  });
});
