/** What tenants and phones may write and what it may not become: a name of ours, a line of others, an expensive number. */
import { expect } from 'chai';
import { callOf, Talk } from '../support/talk';

describe('what comes from outside', () => {
  let on: Talk;
  beforeEach(async () => {
    on = await new Talk().open();
  });
  afterEach(() => on.end());

  it('takes what is dialled at a phone for a phone or a number and nothing else', async () => {
    await on.connect();
    for (const [i, to] of ['a2/sip:09001234567@carrier.example', 'a2&PJSIP/b1', '0900 1234567', '112'].entries()) {
      on.phone('a1').transfer(to);
      expect(callOf(await on.seen('call.transfer_failed', i + 1)).failure?.reason, to).to.match(/^destination\./);
    }
    expect(on.house.sim.phone('PJSIP/a2').calls).to.have.lengthOf(0);
  });

  it('knows no names but those it was given: constructor and its like mean nothing', async () => {
    await on.arrive();
    const hold = { do: 'hold' };
    await on.command('call.route', {
      treatments: [{ do: 'connect', to: { endpoint: 'PJSIP/a1' }, headers: { constructor: 'X-A', toString: 'X-B' } }],
    });
    await on.seen('call.connected');
    expect(on.phone('a1').shown?.headers ?? {}).to.deep.equal({});
    const originate = { venue: 'constructor', to: { endpoint: 'PJSIP/a1' }, treatments: [hold] };
    expect(await on.house.command('acme', 'call.originate', undefined, originate, on.program)).to.include({
      refused: 'destination.not_owned',
    });
    expect(await on.command('constructor')).to.include({ refused: 'request.unknown_command' });
    expect(await on.house.world.finish(on.program.subscription.attach('constructor', 'claim'))).to.include({
      refused: 'application.not_found',
    });
    on.customer.hangup();
    await on.seen('call.cleared');
    await on.arrive();
    const second = callOf(await on.seen('call.offered', 2)).id;
    await on.command('call.route', { treatments: [{ do: 'venue', venue: 'constructor' }] }, second);
    expect(callOf(await on.seen('call.route_failed')).failure?.reason).to.equal('destination.not_owned');
  });

  it('never dials an emergency, short or premium number, nor shows a number of others', async () => {
    const dial = (number: string, from = '+493023125100') =>
      on.house.command(
        'acme',
        'call.originate',
        undefined,
        { venue: 'hotline', to: { number }, from, treatments: [{ do: 'hold' }] },
        on.program,
      );
    for (const number of ['112', '110', '0900 1234567', '11833'])
      expect(await dial(number), number).to.include({ refused: 'destination.refused' });
    expect(await dial('03023125778', '+493023125200')).to.include({ refused: 'destination.not_owned' });
    expect(on.program.of('call.originated')).to.have.lengthOf(0);
  });
});
