/** The gateway dies while an agent is asked, told, or waits for the customer: one agent, one dial (design §5.3.5). */
import { expect } from 'chai';
import { AgentFirstHouse, presses } from '../support/agentFirstHouse';
import { CUSTOMER } from '../support/callbackHouse';
import type { Floor } from '../support/desks';

describe('a callback that reaches an agent first, and a gateway that dies,', () => {
  let house: AgentFirstHouse;
  let floor: Floor;
  const open = async (callback?: object, queue?: object): Promise<void> => {
    house = await AgentFirstHouse.opened(callback, queue);
    floor = house.floor;
  };
  afterEach(() => house.end());

  for (const state of ['reserved', 'dialing', 'confirming'] as const)
    it(`goes on after a crash while it is ${state}: one agent, one dial`, async () => {
      await open();
      const desk = house.sim.phone('PJSIP/a1', { answerAfterMs: 4_000 });
      const customer = house.phone(CUSTOMER, {
        answerAfterMs: 6_000,
        script: async (person) => {
          await person.hear(/callback-greeting/);
          await person.wait(8_000);
          await person.press('1');
        },
      });
      await floor.ready('anna');
      const { callback: id } = await house.request();
      await house.world.waitFor(
        () => house.signalbox.partitions.get('acme')?.get<{ state: string }>('callback', id)?.state === state,
      );
      await house.world.advance(500);
      house.crash();
      await house.world.advance(3_000);
      await house.up();
      house.feed = house.listen('acme', { after: 0 });
      await house.talks(customer);
      expect([customer.calls.length, desk.calls.length]).to.deep.equal([1, 1]);
      expect(await house.event('callback.connected')).to.include({ attempt: 1 });
    });

  it('goes on after a crash in the whisper', async () => {
    await open({ agent: { whisper: [{ play: 'prompt', name: 'a-callback' }] } });
    const desk = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    const customer = house.phone(CUSTOMER, { answerAfterMs: 1_000, script: presses('1') });
    await floor.ready('anna');
    await house.request();
    await house.world.waitFor(() => desk.last?.hears === 'prompt a-callback');
    house.crash();
    await house.world.advance(1_000);
    await house.up();
    await house.talks(customer);
    expect([customer.calls.length, desk.calls.length]).to.deep.equal([1, 1]);
  });
});
