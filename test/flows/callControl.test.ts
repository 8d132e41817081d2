/** What a tenant does with its own calls, and what phones do by themselves (design §5.2.5, §8). */
import { expect } from 'chai';
import type { Person } from '../../connectors/simulator/people';
import type { Call } from '../../src/core/call';
import type { Envelope } from '../../src/core/envelope';
import { House, type Listener } from '../support/house';
import { twoTenants } from '../support/twoTenants';

const call = (event: Envelope | undefined) => event?.data as Call;

describe('call control', () => {
  let house: House;
  let program: Listener;
  let customer: Person;
  let id: string;

  beforeEach(async () => {
    const mapping = structuredClone(twoTenants);
    const brief = { routingPoint: 'pbx/main', match: { dnis: '1009' }, application: 'hotline', maxWaitSeconds: 4 };
    Object.assign(mapping.tenants.acme.venues, { brief });
    house = await new House({ mapping }).start();
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
  const party = (role: string) => call(program.of('call.connected').at(-1)).parties.find((p) => p.role === role)?.id;
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

  it('holds the customer with music and brings the customer back', async () => {
    await connect();
    expect(await command('call.hold')).to.include({ status: 200 });
    await house.world.waitFor(() => /music/.test(customer.hears));
    expect(customer.hearsWhom).to.deep.equal([]);
    expect(await command('call.hold')).to.include({ refused: 'call.wrong_state' });
    expect(await command('call.retrieve')).to.include({ status: 200 });
    await house.world.waitFor(() => customer.hearsWhom.includes('PJSIP/a1'));
    expect(program.types).to.include.members(['call.held', 'call.retrieved']);
  });

  it('mutes a party and lets it be heard again', async () => {
    await connect();
    await command('call.mute', { party: party('agent') });
    await house.world.waitFor(() => customer.hearsWhom.length === 0);
    await command('call.mute', { party: party('agent'), on: false });
    await house.world.waitFor(() => customer.hearsWhom.length === 1);
  });

  it('plays into the conversation, and to one party alone', async () => {
    await connect();
    await command('call.play', { media: [{ play: 'prompt', name: 'recorded' }] });
    await house.world.waitFor(() =>
      [customer, agent()].every((p) => p.heard.some((h) => h.what.includes('prompt recorded'))),
    );
    await command('call.play', { media: [{ play: 'prompt', name: 'whisper' }], party: party('agent') });
    await house.world.waitFor(() => agent().heard.some((h) => h.what.includes('prompt whisper')));
    expect(customer.heard.some((h) => h.what.includes('prompt whisper'))).to.equal(false);
  });

  it('answers a caller while its program thinks: music is heard, and the PBX knows whose it is and for how long', async () => {
    await arrive();
    expect(await command('call.answer')).to.include({ status: 200 });
    await house.world.waitFor(() => customer.hears === 'music default');
    expect(customer.party?.tags).to.include({ tenant: 'acme', role: 'customer' });
    const media = [{ play: 'prompt', name: 'recorded' }];
    await command('call.route', { treatments: [{ do: 'announce', media }], offer: 1 });
    await house.world.waitFor(() => customer.hears === 'prompt recorded');
    customer.hangup();
  });

  it('has the PBX limit a caller whom a step answers', async () => {
    await arrive();
    await command('call.route', { treatments: [{ do: 'answer' }] });
    await house.world.waitFor(() => customer.hears === 'music default');
    expect(customer.party?.tags).to.include({ tenant: 'acme', role: 'customer' });
    customer.hangup();
  });

  it('says where a time is of no zone, or of no clock', async () => {
    await connect();
    for (const [item, at] of [
      [{ play: 'time', at: 0, zone: 'Mars/Phobos' }, '/media/0/zone'],
      [{ play: 'time', at: 8_640_000_000_000_001, zone: 'UTC' }, '/media/0/at'],
    ] as const) {
      const reply = await command('call.play', { media: [item] });
      expect(reply).to.include({ refused: 'request.invalid' });
      expect(JSON.stringify(reply)).to.include(`"${at}"`);
    }
    await command('call.play', { media: [{ play: 'time', at: 0, zone: 'Europe/Berlin' }] });
    await house.world.waitFor(() => customer.heard.some((h) => h.what.includes('time')));
  });

  it('clears a call for everybody', async () => {
    await connect();
    expect(await command('call.clear')).to.include({ status: 200 });
    expect(call(await seen('call.cleared'))).to.include({ by: 'local', cause: 'normal' });
    expect([customer.state, agent().state]).to.deep.equal(['gone', 'gone']);
    expect(await command('call.clear')).to.include({ refused: 'call.ended' });
  });

  it('collects digits by command while the caller waits', async () => {
    await arrive();
    await command('call.route', { treatments: [{ do: 'hold' }] });
    await house.world.waitFor(() => /music/.test(customer.hears));
    expect(
      await command('call.collect_digits', { media: [{ play: 'prompt', name: 'pin' }], maxDigits: 2, as: 'pin' }),
    ).to.include({ status: 200 });
    await house.world.waitFor(() => customer.hears === 'prompt pin');
    await house.world.finish(customer.press('42'));
    expect(call(await seen('call.digits_collected')).digits).to.include({ digits: '42', complete: true });
  });

  it('originates: dials, then performs the treatments', async () => {
    const outside = house.sim.phone(/^PJSIP\/carrier-/, { answerAfterMs: 1000 });
    const body = {
      venue: 'hotline',
      to: { number: '030 23125 778' },
      from: '+493023125100',
      treatments: [{ do: 'connect', to: { endpoint: 'PJSIP/a1' } }],
    };
    const reply = (await house.command('acme', 'call.originate', undefined, body, program)) as {
      status: number;
      data: { call: string };
    };
    expect(reply.status).to.equal(201);
    await seen('call.connected');
    expect(outside.last?.shown?.from.number).to.equal('+493023125100');
    expect(outside.last?.hearsWhom).to.deep.equal(['PJSIP/a1']);
    expect(call(program.of('call.originated')[0])).to.include({
      id: reply.data.call,
      direction: 'out',
      customerNumber: '+493023125778',
    });
  });

  it('lets nobody whom it called wait longer than the venue has its callers wait', async () => {
    house.sim.phone('PJSIP/a2', { answerAfterMs: 1_000 });
    const treatments = [{ do: 'hold', maxSeconds: 300 }];
    const body = { venue: 'brief', to: { endpoint: 'PJSIP/a2' }, treatments };
    await command('call.originate', body, undefined);
    const { answeredAt } = call(await seen('call.answered'));
    const end = call(await seen('call.cleared'));
    expect(Date.parse(String(end.clearedAt)) - Date.parse(String(answeredAt))).to.be.within(4_000, 4_500);
    expect(program.of('call.routed').map((event) => call(event).plan?.reason)).to.include('wait_exceeded');
  });

  it('is asked when the treatments of a call it began have run out; with nobody to ask the call ends', async () => {
    const media = [{ play: 'prompt', name: 'hello' }];
    const body = {
      venue: 'hotline',
      to: { endpoint: 'PJSIP/a1' },
      treatments: [{ do: 'announce', media }],
    };
    await command('call.originate', body, undefined);
    const asked = call(await seen('call.offered'));
    expect(asked.offer?.cause).to.equal('completed');
    await house.command('acme', 'call.clear', asked.id, {}, program);
    await seen('call.cleared');
    program.subscription.end();
    const reader = house.listen('acme');
    await house.command('acme', 'call.originate', undefined, body);
    const end = call(await house.world.waitFor(() => reader.of('call.cleared')[0]));
    expect(end).to.include({ cause: 'normal', by: 'local' });
    expect(reader.of('call.offered')).to.have.lengthOf(0);
  });

  it('keeps attributes with the transaction and takes at most 8 kB', async () => {
    await arrive();
    expect(await command('call.set_attributes', { attributes: { vip: true, note: 'x' } })).to.include({ status: 200 });
    await command('call.set_attributes', { attributes: { note: null } });
    expect(call(program.of('call.attributes_changed').at(-1)).attributes).to.deep.equal({ vip: true });
    expect(await command('call.set_attributes', { attributes: { big: 'x'.repeat(9000) } })).to.include({
      refused: 'attributes.too_large',
    });
  });

  it('follows the hold of a desk phone', async () => {
    await connect();
    agent().hold();
    const held = call(await seen('call.held'));
    expect(held.parties.find((p) => p.id === held.party)).to.include({ role: 'agent', heldBy: 'phone' });
    agent().retrieve();
    await seen('call.retrieved');
  });

  it('is not routed away while two talk, also when one of them is on hold', async () => {
    await connect();
    await command('call.hold');
    const treatments = [{ do: 'connect', to: { endpoint: 'PJSIP/a2' } }];
    expect(await command('call.route', { treatments })).to.include({ refused: 'call.wrong_state' });
  });
});
