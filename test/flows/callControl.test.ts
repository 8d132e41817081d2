/** What a tenant does with its own calls, and what phones do by themselves (design §5.2.5, §8). */
import { expect } from 'chai';
import { callOf, Talk } from '../support/talk';
import { twoTenants } from '../support/twoTenants';

describe('call control', () => {
  let on: Talk;

  beforeEach(async () => {
    const mapping = structuredClone(twoTenants);
    const brief = { routingPoint: 'pbx/main', match: { dnis: '1009' }, application: 'hotline', maxWaitSeconds: 4 };
    Object.assign(mapping.tenants.acme.venues, { brief });
    on = await new Talk({ mapping }).open();
  });
  afterEach(() => on.end());

  const party = (role: string) =>
    callOf(on.program.of('call.connected').at(-1)).parties.find((p) => p.role === role)?.id;

  it('holds the customer with music and brings the customer back', async () => {
    await on.connect();
    expect(await on.command('call.hold')).to.include({ status: 200 });
    await on.house.world.waitFor(() => /music/.test(on.customer.hears));
    expect(on.customer.hearsWhom).to.deep.equal([]);
    expect(await on.command('call.hold')).to.include({ refused: 'call.wrong_state' });
    expect(await on.command('call.retrieve')).to.include({ status: 200 });
    await on.house.world.waitFor(() => on.customer.hearsWhom.includes('PJSIP/a1'));
    expect(on.program.types).to.include.members(['call.held', 'call.retrieved']);
  });

  it('mutes a party and lets it be heard again', async () => {
    await on.connect();
    await on.command('call.mute', { party: party('agent') });
    await on.house.world.waitFor(() => on.customer.hearsWhom.length === 0);
    await on.command('call.mute', { party: party('agent'), on: false });
    await on.house.world.waitFor(() => on.customer.hearsWhom.length === 1);
  });

  it('plays into the conversation, and to one party alone', async () => {
    await on.connect();
    await on.command('call.play', { media: [{ play: 'prompt', name: 'recorded' }] });
    await on.house.world.waitFor(() =>
      [on.customer, on.phone('a1')].every((p) => p.heard.some((h) => h.what.includes('prompt recorded'))),
    );
    await on.command('call.play', { media: [{ play: 'prompt', name: 'whisper' }], party: party('agent') });
    await on.house.world.waitFor(() => on.phone('a1').heard.some((h) => h.what.includes('prompt whisper')));
    expect(on.customer.heard.some((h) => h.what.includes('prompt whisper'))).to.equal(false);
  });

  it('answers a caller while its program thinks: music is heard, and the PBX knows whose it is and for how long', async () => {
    await on.arrive();
    expect(await on.command('call.answer')).to.include({ status: 200 });
    await on.house.world.waitFor(() => on.customer.hears === 'music default');
    expect(on.customer.party?.tags).to.include({ tenant: 'acme', role: 'customer' });
    const media = [{ play: 'prompt', name: 'recorded' }];
    await on.command('call.route', { treatments: [{ do: 'announce', media }], offer: 1 });
    await on.house.world.waitFor(() => on.customer.hears === 'prompt recorded');
    on.customer.hangup();
  });

  it('has the PBX limit a caller whom a step answers', async () => {
    await on.arrive();
    await on.command('call.route', { treatments: [{ do: 'answer' }] });
    await on.house.world.waitFor(() => on.customer.hears === 'music default');
    expect(on.customer.party?.tags).to.include({ tenant: 'acme', role: 'customer' });
    on.customer.hangup();
  });

  it('says where a time is of no zone, or of no clock', async () => {
    await on.connect();
    for (const [item, at] of [
      [{ play: 'time', at: 0, zone: 'Mars/Phobos' }, '/media/0/zone'],
      [{ play: 'time', at: 8_640_000_000_000_001, zone: 'UTC' }, '/media/0/at'],
    ] as const) {
      const reply = await on.command('call.play', { media: [item] });
      expect(reply).to.include({ refused: 'request.invalid' });
      expect(JSON.stringify(reply)).to.include(`"${at}"`);
    }
    await on.command('call.play', { media: [{ play: 'time', at: 0, zone: 'Europe/Berlin' }] });
    await on.house.world.waitFor(() => on.customer.heard.some((h) => h.what.includes('time')));
  });

  it('clears a call for everybody', async () => {
    await on.connect();
    expect(await on.command('call.clear')).to.include({ status: 200 });
    expect(callOf(await on.seen('call.cleared'))).to.include({ by: 'local', cause: 'normal' });
    expect([on.customer.state, on.phone('a1').state]).to.deep.equal(['gone', 'gone']);
    expect(await on.command('call.clear')).to.include({ refused: 'call.ended' });
  });

  it('collects digits by command while the caller waits', async () => {
    await on.arrive();
    await on.command('call.route', { treatments: [{ do: 'hold' }] });
    await on.house.world.waitFor(() => /music/.test(on.customer.hears));
    expect(
      await on.command('call.collect_digits', { media: [{ play: 'prompt', name: 'pin' }], maxDigits: 2, as: 'pin' }),
    ).to.include({ status: 200 });
    await on.house.world.waitFor(() => on.customer.hears === 'prompt pin');
    await on.house.world.finish(on.customer.press('42'));
    expect(callOf(await on.seen('call.digits_collected')).digits).to.include({ digits: '42', complete: true });
  });

  it('originates: dials, then performs the treatments', async () => {
    const outside = on.house.sim.phone(/^PJSIP\/carrier-/, { answerAfterMs: 1000 });
    const body = {
      venue: 'hotline',
      to: { number: '030 23125 778' },
      from: '+493023125100',
      treatments: [{ do: 'connect', to: { endpoint: 'PJSIP/a1' } }],
    };
    const reply = (await on.house.command('acme', 'call.originate', undefined, body, on.program)) as {
      status: number;
      data: { call: string };
    };
    expect(reply.status).to.equal(201);
    await on.seen('call.connected');
    expect(outside.last?.shown?.from.number).to.equal('+493023125100');
    expect(outside.last?.hearsWhom).to.deep.equal(['PJSIP/a1']);
    expect(callOf(on.program.of('call.originated')[0])).to.include({
      id: reply.data.call,
      direction: 'out',
      customerNumber: '+493023125778',
    });
  });

  it('lets nobody whom it called wait longer than the venue has its callers wait', async () => {
    on.house.sim.phone('PJSIP/a2', { answerAfterMs: 1_000 });
    const treatments = [{ do: 'hold', maxSeconds: 300 }];
    const body = { venue: 'brief', to: { endpoint: 'PJSIP/a2' }, treatments };
    await on.command('call.originate', body, undefined);
    const { answeredAt } = callOf(await on.seen('call.answered'));
    const end = callOf(await on.seen('call.cleared'));
    expect(Date.parse(String(end.clearedAt)) - Date.parse(String(answeredAt))).to.be.within(4_000, 4_500);
    expect(on.program.of('call.routed').map((event) => callOf(event).plan?.reason)).to.include('wait_exceeded');
  });

  it('is asked when the treatments of a call it began have run out; with nobody to ask the call ends', async () => {
    const media = [{ play: 'prompt', name: 'hello' }];
    const body = {
      venue: 'hotline',
      to: { endpoint: 'PJSIP/a1' },
      treatments: [{ do: 'announce', media }],
    };
    await on.command('call.originate', body, undefined);
    const asked = callOf(await on.seen('call.offered'));
    expect(asked.offer?.cause).to.equal('completed');
    await on.house.command('acme', 'call.clear', asked.id, {}, on.program);
    await on.seen('call.cleared');
    on.program.subscription.end();
    const reader = on.house.listen('acme');
    await on.house.command('acme', 'call.originate', undefined, body);
    const end = callOf(await on.house.world.waitFor(() => reader.of('call.cleared')[0]));
    expect(end).to.include({ cause: 'normal', by: 'local' });
    expect(reader.of('call.offered')).to.have.lengthOf(0);
  });

  it('keeps attributes with the transaction and takes at most 8 kB', async () => {
    await on.arrive();
    expect(await on.command('call.set_attributes', { attributes: { vip: true, note: 'x' } })).to.include({
      status: 200,
    });
    await on.command('call.set_attributes', { attributes: { note: null } });
    expect(callOf(on.program.of('call.attributes_changed').at(-1)).attributes).to.deep.equal({ vip: true });
    expect(await on.command('call.set_attributes', { attributes: { big: 'x'.repeat(9000) } })).to.include({
      refused: 'attributes.too_large',
    });
  });

  it('follows the hold of a desk phone', async () => {
    await on.connect();
    on.phone('a1').hold();
    const held = callOf(await on.seen('call.held'));
    expect(held.parties.find((p) => p.id === held.party)).to.include({ role: 'agent', heldBy: 'phone' });
    on.phone('a1').retrieve();
    await on.seen('call.retrieved');
  });

  it('is not routed away while two talk, also when one of them is on hold', async () => {
    await on.connect();
    await on.command('call.hold');
    const treatments = [{ do: 'connect', to: { endpoint: 'PJSIP/a2' } }];
    expect(await on.command('call.route', { treatments })).to.include({ refused: 'call.wrong_state' });
  });
});
