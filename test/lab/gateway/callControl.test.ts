/** What a tenant's program does with a call that talks, and what it hears of what phones do by themselves (design §5.2, §8). */
import { expect } from 'chai';
import type { Call } from '../../../src/core/call';
import type { Caller, Phone } from '../support/people';
import { story } from '../support/story';

describe('call control on a real Asterisk', () => {
  const on = story();
  let anna: Caller;
  let desk: Phone;
  let call: Call;

  const party = (role: string) => call.parties.find((one) => one.role === role)?.id;
  const command = async (type: string, data: object = {}) => {
    const reply = await on.acme.command(type, { call: call.id, ...data });
    expect(reply, type).to.deep.equal({ status: 200, data: { call: call.id } });
  };
  const cleared = () => on.acme.sees('call.cleared', call.id);

  beforeEach(async () => {
    desk = await on.lab.phone('a6001', { ringMs: 0 });
    anna = await on.lab.caller('1000');
    const offer = await on.acme.offer();
    await on.acme.route(offer, [{ do: 'connect', to: { endpoint: 'PJSIP/a6001' } }]);
    call = await on.acme.sees('call.connected', offer.id);
    await Promise.all([anna.hears(desk), desk.hears(anna)]);
  });

  it('holds the customer with music and brings the customer back', async () => {
    await command('call.hold');
    expect((await on.acme.sees('call.held', call.id)).party).to.equal(party('customer'));
    await anna.hearsMusic();
    await Promise.all([anna.hearsNothingOf(desk), desk.hearsNothingOf(anna)]);
    await command('call.retrieve');
    await on.acme.sees('call.retrieved', call.id);
    await Promise.all([anna.hears(desk), desk.hears(anna)]);
    await anna.hangUp();
    expect(await cleared()).to.include({ cause: 'normal' });
  });

  it('mutes whom it is told to, and lets them be heard again', async () => {
    await command('call.mute', { party: party('agent') });
    await on.acme.sees('call.muted', call.id);
    await anna.hearsNothingOf(desk);
    await desk.hears(anna);
    await command('call.mute', { party: party('agent'), on: false });
    await Promise.all([anna.hears(desk), desk.hears(anna)]);
    await anna.hangUp();
    await cleared();
  });

  it('follows a phone that puts the customer on hold', async () => {
    await desk.hold();
    const held = await on.acme.sees('call.held', call.id);
    expect(held.party).to.equal(party('agent'));
    expect(held.parties.find(({ role }) => role === 'agent')).to.include({ state: 'held', heldBy: 'phone' });
    await anna.hearsMusic();
    await anna.hearsNothingOf(desk);
    await desk.retrieve();
    expect((await on.acme.sees('call.retrieved', call.id)).party).to.equal(party('agent'));
    await Promise.all([anna.hears(desk), desk.hears(anna)]);
    await desk.hangUp();
    await cleared();
  });

  it('ends when a phone that holds the customer hangs up', async () => {
    await desk.hold();
    await on.acme.sees('call.held', call.id);
    await desk.hangUp();
    await anna.gone();
    expect(await cleared()).to.include({ cause: 'normal', by: 'remote' });
  });

  it('plays to one alone, and to both of them', async () => {
    const quiet = (on: boolean) => {
      for (const { rtp } of [anna, desk]) rtp.quiet = on;
    };
    const media = [{ play: 'prompt', name: 'please-try-again' }];
    quiet(true);
    const before = anna.rtp.sounds;
    await command('call.play', { party: party('agent'), media });
    await desk.hearsMusic();
    expect(anna.rtp.sounds).to.equal(before);
    await command('call.play', { media });
    await Promise.all([anna.hearsMusic(), desk.hearsMusic()]);
    quiet(false);
    await Promise.all([anna.hears(desk), desk.hears(anna)]);
    await anna.hangUp();
    await cleared();
  });

  it('ends for everybody by command', async () => {
    await command('call.clear');
    await Promise.all([anna.gone(), desk.left()]);
    expect(await cleared()).to.include({ cause: 'normal', by: 'local' });
    await on.lab.witness.nothingLeft();
  });

  it('refuses with the reason what cannot be', async () => {
    const refused = async (type: string, data: object = {}) =>
      (await on.acme.command(type, { call: call.id, ...data })).code;
    expect(await refused('call.retrieve')).to.equal('call.wrong_state');
    expect(await refused('call.hold', { party: `pa_${'0'.repeat(32)}` })).to.equal('call.no_such_party');
    expect(await refused('call.route', { treatments: [{ do: 'reject' }] })).to.equal('call.wrong_state');
    expect(await refused('call.dance')).to.equal('request.unknown_command');
    expect(await refused('call.hold', { loudly: true })).to.equal('request.invalid');
    await anna.hangUp();
    await cleared();
    expect(await refused('call.hold')).to.equal('call.ended');
  });
});
