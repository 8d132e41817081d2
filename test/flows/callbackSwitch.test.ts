/** The two switches by hand, many cancelled at once; both as somebody does it who supervises. */
import { expect } from 'chai';
import type { Phone } from '../../connectors/simulator/phones';
import { CallbackHouse, CUSTOMER, OTHER, THIRD } from '../support/callbackHouse';

describe('the switches of callbacks', () => {
  let house: CallbackHouse;
  let customer: Phone;

  beforeEach(async () => {
    house = await CallbackHouse.open({ callback: { minDelaySeconds: 5, simultaneous: 10 } });
    customer = house.phone(CUSTOMER, {});
  });
  afterEach(() => house.end());

  const supervisor = () => house.principal('acme', 'supervisor');
  const turn = (body: object, id?: string) =>
    house.world.finish(
      house.api.commands.execute({
        ...{ principal: supervisor(), tenant: 'acme', command: 'callback.switch', body },
        ...(id !== undefined && { requestId: id }),
      }),
    );
  const shown = async () => {
    const found = await house.world.finish(house.api.callbacks.switches(supervisor(), 'acme'));
    if ('refused' in found) throw new Error(found.refused);
    return found;
  };

  it('stop taking and dialling by command, over a crash, until that is taken back', async () => {
    expect(await turn({ queue: 'sales', dial: false }, 'k1')).to.deep.equal({ status: 200, data: { queue: 'sales' } });
    expect(await turn({ queue: 'sales', dial: false }, 'k1')).to.deep.equal({ status: 200, data: { queue: 'sales' } });
    const { callback: id } = await house.request();
    await house.event('callback.delayed');
    expect(await house.callback(id)).to.deep.include({ state: 'queued', waiting: { for: 'switchedOff' } });
    await turn({ accept: false });
    expect(await house.ask({ to: { number: OTHER } })).to.include({ refused: 'callback.not_accepted' });
    house.crash();
    await house.up();
    house.feed = house.listen('acme');
    await house.world.advance(60_000);
    expect(customer.calls, 'it is remembered').to.have.lengthOf(0);
    expect(await house.ask({ to: { number: OTHER } })).to.include({ refused: 'callback.not_accepted' });
    const { tenant, queues } = await shown();
    expect(tenant).to.deep.include({ accept: false, dial: true });
    expect(tenant.byHand).to.include({ accept: false, by: supervisor().actor });
    expect(queues[0]).to.deep.include({ queue: 'sales', accept: true, dial: false, accepts: false, dials: false });
    await turn({ queue: 'sales', dial: null });
    await house.world.waitFor(() => customer.calls.length === 1);
    await turn({ accept: null });
    expect(await house.ask({ to: { number: OTHER } })).to.not.have.property('refused');
    expect((await shown()).tenant).to.deep.equal({ accept: true, dial: true });
  });

  it('are turned by who supervises, of queues that take callbacks, and kept for the audit', async () => {
    const refused = async (body: object, command: object = {}) =>
      house.world.finish(
        house.api.commands.execute({
          ...{ principal: supervisor(), tenant: 'acme', command: 'callback.switch', body },
          ...command,
        }),
      );
    expect(await refused({ queue: 'nobody', dial: false })).to.include({ refused: 'queue.not_found' });
    expect(await refused({ dial: 'no' })).to.include({ refused: 'request.invalid' });
    expect(await refused({ dial: false }, { principal: house.principal('acme') })).to.include({
      refused: 'auth.forbidden',
    });
    const elsewhere = { ...supervisor(), venues: ['other'] };
    expect(await refused({ dial: false }, { principal: elsewhere })).to.include({ refused: 'auth.forbidden' });
    expect(await refused({ queue: 'sales', dial: false }, { principal: elsewhere })).to.include({
      refused: 'queue.not_found',
    });
    await turn({ dial: false });
    await turn({ dial: false });
    const owner = house.principal('acme', 'owner');
    const page = await house.world.finish(house.api.records.audit(owner, 'acme', { limit: 10 }));
    const acts = 'refused' in page ? [] : (page.items as { type: string; actor: string }[]);
    expect(acts.filter(({ type }) => type === 'callback.switched').map(({ actor }) => actor)).to.deep.equal([
      supervisor().actor,
    ]);
  });

  it('does not keep another tenant from its callbacks', async () => {
    const theirs = house.phone(THIRD, {}, 'b');
    await turn({ dial: false, accept: false });
    await house.request({ to: { number: THIRD } }, 'globex');
    await house.world.waitFor(() => theirs.calls.length === 1);
  });

  it('lets many be cancelled by one request, counted first, but for who is on the line', async () => {
    const talking = house.phone(THIRD, { answerAfterMs: 1_000 });
    await house.request({ to: { number: THIRD } });
    await house.event('callback.answered');
    expect(talking.last?.state).to.equal('up');
    const when = new Date(house.clock.now() + 86_400_000).toISOString();
    await house.request({ when });
    await house.request({ to: { number: OTHER }, when });
    const cancel = (body: object, principal = supervisor()) =>
      house.world.finish(house.api.callbacks.cancelMany(principal, 'acme', body));
    expect(await cancel({ queue: 'sales', dryRun: true })).to.deep.equal({
      ...{ matched: 3, cancelled: 0, tooLate: 0, more: false },
    });
    expect(await cancel({ all: true }, { ...supervisor(), venues: ['other'] })).to.include({ matched: 0 });
    expect(await cancel({}), 'a filter that was forgotten').to.include({ refused: 'request.invalid' });
    expect(await cancel({ all: true, limit: 1_001 })).to.include({ refused: 'request.invalid' });
    expect(await cancel({ all: true }, house.principal('acme'))).to.include({ refused: 'auth.forbidden' });
    expect(await cancel({ state: 'scheduled', limit: 1 })).to.deep.equal({
      ...{ matched: 2, cancelled: 1, tooLate: 0, more: true },
    });
    expect(await cancel({ all: true })).to.deep.equal({ matched: 2, cancelled: 1, tooLate: 1, more: false });
    expect(house.feed.of('callback.many_cancelled')).to.have.lengthOf(2);
    expect((await house.listed()).map(({ customerNumber }) => customerNumber)).to.deep.equal([THIRD]);
  });
});
