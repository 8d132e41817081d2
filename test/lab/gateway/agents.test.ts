/** Agents of a queue at real phones: offered, answered, declined, hung up, in use by a call that is not ours. */
import { expect } from 'chai';
import type { Agent } from '../../../src/core/agent';
import type { Call } from '../../../src/core/call';
import { story } from '../support/story';

describe('agents on a real Asterisk', () => {
  const on = story();

  const command = async (agent: string, verb: string, body: object = {}) => {
    const reply = await on.acme.command(`agent.${verb}`, { agent, ...body });
    expect(reply.status, JSON.stringify(reply)).to.equal(200);
  };
  const ready = (agent: string) => command(agent, 'sign_in', { state: 'ready' });
  const place = async (agent: string, state: string) => {
    const seen = async (): Promise<boolean> => {
      const answer = await on.gateway.get('acme', `agents/${agent}`, 'acme');
      return ((await answer.json()) as Agent).voice.state === state;
    };
    for (let tries = 0; !(await seen()); tries++) {
      if (tries > 200) throw new Error(`${agent} does not become ${state}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  afterEach(async () => {
    for (const agent of ['anna', 'bert']) await on.gateway.ask('POST', `acme/agents/${agent}/sign_off`, {});
  });

  it('get who waits, who hears music until then; wrap up, and get the next', async () => {
    const desk = await on.lab.phone('a6001', { ringMs: 300 });
    await ready('anna');
    const first = await on.lab.caller('1300');
    await Promise.all([first.hears(desk), desk.hears(first)]);
    await place('anna', 'busy');
    const second = await on.lab.caller('1300');
    await second.answered();
    await first.hangUp();
    await desk.left();
    await Promise.all([second.hears(desk), desk.hears(second)]);
    await second.hangUp();
    await desk.left();
    await place('anna', 'idle');
  });

  it('who decline, and whose caller hangs up, are free at once; the phone shows no missed call', async () => {
    const anna = await on.lab.phone('a6001', { refuse: '486 Busy Here' });
    await ready('anna');
    const caller = await on.lab.caller('1300');
    await on.acme.sees('offer.declined');
    await anna.close();
    const bert = await on.lab.phone('a6002');
    await ready('bert');
    await bert.rings();
    await caller.hangUp();
    await on.acme.sees('offer.withdrawn');
    const cancel = await bert.sees(/^CANCEL/);
    expect(cancel.header('Reason')).to.match(/cause=(200|26)/);
    await place('bert', 'idle');
    await place('anna', 'idle');
  });

  it('whose phones are on a call of their own are busy, told of on the feed, and left alone until it is over', async () => {
    const [anna, bert] = [await on.lab.phone('a6001', { ringMs: 100 }), await on.lab.phone('a6002')];
    await ready('anna');
    await ready('bert');
    const own = await on.lab.caller('976002', { phone: 'a6001', from: 'a6001' });
    await bert.rings();
    await place('bert', 'busy');
    await bert.answer();
    const outside = (endpoint: string) => (call: Call) =>
      call.outside === true && call.parties.some((party) => party.endpoint === endpoint);
    await on.acme.sees('call.connected', outside('PJSIP/a6001'));
    await on.acme.sees('call.connected', outside('PJSIP/a6002'));
    await place('anna', 'busy');
    const waits = await on.lab.caller('1300');
    await waits.hearsMusic();
    expect(on.acme.events.filter(({ type }) => type === 'offer.created')).to.deep.equal([]);
    await own.hangUp();
    expect(await on.acme.sees('call.cleared', outside('PJSIP/a6001'))).to.include({ direction: 'out', dnis: '976002' });
    expect(await on.acme.sees('call.cleared', outside('PJSIP/a6002'))).to.include({ direction: 'in', cause: 'normal' });
    const types = on.acme.events.filter(({ data }) => (data as Call).outside).map(({ type }) => type);
    const once = ['call.answered', 'call.answered', 'call.cleared', 'call.cleared', 'call.connected', 'call.connected'];
    expect(types.sort()).to.deep.equal([...once, 'call.originated', 'call.ringing']);
    await Promise.race([anna.answered(10_000), bert.rings(10_000)]);
    await waits.hangUp();
  });

  it('who signs in while its phone is on a call of its own is busy, and gets who waits when that is over', async () => {
    const [anna, bert] = [await on.lab.phone('a6001', { ringMs: 100 }), await on.lab.phone('a6002', { ringMs: 100 })];
    const own = await on.lab.caller('976002', { phone: 'a6001', from: 'a6001' });
    await Promise.all([own.hears(bert), bert.hears(own)]);
    const waits = await on.lab.caller('1300');
    await waits.hearsMusic();
    await ready('anna');
    await place('anna', 'busy');
    await waits.hearsMusic();
    expect(on.acme.events.filter(({ type }) => type === 'offer.created')).to.deep.equal([]);
    await own.hangUp();
    await Promise.all([waits.hears(anna), anna.hears(waits)]);
    await waits.hangUp();
  });
});
