/** A call at a venue reaches the application of its tenant, and what the application decides is carried out (design §5.2). */
import { expect } from 'chai';
import type { Call } from '../../src/core/call';
import type { Envelope } from '../../src/core/envelope';
import { House, type Listener } from '../support/house';
import { twoTenants } from '../support/twoTenants';

const ANI = '+493023125777';
const call = (event: Envelope | undefined) => event?.data as Call;

describe('an inbound call', () => {
  let house: House;
  let program: Listener;
  let other: Listener;

  beforeEach(async () => {
    house = await new House({ mapping: twoTenants }).up();
    program = await house.attach('acme', 'hotline');
    other = house.listen('globex');
  });

  afterEach(() => house.end());

  const customer = (dnis = '1000', more: object = {}) =>
    house.sim.call({ routingPoint: 'main', ani: ANI, dnis, endpoint: 'PJSIP/carrier', ...more });
  const offered = (count = 1) => house.world.waitFor(() => program.of('call.offered')[count - 1]);
  const route = (id: string, treatments: unknown[], more: object = {}) =>
    house.command('acme', 'call.route', id, { treatments, ...more }, program);
  const cleared = () => house.world.waitFor(() => program.of('call.cleared')[0]);

  it('is offered with ANI, DNIS, venue and the time to reply, routed, connected and cleared', async () => {
    const phone = house.sim.phone('PJSIP/a1', { answerAfterMs: 2000, hangupAfterMs: 30_000 });
    const person = customer('1000', { headers: { 'x-case': '4711' } });
    const offer = await offered();
    expect(call(offer)).to.include({ ani: ANI, dnis: '1000', venue: 'hotline', state: 'offered', customerNumber: ANI });
    expect(call(offer).attributes).to.deep.equal({ case: '4711' });
    expect(Date.parse(String(call(offer).offer?.replyBy)) - Date.parse(offer.time)).to.equal(5000);
    const reply = await route(call(offer).id, [
      { do: 'connect', to: { endpoint: 'PJSIP/a1' }, headers: { case: 'X-Case' } },
    ]);
    expect(reply).to.deep.equal({ status: 200, data: { call: call(offer).id } });
    await house.world.waitFor(() => program.of('call.connected')[0]);
    expect(person.hearsWhom).to.deep.equal(['PJSIP/a1']);
    expect(phone.last?.shown?.headers).to.deep.equal({ 'X-Case': '4711' });
    const end = call(await cleared());
    expect(end).to.include({ cause: 'normal', by: 'remote', state: 'cleared' });
    expect(end.durations?.talkMs).to.be.within(29_000, 31_000);
    expect(program.types.filter((type) => type !== 'call.progressed')).to.deep.equal([
      'application.attached',
      'call.offered',
      'call.routed',
      'call.routed',
      'call.ringing',
      'call.answered',
      'call.answered',
      'call.connected',
      'call.cleared',
    ]);
    expect(person.state).to.equal('gone');
    expect(other.types).to.deep.equal([]);
  });

  it('refuses phones, venues and numbers of another tenant, with a reason, and the default follows', async () => {
    house.sim.phone('PJSIP/a9', { answerAfterMs: 1000, hangupAfterMs: 5000 });
    const foreign = house.sim.phone('PJSIP/b1', { answerAfterMs: 1000 });
    const destinations = [
      { do: 'connect', to: { endpoint: 'PJSIP/b1' } },
      { do: 'venue', venue: 'only' },
      { do: 'connect', to: { number: '+4930231256', trunk: 'other' } },
    ];
    for (const [i, step] of destinations.entries()) {
      customer();
      await route(call(await offered(i + 1)).id, [step]);
      const failed = await house.world.waitFor(() => program.of('call.route_failed')[i]);
      expect(call(failed).failure?.reason).to.equal('destination.not_owned');
      const defaulted = await house.world.waitFor(
        () => program.of('call.routed').filter((e) => call(e).plan?.by === 'default' && call(e).plan?.step === -1)[i],
      );
      expect(call(defaulted).plan?.reason).to.equal('refused');
      await house.world.waitFor(() => program.of('call.cleared')[i]);
    }
    expect(foreign.calls).to.have.lengthOf(0);
    expect(other.types).to.deep.equal([]);
  });

  it('gets the default treatments when the program is silent, and the feed says why', async () => {
    house.sim.phone('PJSIP/a9', { answerAfterMs: 1000, hangupAfterMs: 5000 });
    const person = customer();
    await offered();
    await cleared();
    const routed = program.of('call.routed').map((event) => call(event).plan);
    expect(routed[0]).to.include({ by: 'default', reason: 'reply_late' });
    expect(person.heard.map((heard) => heard.what)).to.include('prompt sorry');
  });

  it('refuses a decision that comes too late and one that comes twice', async () => {
    house.sim.phone('PJSIP/a1', { answerAfterMs: 1000, hangupAfterMs: 5000 });
    customer();
    const first = call(await offered());
    await house.world.waitFor(() => program.of('call.treated')[0]);
    expect(await route(first.id, [{ do: 'reject' }])).to.include({ refused: 'call.reply_late' });
    await cleared();
    customer();
    const second = call(await offered(2));
    await route(second.id, [{ do: 'connect', to: { endpoint: 'PJSIP/a1' } }]);
    expect(await route(second.id, [{ do: 'reject' }])).to.include({ refused: 'call.already_routed' });
    await house.world.waitFor(() => program.of('call.connected')[0]);
  });

  it('takes a decision that cannot be understood as none: an error with the place, and the default at once', async () => {
    house.sim.phone('PJSIP/a9', { answerAfterMs: 1000, hangupAfterMs: 5000 });
    customer();
    const { id } = call(await offered());
    const reply = await route(id, [{ do: 'dance' }]);
    expect(reply).to.include({ refused: 'request.invalid' });
    expect(JSON.stringify(reply)).to.include('/treatments/0');
    const routed = await house.world.waitFor(() => program.of('call.routed')[0]);
    expect(call(routed).plan).to.include({ by: 'default', reason: 'invalid_answer' });
  });

  it('is asked about again with the cause after busy, no answer and unreachable, then gets the default', async () => {
    house.sim.phone('PJSIP/a1', { refuses: 'busy' });
    house.sim.phone('PJSIP/a2', {});
    house.sim.phone('PJSIP/a3', { unreachable: true });
    house.sim.phone('PJSIP/a9', { answerAfterMs: 1000, hangupAfterMs: 1000 });
    customer();
    const causes: (string | undefined)[] = [];
    for (const [i, phone] of ['a1', 'a2', 'a3'].entries()) {
      const offer = await offered(i + 1);
      causes.push(call(offer).offer?.cause);
      await route(call(offer).id, [{ do: 'connect', to: { endpoint: `PJSIP/${phone}` }, ringSeconds: 5 }]);
    }
    await cleared();
    expect(causes).to.deep.equal(['arrived', 'busy', 'noAnswer']);
    const plan = program
      .of('call.routed')
      .map((event) => call(event).plan)
      .find((p) => p?.by === 'default');
    expect(plan?.reason).to.equal('unreachable');
  });

  it('collects digits into the attributes and asks again when the treatments ran out', async () => {
    const person = customer();
    const { id } = call(await offered());
    await route(id, [{ do: 'collect', media: [{ play: 'prompt', name: 'pin' }], maxDigits: 4, as: 'pin' }]);
    await house.world.waitFor(() => person.heard.some((heard) => heard.what === 'prompt pin'));
    await house.world.finish(person.press('1234'));
    const again = await offered(2);
    expect(call(again).offer?.cause).to.equal('completed');
    expect(call(again).attributes).to.include({ pin: '1234' });
    expect(call(program.of('call.digits_collected')[0]).digits).to.deep.equal({
      digits: '1234',
      complete: true,
      as: 'pin',
    });
    expect(
      program
        .of('call.digit_pressed')
        .map((event) => (event.data as { digit: string }).digit)
        .join(''),
    ).to.equal('1234');
    person.hangup();
    await cleared();
  });

  it('is over at every step when the caller hangs up', async () => {
    const phone = house.sim.phone('PJSIP/a1', {});
    const person = customer();
    await route(call(await offered()).id, [{ do: 'connect', to: { endpoint: 'PJSIP/a1' } }]);
    await house.world.waitFor(() => phone.last?.state === 'ringing');
    person.hangup();
    const end = call(await cleared());
    expect(end).to.include({ by: 'remote' });
    await house.world.waitFor(() => phone.last?.state === 'gone');
  });

  it('is over at once when the caller leaves while a phone is about to be dialled', async () => {
    const phone = house.sim.phone('PJSIP/a9', { answerAfterMs: 1000 });
    const person = customer();
    await house.world.waitFor(() => person.heard.some((heard) => heard.what === 'prompt sorry'));
    const left = house.clock.now();
    person.hangup();
    const end = call(await cleared());
    expect(Date.parse(String(end.clearedAt)) - left).to.be.lessThan(1000);
    expect(end.parties.filter(({ cause }) => cause === 'lost')).to.deep.equal([]);
    expect(phone.calls).to.have.lengthOf(0);
  });

  it('does not ring a phone that was given up before it was dialled', async () => {
    const first = house.sim.phone('PJSIP/a1', { answerAfterMs: 1000 });
    house.sim.phone('PJSIP/a2', { answerAfterMs: 1000, hangupAfterMs: 1000 });
    customer();
    const { id } = call(await offered());
    const connect = (phone: string) => [{ do: 'connect', to: { endpoint: `PJSIP/${phone}` } }];
    await Promise.all([route(id, connect('a1')), route(id, connect('a2'), { interrupt: true })]);
    const end = call(await cleared());
    expect(end.parties.map(({ endpoint, cause }) => [endpoint, cause])).to.deep.include(['PJSIP/a1', 'cancelled']);
    expect(end.durations?.talkMs).to.be.greaterThan(0);
    expect(first.calls).to.have.lengthOf(0);
  });

  it('that no venue takes is brought to the phone, and else to the number, of the default of its routing point', async () => {
    const pbxs = structuredClone(twoTenants.pbxs);
    const to = [{ endpoint: 'PJSIP/reception' }, { number: '+493023125999', trunk: 'carrier' }];
    const steps = to.map((one) => ({ do: 'connect', to: one, ringSeconds: 5 }));
    Object.assign(pbxs.pbx.routingPoints.main, { default: steps });
    const admin = { key: 'admin', actor: 'key:admin', role: 'admin' } as const;
    const value = { ...twoTenants, pbxs };
    const applied = await house.world.finish(house.api.mappings.apply(admin, { value }, { ifMatch: '*' }));
    expect(applied).to.include({ status: 200 });
    const reception = house.sim.phone('PJSIP/reception', { refuses: 'busy' });
    house.sim.phone('PJSIP/carrier-493023125999', { answerAfterMs: 1_000, hangupAfterMs: 1_200_000 });
    const person = customer('7777');
    await house.world.waitFor(() => person.hearsWhom.length > 0);
    expect(person.hearsWhom).to.deep.equal(['PJSIP/carrier-493023125999']);
    expect(reception.last).not.to.equal(undefined);
    await house.world.advance(900_000);
    expect(person.hearsWhom, 'it is not cut after ten minutes').to.have.length(1);
    expect(program.of('call.offered')).to.deep.equal([]);
  });
});
