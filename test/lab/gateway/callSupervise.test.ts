/** A supervisor listens, whispers and barges in, with audio: who hears whom on a real Asterisk. */
import { expect } from 'chai';
import type { Call } from '../../../src/core/call';
import type { Caller, Phone } from '../support/people';
import { story } from '../support/story';

describe('a supervisor on a call on a real Asterisk', () => {
  const on = story();
  let anna: Caller;
  let desk: Phone;
  let boss: Phone;
  let call: Call;

  beforeEach(async () => {
    desk = await on.lab.phone('a6001', { ringMs: 0 });
    boss = await on.lab.phone('a6003', { ringMs: 0 });
    anna = await on.lab.caller('1000');
    const offer = await on.acme.offer();
    await on.acme.route(offer, [{ do: 'connect', to: { endpoint: 'PJSIP/a6001' } }]);
    call = await on.acme.sees('call.connected', offer.id);
    await Promise.all([anna.hears(desk), desk.hears(anna)]);
  });

  const supervise = async (body: object): Promise<string> => {
    const answer = await on.gateway.ask('POST', `acme/calls/${call.id}/supervise`, body);
    const json = (await answer.json()) as { party: string };
    expect(answer.status, JSON.stringify(json)).to.equal(200);
    return json.party;
  };
  const begin = (mode: string) => supervise({ mode, to: { endpoint: 'PJSIP/a6003' } });
  const bossHearsAll = () => Promise.all([boss.hears(anna), boss.hears(desk)]);
  const unheardBy = (...people: (Caller | Phone)[]) => Promise.all(people.map((one) => one.hearsNothingOf(boss)));
  const twoTalk = () => Promise.all([anna.hears(desk), desk.hears(anna)]);
  /** The customer hangs up, and these are released. */
  const over = async (...others: Phone[]) => {
    await anna.hangUp();
    await on.acme.sees('call.cleared', call.id);
    await Promise.all(others.map((one) => one.left()));
    await on.lab.witness.nothingLeft();
  };

  it('listens, whispers and barges in, one after the other and back', async () => {
    const party = await begin('listen');
    await bossHearsAll();
    await unheardBy(anna, desk);
    await supervise({ mode: 'whisper', party });
    await Promise.all([bossHearsAll(), desk.hears(boss)]);
    await unheardBy(anna);
    await supervise({ mode: 'barge', party });
    await Promise.all([bossHearsAll(), desk.hears(boss), anna.hears(boss)]);
    await supervise({ mode: 'whisper', party });
    await Promise.all([bossHearsAll(), desk.hears(boss)]);
    await unheardBy(anna);
    await supervise({ mode: 'listen', party });
    await bossHearsAll();
    await unheardBy(anna, desk);
    await twoTalk();
    await over(desk, boss);
  });

  it('whispers from the first moment, and leaves the two alone', async () => {
    await begin('whisper');
    await Promise.all([bossHearsAll(), desk.hears(boss)]);
    await unheardBy(anna);
    await boss.hangUp();
    await twoTalk();
    await over(desk);
  });

  it('whispers to the agent who takes over', async () => {
    const colleague = await on.lab.phone('a6002', { ringMs: 0 });
    await begin('whisper');
    await desk.hears(boss);
    const reply = await on.acme.command('call.transfer', { call: call.id, to: { endpoint: 'PJSIP/a6002' } });
    expect(reply.status).to.equal(200);
    await Promise.all([anna.hears(colleague), colleague.hears(anna)]);
    await desk.left();
    await Promise.all([colleague.hears(boss), boss.hears(anna), boss.hears(colleague)]);
    await unheardBy(anna);
    await over(boss, colleague);
  });

  it('goes on whispering when the gateway dies', async () => {
    await begin('whisper');
    await desk.hears(boss);
    await on.gateway.kill();
    await on.gateway.launch();
    on.acme = await on.gateway.attached('acme', 'hotline');
    await on.gateway.get('acme', `calls/${call.id}`, 'acme');
    await Promise.all([twoTalk(), bossHearsAll(), desk.hears(boss)]);
    await unheardBy(anna);
    await over(desk, boss);
  });
});
