/** What the PBX itself is told of a caller: whose it is, and for how long it may live (design §5.0, asterisk.md §10). */
import { expect } from 'chai';
import { story } from '../support/story';

describe('a caller who stays, on a real Asterisk', () => {
  const on = story();

  for (const [how, answer] of Object.entries({
    'a command': (call: string) => on.acme.command('call.answer', { call }),
    'a step': (call: string) => on.acme.command('call.route', { call, treatments: [{ do: 'answer' }] }),
  }))
    it(`is limited and has the account code of its tenant when ${how} answers it, and hears music`, async () => {
      const anna = await on.lab.caller('1000');
      const { id } = await on.acme.offer();
      expect(await answer(id)).to.include({ status: 200 });
      await anna.hearsMusic(3_000);
      expect(Number(await on.lab.witness.variable('TIMEOUT(absolute)'))).to.be.greaterThan(3_600);
      expect(await on.lab.witness.variable('CHANNEL(accountcode)')).to.match(/^sb\..*\.customer\.\.acme$/);
      await anna.hangUp();
      await on.acme.sees('call.cleared', id);
    });
});
