/** Who decides about a call: attachments of the tenant's programs, and what follows when none of them answers (design §5.2, §8). */
import { expect } from 'chai';
import type { Call } from '../../src/core/call';
import type { Envelope } from '../../src/core/envelope';
import { House, type Listener } from '../support/house';
import { twoTenants } from '../support/twoTenants';

const call = (event: Envelope | undefined) => event?.data as Call;
const REJECT = { treatments: [{ do: 'reject', cause: 'busy' }] };

describe('an application', () => {
  let house: House;

  beforeEach(async () => {
    house = await new House({ mapping: twoTenants }).up();
    house.sim.phone('PJSIP/a9', { answerAfterMs: 500, hangupAfterMs: 500 });
  });

  afterEach(() => house.end());

  const customer = () => house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1000' });
  const offered = (listener: Listener, count = 1) => house.world.waitFor(() => listener.of('call.offered')[count - 1]);
  const route = (id: string, by: Listener | undefined, body: unknown = REJECT) =>
    house.command('acme', 'call.route', id, body, by);
  const plan = (listener: Listener) => call(listener.of('call.routed').at(-1)).plan;

  it('that nobody is attached to leaves the call pending until its deadline, and says so', async () => {
    const watcher = house.listen('acme');
    customer();
    await offered(watcher);
    await house.world.waitFor(() => watcher.of('call.routed')[0]);
    expect(plan(watcher)).to.include({ by: 'default', reason: 'not_attached' });
  });

  it('offers what is pending to a program that attaches, with the time that is left', async () => {
    const watcher = house.listen('acme');
    customer();
    const first = await offered(watcher);
    await house.world.advance(2_000);
    const late = await house.attach('acme', 'hotline');
    const again = await offered(late);
    expect(call(again).offer).to.deep.equal(call(first).offer);
    expect(again.sequence).to.equal(undefined);
    expect(await route(call(again).id, late)).to.include({ status: 200 });
    await house.world.waitFor(() => watcher.of('call.cleared')[0]);
    expect(plan(watcher)?.by).to.equal('application');
  });

  it('is decided for by the first exclusive program alone; the stand-by takes over with what is pending', async () => {
    const first = await house.attach('acme', 'hotline');
    const second = await house.attach('acme', 'hotline');
    customer();
    const { id } = call(await offered(first));
    expect(await route(id, second)).to.include({ refused: 'application.not_attached' });
    expect(await route(id, undefined)).to.include({ refused: 'application.not_attached' });
    const before = second.of('call.offered').length;
    first.subscription.end();
    await house.world.waitFor(() => second.of('call.offered').length > before);
    expect(await route(id, second)).to.include({ status: 200 });
  });

  it('that is claimed takes the first valid answer', async () => {
    const one = await house.attach('acme', 'hotline', 'claim');
    const two = await house.attach('acme', 'hotline', 'claim');
    customer();
    const { id } = call(await offered(one));
    const busy = { treatments: [{ do: 'hold' }] };
    const stranger = house.listen('acme');
    expect(await route(id, stranger, { ...busy, offer: 1 })).to.include({ refused: 'application.not_attached' });
    expect(await route(id, two, { ...busy, offer: 1 })).to.include({ status: 200 });
    expect(await route(id, one, { ...busy, offer: 1 })).to.include({ refused: 'call.already_routed' });
  });

  it('is watched and not decided for by an observer', async () => {
    const observer = await house.attach('acme', 'hotline', 'observe');
    customer();
    const { id } = call(await offered(observer));
    expect(await route(id, observer)).to.include({ refused: 'application.not_attached' });
  });

  it('is no longer waited for when its answers fail in a row, and asked again after a while', async () => {
    const program = await house.attach('acme', 'hotline');
    for (let i = 1; i <= 3; i++) {
      customer();
      await house.world.waitFor(() => program.of('call.cleared')[i - 1]);
    }
    expect(program.of('application.circuit_opened')[0]?.data).to.include({ failures: 3 });
    const before = house.clock.now();
    customer();
    await house.world.waitFor(() =>
      program.of('call.routed').some((event) => call(event).plan?.reason === 'circuit_open'),
    );
    expect(house.clock.now() - before).to.be.lessThan(1_000);
    await house.world.advance(31_000);
    const offers = program.of('call.offered').length;
    customer();
    const offer = await offered(program, offers + 1);
    expect(call(offer).offer?.cause).to.equal('arrived');
    expect(await route(call(offer).id, program)).to.include({ status: 200 });
    await house.world.waitFor(() => program.of('application.circuit_closed')[0]);
  });

  it('is attached to once by a socket that asks three times, and left with it', async () => {
    const program = house.listen('acme');
    const attach = () => program.subscription.attach('hotline', 'exclusive');
    await house.world.finish(Promise.all([attach(), attach(), attach()]));
    await house.world.advance(1_000);
    const state = program.of('application.attached').at(-1)?.data;
    expect(state).to.have.property('attachments').with.lengthOf(1);
    const watcher = house.listen('acme');
    program.subscription.end();
    await house.world.waitFor(() => watcher.of('application.detached')[0]);
    expect(watcher.of('application.detached')[0]?.data).to.deep.include({ attachments: [] });
  });

  it('cannot be attached to by another tenant, nor when it is none of kind feed', async () => {
    const foreign = house.listen('globex');
    expect(await house.world.finish(foreign.subscription.attach('menu', 'exclusive'))).to.include({
      refused: 'application.not_found',
    });
    const own = house.listen('acme');
    expect(await house.world.finish(own.subscription.attach('menu', 'exclusive'))).to.include({
      refused: 'application.wrong_kind',
    });
  });

  it('gives the same answer to the same command id, also after a crash, and does it once', async () => {
    house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    const program = await house.attach('acme', 'hotline');
    const body = { venue: 'hotline', to: { endpoint: 'PJSIP/a1' }, treatments: [{ do: 'hold' }] };
    const first = await house.command('acme', 'call.originate', undefined, body, program, 'once');
    expect(await house.command('acme', 'call.originate', undefined, body, program, 'once')).to.deep.equal(first);
    const { venue, ...rest } = body;
    const turned = { treatments: rest.treatments, to: rest.to, venue };
    expect(await house.command('acme', 'call.originate', undefined, turned, program, 'once')).to.deep.equal(first);
    const other = { ...body, to: { endpoint: 'PJSIP/a2' } };
    expect(await house.command('acme', 'call.originate', undefined, other, program, 'once')).to.include({
      refused: 'request.key_reused',
    });
    house.crash();
    await house.up();
    expect(await house.command('acme', 'call.originate', undefined, body, undefined, 'once')).to.deep.equal(first);
    await house.world.advance(5_000);
    expect(house.sim.phone('PJSIP/a1').calls.length).to.be.at.most(1);
  });

  it('is offered a call that changes while it attaches, too', async () => {
    house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1000' });
    const listener = house.listen('acme');
    const { id } = (await house.world.waitFor(() => listener.of('call.offered')[0])).data as Call;
    const late = house.listen('acme');
    const attaching = late.subscription.attach('hotline', 'exclusive');
    await house.world.drain();
    const change = house.command('acme', 'call.set_attributes', id, { attributes: { vip: true } });
    await house.world.finish(attaching);
    await change;
    const offers = late.of('call.offered').map(({ data }) => data as Call);
    expect(offers.map(({ attributes }) => attributes)).to.deep.equal([{ vip: true }]);
  });
});
