/** Supervisors listen, whisper and barge in, and who may not supervise does not learn of it (design §9). */
import { expect } from 'chai';
import type { Listener } from '../support/house';
import { callOf, Talk, to } from '../support/talk';
import { told } from '../support/told';

describe('a supervisor on a call', () => {
  let talk: Talk;
  let boss: Listener;
  beforeEach(async () => {
    talk = await new Talk().begin();
    boss = talk.house.listen('acme', {}, 'supervisor');
  });
  afterEach(() => talk.end());

  const supervise = async (mode: string, more: object = to('a3')): Promise<string> => {
    const reply = await talk.supervisor('call.supervise', { mode, ...more });
    expect(reply, JSON.stringify(reply)).to.include({ status: 200 });
    return ((reply as { data: unknown }).data as { party: string }).party;
  };
  const hear = (person: () => string, whom: string) => talk.until(() => person() === whom);
  const customerHears = (...whom: string[]) => hear(() => talk.whom(talk.customer), whom.join(' '));
  const hears = (name: string, ...whom: string[]) => hear(() => talk.whom(talk.phone(name)), whom.join(' '));
  const all = ['+493023125777', 'PJSIP/a1'];

  it('listens: hears both and is heard by nobody', async () => {
    await supervise('listen');
    await hears('a3', ...all);
    await customerHears('PJSIP/a1');
    await hears('a1', '+493023125777');
    expect(callOf(boss.of('call.supervised')[0])).to.include({ state: 'connected' });
  });

  it('whispers: heard by the agent alone', async () => {
    await supervise('whisper');
    await hears('a3', ...all);
    await hears('a1', '+493023125777', 'PJSIP/a3');
    await customerHears('PJSIP/a1');
  });

  it('barges in: heard by all', async () => {
    await supervise('barge');
    await hears('a3', ...all);
    await customerHears('PJSIP/a1', 'PJSIP/a3');
  });

  it('changes how it is on the call', async () => {
    const party = await supervise('listen');
    await hears('a3', ...all);
    await supervise('barge', { party });
    await customerHears('PJSIP/a1', 'PJSIP/a3');
    await supervise('whisper', { party });
    await hears('a1', '+493023125777', 'PJSIP/a3');
    await customerHears('PJSIP/a1');
    await supervise('listen', { party });
    await hears('a1', '+493023125777');
    await hears('a3', ...all);
    expect(boss.of('call.supervised')).to.have.lengthOf(4);
  });

  it('may choose the mode while its phone rings', async () => {
    const party = await supervise('barge');
    await supervise('listen', { party });
    await hears('a3', ...all);
    await customerHears('PJSIP/a1');
  });

  it('leaves, and the call goes on', async () => {
    await supervise('barge');
    await customerHears('PJSIP/a1', 'PJSIP/a3');
    talk.phone('a3').hangup();
    await customerHears('PJSIP/a1');
    await talk.ends();
  });

  it('is released with the end of the call, and does not keep it alive by listening', async () => {
    await supervise('listen');
    await hears('a3', ...all);
    talk.phone('a1').hangup();
    await talk.seen('call.cleared');
    expect([talk.customer.state, talk.phone('a3').state]).to.deep.equal(['gone', 'gone']);
  });

  it('who talks with the customer goes on talking when the agent leaves', async () => {
    await supervise('barge');
    await customerHears('PJSIP/a1', 'PJSIP/a3');
    talk.phone('a1').hangup();
    await customerHears('PJSIP/a3');
    await talk.ends();
  });

  it('who only listens is nobody to talk to: whom an agent consulted who then left is released', async () => {
    const party = await supervise('barge');
    await customerHears('PJSIP/a1', 'PJSIP/a3');
    talk.customer.hangup();
    await talk.seen('call.party_left');
    await talk.done('call.consult', to('a2'));
    await hears('a2', 'PJSIP/a1', 'PJSIP/a3');
    await supervise('listen', { party });
    talk.phone('a1').hangup();
    await talk.until(() => talk.phone('a2').state === 'gone' && talk.phone('a3').state === 'gone');
  });

  it('whispers to the agent to whom the call is transferred, and to nobody else meanwhile', async () => {
    await supervise('whisper');
    await hears('a1', '+493023125777', 'PJSIP/a3');
    await talk.done('call.consult', to('a2'));
    await hears('a2', 'PJSIP/a1');
    await talk.done('call.complete_transfer');
    await hears('a2', '+493023125777', 'PJSIP/a3');
    await customerHears('PJSIP/a2');
    await talk.ends();
  });

  it('is released when the customer goes into a queue', async () => {
    await supervise('listen');
    await hears('a3', ...all);
    await talk.done('call.transfer', { to: { queue: 'sales' } });
    await talk.gone('a3');
    expect(talk.call.state).to.equal('queued');
  });

  it('hears what goes on while the customer waits in a consultation', async () => {
    await supervise('barge');
    await customerHears('PJSIP/a1', 'PJSIP/a3');
    await talk.done('call.consult', to('a2'));
    await hears('a2', 'PJSIP/a1', 'PJSIP/a3');
    await talk.music();
    await talk.done('call.cancel_consult');
    await customerHears('PJSIP/a1', 'PJSIP/a3');
  });

  it('who does not answer changes nothing', async () => {
    talk.behaves('a3', { refuses: 'busy' });
    await supervise('listen');
    const left = callOf(await talk.until(() => boss.of('call.party_left')[0]));
    expect(left.parties.find(({ id }) => id === left.party)).to.include({ role: 'supervisor', cause: 'busy' });
    await talk.together('a1');
  });

  it('is neither put on hold nor asked to transfer', async () => {
    const party = await supervise('listen');
    await hears('a3', ...all);
    expect(await talk.supervisor('call.hold', { party })).to.include({ refused: 'call.wrong_state' });
    talk.phone('a3').transfer('a2');
    await talk.until(() => talk.phone('a3').transfers.includes('failed'));
    await talk.together('a1');
  });

  it('stays as it is over a crash', async () => {
    await supervise('whisper');
    await hears('a1', '+493023125777', 'PJSIP/a3');
    await talk.again();
    await hears('a1', '+493023125777', 'PJSIP/a3');
    await customerHears('PJSIP/a1');
    expect(talk.program.of('call.adopted')).to.have.lengthOf(1);
  });

  it('is called at a workstation, or refused where there is none', async () => {
    const body = { mode: 'listen', to: { workstation: 'nowhere' } };
    expect(await talk.supervisor('call.supervise', body)).to.include({ refused: 'workstation.not_found' });
  });

  it('is for those who may, on calls and phones of their own tenant', async () => {
    for (const role of ['application', 'user'] as const)
      expect(await talk.supervisor('call.supervise', to('a3'), role)).to.include({ refused: 'auth.forbidden' });
    expect(await talk.supervisor('call.supervise', to('b1'))).to.include({ refused: 'destination.not_owned' });
    const principal = talk.house.principal('globex', 'supervisor');
    const foreign = { principal, tenant: 'globex', command: 'call.supervise', target: talk.id, body: to('b1') };
    expect(await talk.house.world.finish(talk.house.api.commands.execute(foreign))).to.include({
      refused: 'resource.not_found',
    });
    expect(await talk.supervisor('call.supervise', { ...to('a3'), party: talk.partyAt('a1') })).to.include({
      refused: 'request.invalid',
    });
  });

  describe('is not told of to those who may not', () => {
    const reveals = (what: unknown) => /supervis|PJSIP\/a3/.test(JSON.stringify(what));
    const get = async (role: 'application' | 'supervisor') => {
      const { queries } = talk.house.api;
      const principal = talk.house.principal('acme', role);
      const finish = <T>(promise: Promise<T>) => talk.house.world.finish(promise);
      return {
        call: await finish(queries.get(principal, 'acme', 'call', talk.id)),
        calls: await finish(queries.calls(principal, 'acme', { limit: 10 })),
        transaction: await finish(told((gone) => queries.transaction(principal, 'acme', talk.call.transaction, gone))),
      };
    };

    it('by feed, replay and snapshot, whose sequence has no gap all the same', async () => {
      const after = talk.program.events.at(-1)?.sequence ?? 0;
      const only = talk.house.listen('acme', { types: ['call.supervised', 'call.party_joined'] });
      const party = await supervise('listen');
      await hears('a3', ...all);
      await supervise('barge', { party });
      await customerHears('PJSIP/a1', 'PJSIP/a3');
      await talk.house.world.advance(1_000);
      const replayed = talk.house.listen('acme', { after });
      const snapshot = talk.house.listen('acme', { snapshot: true });
      await talk.until(() => replayed.events.length > 3 && snapshot.frames.length > 1);
      expect([talk.program.frames, replayed.frames, snapshot.frames].map(reveals)).to.deep.equal([false, false, false]);
      expect(only.types).to.deep.equal([]);
      expect(reveals(boss.frames)).to.equal(true);
      for (const { events } of [talk.program, replayed]) {
        const sequences = events.flatMap(({ sequence }) => sequence ?? []);
        expect(sequences).to.deep.equal(sequences.map((_, i) => (sequences[0] ?? 0) + i));
      }
    });

    it('by REST', async () => {
      await supervise('listen');
      await hears('a3', ...all);
      expect(reveals(await get('application'))).to.equal(false);
      for (const seen of Object.values(await get('supervisor'))) expect(reveals(seen)).to.equal(true);
    });

    it('by webhook', async () => {
      const owner = talk.house.principal('acme', 'owner');
      const body = { url: 'https://crm.example/signalbox', types: ['call.*'] };
      await talk.house.world.finish(talk.house.api.webhooks.create(owner, 'acme', body));
      await supervise('barge');
      await customerHears('PJSIP/a1', 'PJSIP/a3');
      await talk.ends(() => talk.command('call.clear'));
      const { arrived } = talk.house.webhook;
      await talk.until(() => arrived.some(({ body: text }) => text.includes('call.cleared')));
      expect(arrived.filter(({ body: text }) => reveals(text))).to.deep.equal([]);
    });

    it('by the keys it presses', async () => {
      await supervise('listen');
      await hears('a3', ...all);
      await talk.house.world.finish(talk.phone('a3').press('5'));
      await talk.house.world.advance(1_000);
      expect(talk.program.of('call.digit_pressed')).to.have.lengthOf(0);
    });
  });
});
