/** Agents of a queue at real phones: offered, answered, declined, hung up, in use by a call that is not ours. */
import { expect } from 'chai';
import type { Agent } from '../../../src/core/agent';
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
});
