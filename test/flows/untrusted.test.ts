/** What tenants and phones may write and what it may not become: a name of ours, a line of others, an expensive number. */
import { expect } from 'chai';
import type { Person } from '../../connectors/simulator/people';
import type { Call } from '../../src/core/call';
import type { Envelope } from '../../src/core/envelope';
import { House, type Listener } from '../support/house';
import { twoTenants } from '../support/twoTenants';

const call = (event: Envelope | undefined) => event?.data as Call;

describe('what comes from outside', () => {
  let house: House;
  let program: Listener;
  let customer: Person;
  let id: string;

  beforeEach(async () => {
    house = await new House({ mapping: twoTenants }).start();
    await house.live();
    program = await house.attach('acme', 'hotline');
    for (const phone of ['a1', 'a2']) house.sim.phone(`PJSIP/${phone}`, { answerAfterMs: 500 });
  });

  afterEach(async () => {
    await house.stop();
    expect(house.defects).to.deep.equal([]);
  });

  const command = (name: string, body: unknown = {}, target = id) => house.command('acme', name, target, body, program);
  const seen = (type: string, count = 1) => house.world.waitFor(() => program.of(type)[count - 1]);
  const agent = () => house.sim.phone('PJSIP/a1').last as Person;
  const arrive = async () => {
    customer = house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1000' });
    id = call(await seen('call.offered')).id;
  };
  const connect = async () => {
    await arrive();
    await command('call.route', { treatments: [{ do: 'connect', to: { endpoint: 'PJSIP/a1' } }] });
    await seen('call.connected');
  };

  it('takes what is dialled at a phone for a phone or a number and nothing else', async () => {
    await connect();
    for (const [i, to] of ['a2/sip:09001234567@carrier.example', 'a2&PJSIP/b1', '0900 1234567', '112'].entries()) {
      agent().transfer(to);
      expect(call(await seen('call.transfer_failed', i + 1)).failure?.reason, to).to.match(/^destination\./);
    }
    expect(house.sim.phone('PJSIP/a2').calls).to.have.lengthOf(0);
  });

  it('knows no names but those it was given: constructor and its like mean nothing', async () => {
    await arrive();
    const hold = { do: 'hold' };
    await command('call.route', {
      treatments: [{ do: 'connect', to: { endpoint: 'PJSIP/a1' }, headers: { constructor: 'X-A', toString: 'X-B' } }],
    });
    await seen('call.connected');
    expect(agent().shown?.headers ?? {}).to.deep.equal({});
    const originate = { venue: 'constructor', to: { endpoint: 'PJSIP/a1' }, treatments: [hold] };
    expect(await house.command('acme', 'call.originate', undefined, originate, program)).to.include({
      refused: 'destination.not_owned',
    });
    expect(await command('constructor')).to.include({ refused: 'request.unknown_command' });
    expect(await house.world.finish(program.subscription.attach('constructor', 'claim'))).to.include({
      refused: 'application.not_found',
    });
    customer.hangup();
    await seen('call.cleared');
    await arrive();
    const second = call(await seen('call.offered', 2)).id;
    await command('call.route', { treatments: [{ do: 'venue', venue: 'constructor' }] }, second);
    expect(call(await seen('call.route_failed')).failure?.reason).to.equal('destination.not_owned');
  });

  it('never dials an emergency, short or premium number, nor shows a number of others', async () => {
    const dial = (number: string, from = '+493023125100') =>
      house.command(
        'acme',
        'call.originate',
        undefined,
        { venue: 'hotline', to: { number }, from, treatments: [{ do: 'hold' }] },
        program,
      );
    for (const number of ['112', '110', '0900 1234567', '11833'])
      expect(await dial(number), number).to.include({ refused: 'destination.refused' });
    expect(await dial('03023125778', '+493023125200')).to.include({ refused: 'destination.not_owned' });
    expect(program.of('call.originated')).to.have.lengthOf(0);
  });
});
