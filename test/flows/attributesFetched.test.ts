/** A caller about whom somebody is asked first: offered with what came, or without, and never later than a second. */
import { expect } from 'chai';
import { Webhook as Verifier } from 'standardwebhooks';
import type { Call } from '../../src/core/call';
import { isRefusal } from '../../src/core/errors';
import { signatureHeaders } from '../../src/webhook/sign';
import { askingVenues, FROM, SECRET } from '../support/askingVenues';
import { type Answering, saying, silence, status } from '../support/fakeWebhook';
import { House, type Listener } from '../support/house';
import { told } from '../support/told';

describe('a call at a venue that asks for attributes', () => {
  let house: House;
  let program: Listener;
  const open = async (options: object = {}, more: object = {}): Promise<void> => {
    house = await new House({ mapping: askingVenues(more), ...options }).up();
    program = await house.attach('acme', 'hotline');
  };
  beforeEach(() => open());
  afterEach(async () => {
    await house.end();
    expect(house.signalbox.counts().outgoing, 'requests left').to.equal(0);
  });

  const arrive = (dnis = '1000') =>
    house.sim.call({
      routingPoint: 'main',
      ani: '+493023125777',
      dnis,
      endpoint: 'PJSIP/carrier',
      headers: { 'X-Case': '42' },
    });
  const offered = async (): Promise<Call> => {
    const before = program.of('call.offered').length;
    return (await house.world.waitFor(() => program.of('call.offered')[before])).data as Call;
  };
  const call = (): Call => {
    const partition = house.signalbox.partitions.get('acme');
    const id = [...(partition?.ids('call') ?? [])].at(-1) ?? '';
    return partition?.get('call', id) as Call;
  };

  it('is offered with what was answered, merged into what was known', async () => {
    house.webhook.answer = () => saying({ name: 'Anna Berger', vip: true });
    arrive();
    const shown = await offered();
    expect(shown.attributes).to.deep.equal({ case: '42', name: 'Anna Berger', vip: true });
    expect(shown.fetched).to.deep.include({ outcome: 'ok' });
    const transaction = await house.world.finish(
      told((gone) => house.api.queries.transaction(house.principal('acme'), 'acme', shown.transaction, gone)),
    );
    expect(transaction).to.have.property('attributes').that.deep.equals(shown.attributes);
    const types = program.types.filter((type) => type !== 'application.attached');
    expect(types).to.deep.equal(['call.attributes_requested', 'transaction.attributes_set', 'call.offered']);
  });

  it('is asked about in one signed request that says who calls where', async () => {
    house.webhook.answer = () => saying({});
    arrive();
    const shown = await offered();
    const [request] = house.webhook.arrived;
    expect(house.webhook.arrived).to.have.lengthOf(1);
    expect(request).to.include({ url: FROM, contentType: 'application/cloudevents+json', maxBytes: 16_384 });
    expect(request?.deadlineMs).to.be.within(900, 1_000);
    expect(request?.secrets).to.deep.equal([SECRET]);
    const headers = signatureHeaders(request ?? { id: '', body: '' }, request?.secrets ?? [], Date.now());
    const event = new Verifier(SECRET).verify(request?.body ?? '', headers) as { type: string; data: object };
    expect(event.type).to.equal('call.attributes_requested');
    expect(event.data).to.deep.include({
      id: shown.id,
      venue: 'hotline',
      ani: '+493023125777',
      dnis: '1000',
      customerNumber: '+493023125777',
      attributes: { case: '42' },
    });
  });

  it('hears ringing while it waits, and can be looked at', async () => {
    house.webhook.answer = () => ({ ...saying({}), afterMs: 700 });
    const caller = arrive();
    await house.world.advance(400);
    expect(caller.hears).to.equal('ringing');
    expect(call().state).to.equal('fetching');
    const listed = await house.world.finish(house.api.queries.calls(house.principal('acme'), 'acme', { limit: 10 }));
    expect(isRefusal(listed) ? listed : (listed.items[0] as Call).state).to.equal('fetching');
    await offered();
  });

  const large = 'x'.repeat(8_192);
  for (const [what, answer, fetched] of [
    ['nothing is answered', silence, { outcome: 'late' }],
    ['the answer is a failure', status(503), { outcome: 'failed', reason: 'status', status: 503 }],
    ['the answer is no JSON', saying('<html>'), { outcome: 'invalid', status: 200 }],
    ['the answer is a list', saying([1, 2]), { outcome: 'invalid', status: 200 }],
    ['an attribute has a wrong name', saying({ 'a b': 1 }), { outcome: 'invalid', status: 200 }],
    ['the attributes are too large together', saying({ large }), { outcome: 'too_large' }],
    [
      'the address is refused',
      { result: { delivered: false, reason: 'refused_address' } },
      { outcome: 'failed', reason: 'refused_address' },
    ],
  ] as [string, Answering, object][])
    it(`is offered without when ${what}`, async () => {
      house.webhook.answer = () => answer;
      const began = house.clock.now();
      arrive();
      const shown = await offered();
      expect(shown.attributes).to.deep.equal({ case: '42' });
      const { ms = 0, ...rest } = shown.fetched ?? {};
      expect(rest).to.deep.equal(fetched);
      expect(house.clock.now() - began).to.be.lessThan(1_200);
      expect(ms).to.be.at.most(1_000);
    });

  it('is offered with nothing when the answer is empty', async () => {
    arrive();
    expect((await offered()).fetched).to.include({ outcome: 'ok' });
  });

  it('waits no longer than its venue says', async () => {
    await house.stop();
    await open({}, { seconds: 0.3 });
    house.webhook.answer = () => silence;
    arrive();
    const began = house.clock.now();
    await offered();
    expect(house.clock.now() - began).to.be.within(250, 400);
  });

  it('is cleared at once when the caller leaves, and the request is given up', async () => {
    house.webhook.answer = () => silence;
    const caller = arrive();
    await house.world.advance(300);
    expect(house.webhook.open).to.equal(1);
    caller.hangup();
    const cleared = await house.world.waitFor(() => program.of('call.cleared')[0], 500);
    expect(cleared.data).not.to.have.property('fetching');
    expect(house.webhook.open).to.equal(0);
    await house.world.advance(3_000);
    expect(program.of('call.offered')).to.deep.equal([]);
  });

  it('is decided about early when the program does not want to wait', async () => {
    house.webhook.answer = () => silence;
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500, hangupAfterMs: 60_000 });
    arrive();
    const { id } = (await house.world.waitFor(() => program.of('call.attributes_requested')[0])).data as Call;
    const treatments = [{ do: 'connect', to: { endpoint: 'PJSIP/a1' } }];
    expect(await house.command('acme', 'call.route', id, { treatments }, program)).to.include({ status: 200 });
    await house.world.waitFor(() => program.of('call.connected')[0]);
    expect(house.webhook.open).to.equal(0);
    expect(program.of('call.offered')).to.deep.equal([]);
  });

  it('is asked about again when it goes to another venue that asks', async () => {
    house.webhook.answer = ({ url }) => saying(url === FROM ? { first: 1 } : { second: 2 });
    arrive();
    const { id } = await offered();
    await house.command('acme', 'call.route', id, { treatments: [{ do: 'venue', venue: 'menu' }] }, program);
    await house.world.waitFor(() => call().step?.do === 'collect');
    expect(call().attributes).to.deep.equal({ case: '42', first: 1, second: 2 });
    expect(house.webhook.arrived.map(({ url }) => url)).to.deep.equal([FROM, `${FROM}/menu`]);
  });

  it('costs few callers anything when the address is dead, and is asked again after a while', async () => {
    house.webhook.answer = () => silence;
    for (let i = 0; i < 3; i++) {
      arrive();
      expect((await offered()).fetched?.outcome).to.equal('late');
    }
    expect(program.of('venue.circuit_opened')).to.have.lengthOf(1);
    const began = house.clock.now();
    arrive();
    expect((await offered()).fetched).to.deep.equal({ outcome: 'circuit_open', ms: 0 });
    expect(house.clock.now() - began).to.be.lessThan(200);
    expect(house.webhook.arrived).to.have.lengthOf(3);
    await house.world.advance(30_000);
    house.webhook.answer = () => saying({ vip: true });
    arrive();
    expect((await offered()).attributes).to.include({ vip: true });
    expect(program.of('venue.circuit_closed')).to.have.lengthOf(1);
  });

  it('is offered without when the link breaks while it waits, and goes on when the link is back', async () => {
    house.webhook.answer = () => silence;
    const caller = arrive();
    await house.world.advance(300);
    house.sim.cutLink();
    const shown = await offered();
    expect(shown.fetched?.outcome).to.equal('late');
    house.sim.restoreLink();
    await house.world.waitFor(() => house.signalbox.lines.state('pbx') === 'live');
    await house.command('acme', 'call.route', shown.id, { treatments: [{ do: 'answer' }, { do: 'hold' }] }, program);
    await house.world.waitFor(() => caller.hears.startsWith('music'));
  });

  for (const [when, kept, afterMs] of [
    ['before anything was written', 'none', 0],
    ['when the question was written', 'all', 30],
    ['while it waits', 'all', 500],
  ] as const)
    it(`is offered at once after a crash ${when}`, async () => {
      house.webhook.answer = () => silence;
      const caller = arrive();
      await house.world.waitFor(() => call()?.fetching);
      await house.world.advance(afterMs);
      house.crash(kept);
      await house.up();
      const again = house.listen('acme', { after: 0 });
      const shown = await house.world.waitFor(() => again.of('call.offered')[0], 2_500);
      const { outcome } = (shown.data as Call).fetched ?? {};
      // What never reached the disk never was: the caller arrives again, and is asked about again.
      expect(outcome).to.equal(kept === 'none' ? 'late' : 'interrupted');
      if (kept === 'all') expect(house.webhook.arrived.length).to.be.at.most(1);
      expect(caller.hears).to.equal('ringing');
    });

  it('is offered once when the process dies as the answer comes', async () => {
    house.webhook.answer = () => saying({ vip: true });
    arrive();
    await house.world.waitFor(() => call()?.offer);
    house.crash('none');
    await house.up();
    const again = house.listen('acme', { after: 0 });
    await house.world.waitFor(() => again.of('call.offered')[0]);
    await house.world.advance(500);
    expect(again.of('call.offered')).to.have.lengthOf(1);
  });
});
