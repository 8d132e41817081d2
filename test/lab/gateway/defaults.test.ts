/** Whatever a tenant's program does or does not do, the caller is served: by the default list, and the feed says why (design §5.2.3). */
import { expect } from 'chai';
import type { Call } from '../../../src/core/call';
import type { Caller, Phone } from '../support/people';
import type { Program } from '../support/program';
import { story } from '../support/story';

const byDefault = (id: string) => (call: Call) =>
  call.id === id && call.plan?.by === 'default' && call.plan.step === -1;
const connect = [{ do: 'connect', to: { endpoint: 'PJSIP/a6001' } }];

describe('a caller whose program does not decide, on a real Asterisk', () => {
  const on = story();
  let program: Program;
  let reserve: Phone;
  let anna: Caller;
  let offer: Call;

  beforeEach(async () => {
    program = await on.gateway.attached('acme', 'hasty');
    reserve = await on.lab.phone('a6009', { ringMs: 0 });
    anna = await on.lab.caller('1100');
    offer = await program.offer();
  });

  /** The caller hears the announcement and talks to the phone of the default list; the feed says why. */
  async function servedBecause(reason: string, feed = program): Promise<void> {
    expect((await feed.sees('call.routed', byDefault(offer.id))).plan?.reason).to.equal(reason);
    await anna.answered();
    const treated = await feed.sees('call.treated', offer.id);
    expect(treated.step?.do).to.equal('announce');
    await Promise.all([anna.hears(reserve), reserve.hears(anna)]);
    await anna.hangUp();
    expect(await feed.sees('call.cleared', offer.id)).to.include({ cause: 'normal', by: 'remote' });
    expect(feed.calls('call.route_failed').length).to.equal(reason === 'invalid_answer' ? 1 : 0);
  }

  it('is served when the program says nothing', async () => {
    await servedBecause('reply_late');
    const end = program.calls('call.cleared')[0];
    const took = Date.parse(String(end?.answeredAt)) - Date.parse(String(offer.startedAt));
    expect(took).to.be.within(1000, 1900);
  });

  it('is served when the program answers too late, and the program is told', async () => {
    await program.sees('call.treated', offer.id);
    expect(await program.route(offer, connect)).to.include({ status: 409, code: 'call.reply_late' });
    await servedBecause('reply_late');
  });

  it('is served when the program is cut off, and whoever comes back in time is offered the call again', async () => {
    await program.cut();
    const detached = (_: Call, event: { subject: string }) => event.subject === 'application/hasty';
    await on.acme.sees('application.detached', detached);
    await servedBecause('not_attached', on.acme);
    const berta = await on.lab.caller('1100');
    const desk = await on.lab.phone('a6001', { ringMs: 0 });
    const pending = await on.acme.sees('call.offered', (call) => call.offer !== undefined && call.id !== offer.id);
    const back = await on.gateway.attached('acme', 'hasty');
    const again = await back.offer();
    expect([again.id, again.offer]).to.deep.equal([pending.id, pending.offer]);
    await back.route(again, connect);
    await berta.hears(desk);
    await berta.hangUp();
  });

  it('is served at once when the answer cannot be understood, and the program is told where it is wrong', async () => {
    const reply = await program.route(offer, [{ do: 'connect', to: { endpoint: 'PJSIP/a6001' } }, { do: 'dance' }]);
    expect(reply).to.include({ status: 400, code: 'request.invalid' });
    await servedBecause('invalid_answer');
    const failed = program.calls('call.route_failed', offer.id)[0];
    expect(failed?.failure).to.include({ reason: 'invalid_answer' });
    expect(failed?.failure?.detail).to.include('/treatments/1');
  });

  it('is served when the program sends what is no frame at all: its socket is closed, another may attach', async () => {
    program.send('Hello, please connect the call to a6001');
    expect(await program.ended()).to.include({ code: 4400 });
    await servedBecause('not_attached', on.acme);
  });

  it('goes where the first answer says when the program answers twice', async () => {
    const desk = await on.lab.phone('a6001', { ringMs: 0 });
    const replies = await Promise.all([program.route(offer, connect), program.route(offer, [{ do: 'reject' }])]);
    expect(replies[0]).to.include({ status: 200 });
    expect(replies[1]).to.include({ status: 409, code: 'call.already_routed' });
    await Promise.all([anna.hears(desk), desk.hears(anna)]);
    await anna.hangUp();
    await program.sees('call.cleared', offer.id);
    expect(program.calls('call.routed', byDefault(offer.id))).to.deep.equal([]);
  });

  it('is not treated twice when a command is sent twice', async () => {
    const desk = await on.lab.phone('a6001', { ringMs: 0 });
    const command = () => program.command('call.route', { call: offer.id, treatments: connect }, 'the-same-id');
    const first = await command();
    await anna.hears(desk);
    expect(await command()).to.deep.equal(first);
    await anna.hangUp();
    await program.sees('call.cleared', offer.id);
    expect(program.calls('call.routed', (call) => call.plan?.step === -1)).to.have.length(1);
  });

  it('is served when the phones that the program chose are switched off or do not exist', async () => {
    await program.route(offer, [{ do: 'connect', to: { endpoint: 'PJSIP/a6008' }, ringSeconds: 1 }]);
    const again = await program.offer();
    expect(again.offer?.cause).to.be.oneOf(['noAnswer', 'unreachable']);
    await program.route(again, [{ do: 'connect', to: { endpoint: 'PJSIP/a600' } }]);
    const third = await program.offer();
    expect(third.offer?.cause).to.equal('unreachable');
    await anna.hears(reserve);
    const reasons = program.calls('call.routed', byDefault(offer.id)).map((call) => call.plan?.reason);
    expect(reasons).to.deep.equal(['reply_late']);
    await anna.hangUp();
  });
});
