/** Consultations and conferences by command (design §5.2.5, §8). */
import { expect } from 'chai';
import { callOf, Talk, to } from '../support/talk';

describe('a third on the call', () => {
  let talk: Talk;
  beforeEach(async () => {
    talk = await new Talk().begin();
  });
  afterEach(() => talk.end());

  describe('a consultation', () => {
    const consult = async (name = 'a2') => {
      const reply = (await talk.command('call.consult', to(name))) as { status: number; data: { party: string } };
      expect(reply.status).to.equal(200);
      await talk.seen('call.consulted');
      await talk.until(() => talk.whom(talk.phone(name)) === 'PJSIP/a1');
      return reply.data.party;
    };

    it('lets the one who asks talk to the third while the customer hears music; then the third takes over', async () => {
      const third = await consult();
      expect(talk.customer.hears).to.match(/music/);
      expect(talk.whom(talk.customer)).to.equal('');
      expect(await talk.command('call.retrieve')).to.include({ refused: 'call.wrong_state' });
      await talk.done('call.complete_transfer');
      await talk.talkWith('a2');
      const end = callOf(await talk.seen('call.transferred'));
      expect(end.party).to.equal(third);
      await talk.until(() => talk.phone('a1').state === 'gone');
      await talk.ends();
    });

    it('is cancelled: the customer is back, the third is gone', async () => {
      await consult();
      await talk.done('call.cancel_consult');
      await talk.together('a1');
      await talk.until(() => talk.phone('a2').state === 'gone');
      expect(talk.program.of('call.consult_cancelled')).to.have.lengthOf(1);
      await talk.ends();
    });

    it('becomes a conference, from which anybody may leave but the last but one', async () => {
      await consult();
      await talk.done('call.conference');
      await talk.together('a1', 'a2');
      talk.phone('a1').hangup();
      await talk.talkWith('a2');
      talk.phone('a2').hangup();
      await talk.seen('call.cleared');
    });

    it('asked about a customer who is on hold already is the same', async () => {
      await talk.done('call.hold');
      await talk.music();
      await consult();
      await talk.done('call.cancel_consult');
      await talk.together('a1');
    });

    it('is completed while the third rings: the customer alone waits for it', async () => {
      talk.behaves('a2', { answerAfterMs: 5000 });
      await talk.done('call.consult', to('a2'));
      await talk.seen('call.ringing', 2);
      await talk.done('call.complete_transfer');
      await talk.until(() => talk.phone('a1').state === 'gone');
      await talk.music();
      await talk.talkWith('a2');
      await talk.ends();
    });

    it('is completed by who asked hanging up', async () => {
      await consult();
      talk.phone('a1').hangup();
      await talk.talkWith('a2');
      await talk.seen('call.transferred');
      await talk.ends();
    });

    it('is over when the third hangs up: the customer is back', async () => {
      await consult();
      talk.phone('a2').hangup();
      await talk.seen('call.consult_cancelled');
      await talk.together('a1');
      await talk.ends();
    });

    it('fails when the third does not come', async () => {
      talk.behaves('a2', { refuses: 'busy' });
      await talk.done('call.consult', to('a2'));
      expect(callOf(await talk.seen('call.transfer_failed')).failure?.reason).to.equal('busy');
      await talk.together('a1');
      expect(await talk.command('call.conference')).to.include({ refused: 'call.wrong_state' });
    });

    it('goes on as a call of two when the customer leaves', async () => {
      await consult();
      talk.customer.hangup();
      await talk.until(() => talk.customer.state === 'gone');
      await talk.house.world.advance(1000);
      expect(talk.whom(talk.phone('a1'))).to.equal('PJSIP/a2');
      talk.phone('a2').hangup();
      await talk.seen('call.cleared');
    });

    it('is one at a time, and nothing else moves people meanwhile', async () => {
      await consult();
      for (const [name, body] of [
        ['call.consult', to('a3')],
        ['call.transfer', to('a3')],
        ['call.add_party', to('a3')],
        ['call.route', { treatments: [{ do: 'hold' }] }],
      ] as const)
        expect(await talk.command(name, body), name).to.include({ refused: 'call.wrong_state' });
    });

    it('of one who is not on the call is refused', async () => {
      const nobody = `pa_${'0'.repeat(32)}`;
      expect(await talk.command('call.consult', { ...to('a2'), party: nobody })).to.include({
        refused: 'call.no_such_party',
      });
    });
  });

  describe('a conference', () => {
    it('grows by a party and shrinks again', async () => {
      await talk.done('call.add_party', to('a2'));
      await talk.together('a1', 'a2');
      await talk.done('call.add_party', to('a3'));
      await talk.together('a1', 'a2', 'a3');
      await talk.done('call.remove_party', { party: talk.partyAt('a2') });
      await talk.together('a1', 'a3');
      expect(talk.call.parties.find(({ endpoint }) => endpoint === 'PJSIP/a3')?.role).to.equal('party');
      await talk.ends(() => talk.command('call.clear'));
    });

    it('needs the name of who asks for a transfer', async () => {
      await talk.done('call.add_party', to('a2'));
      await talk.together('a1', 'a2');
      expect(await talk.command('call.transfer', to('a3'))).to.include({ refused: 'call.wrong_state' });
      await talk.done('call.transfer', { ...to('a3'), party: talk.partyAt('a2') });
      await talk.together('a1', 'a3');
      await talk.ends(() => talk.command('call.clear'));
    });

    it('talks on when whom it is to add does not come, and ends with the last but one', async () => {
      talk.behaves('a2', { declineAfterMs: 1000 });
      await talk.done('call.add_party', to('a2'));
      const end = callOf(await talk.seen('call.party_left'));
      expect(end.parties.find(({ id: one }) => one === end.party)).to.include({
        cause: 'declined',
        endpoint: 'PJSIP/a2',
      });
      await talk.together('a1');
      await talk.done('call.remove_party', { party: talk.partyAt('a1') });
      await talk.seen('call.cleared');
    });
  });

  describe('after a crash', () => {
    it('a consultation goes on, and ends as it would have', async () => {
      await talk.done('call.consult', to('a2'));
      await talk.until(() => talk.whom(talk.phone('a2')) === 'PJSIP/a1');
      await talk.again();
      expect(talk.customer.hears).to.match(/music/);
      await talk.done('call.complete_transfer');
      await talk.talkWith('a2');
      await talk.ends();
    });

    it('a transfer that rings goes on', async () => {
      talk.behaves('a2', { answerAfterMs: 4000 });
      await talk.done('call.transfer', to('a2'));
      await talk.seen('call.ringing', 2);
      await talk.again();
      await talk.talkWith('a2');
      await talk.until(() => talk.phone('a1').state === 'gone');
      await talk.ends();
    });

    it('who answered while nobody listened takes over', async () => {
      talk.behaves('a2', { answerAfterMs: 1000 });
      await talk.done('call.transfer', to('a2'));
      await talk.seen('call.ringing', 2);
      await talk.again(2000);
      await talk.talkWith('a2');
      await talk.until(() => talk.phone('a1').state === 'gone');
    });
  });
});
