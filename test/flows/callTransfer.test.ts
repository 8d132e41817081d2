/** Transfers by command (design §5.2.5, §8). */
import { expect } from 'chai';
import { callOf, Talk, to } from '../support/talk';

describe('a customer is given to somebody else', () => {
  let talk: Talk;
  beforeEach(async () => {
    talk = await new Talk().begin();
  });
  afterEach(() => talk.end());

  describe('a blind transfer', () => {
    it('lets the customer hear music until the other answers, and frees the one who asked', async () => {
      talk.behaves('a2', { answerAfterMs: 3000 });
      await talk.done('call.transfer', to('a2'));
      await talk.music();
      expect(talk.whom(talk.phone('a1'))).to.equal('');
      await talk.talkWith('a2');
      await talk.until(() => talk.phone('a1').state === 'gone');
      expect(callOf(await talk.seen('call.transferred')).transfer).to.equal(undefined);
      await talk.ends();
    });

    it('sends attributes along and shows who calls', async () => {
      await talk.done('call.set_attributes', { attributes: { case: 'C-7' } });
      await talk.done('call.transfer', { ...to('a2'), headers: { case: 'X-Case' } });
      await talk.talkWith('a2');
      expect(talk.phone('a2').shown).to.deep.include({ headers: { 'X-Case': 'C-7' } });
      expect(talk.phone('a2').shown?.from.number).to.equal('+493023125777');
    });

    for (const [what, how, reason] of [
      ['is busy', { refuses: 'busy' }, 'busy'],
      ['does not answer', {}, 'noAnswer'],
      ['never rings', { silent: true }, 'unreachable'],
      ['is not registered', { unreachable: true }, 'unreachable'],
    ] as const)
      it(`brings the customer back when the other ${what}`, async () => {
        talk.behaves('a2', how);
        await talk.done('call.transfer', { ...to('a2'), ringSeconds: 5 });
        expect(callOf(await talk.seen('call.transfer_failed')).failure).to.include({ reason, destination: 'PJSIP/a2' });
        await talk.talkWith('a1');
        await talk.together('a1');
        await talk.ends();
      });

    it('rings the one who asked when the other does not come and the one who asked has left', async () => {
      talk.behaves('a2', { declineAfterMs: 3000 });
      await talk.done('call.transfer', to('a2'));
      talk.phone('a1').hangup();
      await talk.seen('call.transfer_failed');
      await talk.seen('call.connected', 2);
      await talk.talkWith('a1');
      await talk.ends();
    });

    it('ends when the customer leaves meanwhile', async () => {
      talk.behaves('a2', {});
      await talk.done('call.transfer', to('a2'));
      await talk.seen('call.ringing', 2);
      await talk.ends();
    });

    it('is taken back while it rings', async () => {
      talk.behaves('a2', {});
      await talk.done('call.transfer', to('a2'));
      await talk.seen('call.ringing', 2);
      await talk.done('call.cancel_consult');
      await talk.talkWith('a1');
      await talk.until(() => talk.phone('a2').state === 'gone');
      await talk.ends();
    });

    it('is guarded like every destination', async () => {
      const foreign = talk.house.sim.phone('PJSIP/b1', { answerAfterMs: 100 });
      for (const name of ['call.transfer', 'call.consult', 'call.add_party']) {
        const asked = async (body: object) => (await talk.command(name, body)) as { refused?: string };
        expect((await asked(to('b1'))).refused, name).to.equal('destination.not_owned');
        expect((await asked({ to: { number: '112' } })).refused, name).to.equal('destination.refused');
        expect((await asked({ to: { number: '0900 1234567' } })).refused, name).to.equal('destination.refused');
        expect((await asked({ to: { number: '030 23125600', trunk: 'other' } })).refused).to.equal(
          'destination.not_owned',
        );
        expect((await asked({ ...to('a2'), from: '+493023125200' })).refused).to.equal('destination.not_owned');
      }
      expect(foreign.calls).to.have.lengthOf(0);
      await talk.together('a1');
    });
  });

  describe('a transfer to a queue', () => {
    it('gives the customer a place as of now and frees who talked', async () => {
      await talk.done('call.set_attributes', { attributes: { case: 'C-7' } });
      await talk.done('call.transfer', { to: { queue: 'sales', priority: 7 } });
      const joined = (await talk.seen('queue.joined')).data as { priority: number; arrivedAt: string };
      expect(joined).to.include({ priority: 7, queue: 'sales', call: talk.id });
      await talk.until(() => talk.customer.hears === 'music waiting');
      await talk.until(() => talk.phone('a1').state === 'gone');
      expect(talk.call.state).to.equal('queued');
      await talk.house.command('acme', 'queue.dequeue', 'sales', to('a2'));
      expect(callOf(await talk.seen('call.connected', 2)).attributes).to.deep.equal({ case: 'C-7' });
      await talk.talkWith('a2');
      await talk.ends();
    });

    it('is refused for a queue that is not there, or full; the two talk on', async () => {
      expect(await talk.command('call.transfer', { to: { queue: 'none' } })).to.include({ refused: 'queue.not_found' });
      for (let n = 0; n < 3; n += 1)
        talk.house.sim.call({ routingPoint: 'main', ani: `+49302312560${n}`, dnis: '1003' });
      await talk.seen('queue.joined', 3);
      expect(await talk.command('call.transfer', { to: { queue: 'sales' } })).to.include({ refused: 'queue.full' });
      await talk.together('a1');
    });

    it('asks the application when the customer has waited too long', async () => {
      await talk.done('call.transfer', { to: { queue: 'sales' } });
      expect(callOf(await talk.until(() => talk.program.of('call.offered')[1], 70_000)).offer?.cause).to.equal(
        'completed',
      );
    });

    it('gets the default treatments of the venue when there is nobody to ask', async () => {
      await talk.done('call.transfer', { to: { queue: 'sales' } });
      talk.program.subscription.end();
      const reader = talk.house.listen('acme');
      const routed = () => reader.of('call.routed').find((event) => callOf(event).plan?.by === 'default');
      await talk.until(routed, 70_000);
      await talk.until(() => talk.customer.hears === 'prompt sorry');
    });
  });
});
