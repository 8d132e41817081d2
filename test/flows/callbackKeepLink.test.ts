/** A link by which a caller who hung up in a queue keeps the place: signed, once, as long as the place is kept. */
import { expect } from 'chai';
import type { Callback } from '../../src/core/callback';
import type { Entry } from '../../src/core/queue';
import type { Principal } from '../../src/services/api';
import type { KeepLink } from '../../src/services/callbackApi';
import { CallbackHouse, CUSTOMER, OTHER } from '../support/callbackHouse';

const ADMIN: Principal = { key: 'admin', actor: 'key:admin', role: 'admin' };

describe('a link that keeps the place', () => {
  let house: CallbackHouse;

  beforeEach(async () => {
    house = await CallbackHouse.open({ callback: { minDelaySeconds: 600 }, queue: { reconnectSeconds: 60 } });
  });
  afterEach(() => house.end());

  /** Waits in the queue and hangs up. */
  const leaves = async (): Promise<Entry> => {
    const caller = await house.caller(CUSTOMER);
    await house.world.advance(20_000);
    caller.hangup();
    return house.event<Entry>('queue.interrupted');
  };
  const ask = (id: string, principal = house.principal('acme')) =>
    house.world.finish(house.api.callbacks.keepLink(principal, 'acme', id));
  const link = async (id: string): Promise<KeepLink> => {
    const made = await ask(id);
    if ('refused' in made) throw new Error(made.refused);
    return made;
  };
  const follow = (token: string) => house.world.finish(house.api.callbacks.redeem({ token }));

  it('calls whoever follows it back in the place and with the arrival that it had, over a crash, once', async () => {
    const { id, arrivedAt } = await leaves();
    const other = await house.caller(OTHER);
    const { token, until } = await link(id);
    expect(Date.parse(until)).to.be.within(house.clock.now() + 50_000, house.clock.now() + 60_000);
    house.crash();
    await house.up();
    house.feed = house.listen('acme', { after: 0 });
    const made = await follow(token);
    const asked = await house.event<Callback>('callback.requested');
    expect(made).to.deep.equal({ callback: asked.id, confirmationId: asked.confirmationId });
    expect(asked).to.deep.include({ customerNumber: CUSTOMER, channel: 'page', entry: id, arrivedAt });
    expect((await house.entries()).map(({ id: one, callback }) => [one, callback])[0]).to.deep.equal([id, asked.id]);
    expect(await follow(token), 'it works once').to.include({ refused: 'resource.not_found' });
    await house.world.advance(120_000);
    expect(house.feed.of('queue.left').map(({ data }) => (data as Entry).reason)).to.deep.equal([]);
    other.hangup();
  });

  it('is of no use while the tenant is suspended, and works again afterwards', async () => {
    const { token } = await link((await leaves()).id);
    const { tenants } = house.api;
    await house.world.finish(tenants.suspend(ADMIN, 'acme'));
    expect(await follow(token)).to.include({ refused: 'tenant.suspended' });
    await house.world.finish(tenants.resume(ADMIN, 'acme'));
    expect(await follow(token)).to.include.keys('callback');
  });

  it('is none when it was made up, is late, or the caller has called again', async () => {
    const { id } = await leaves();
    const { token } = await link(id);
    const [tenant, entry, signature = ''] = token.split('.');
    const wrong = [
      `globex.${entry}.${signature}`,
      `${tenant}.${entry}.${'A'.repeat(signature.length)}`,
      token.slice(1),
    ];
    for (const other of ['', 'x'.repeat(5_000)]) expect(await follow(other)).to.include({ refused: 'request.invalid' });
    for (const other of [...wrong, '..', 'x'])
      expect(await follow(other)).to.include({ refused: 'resource.not_found' });
    const back = await house.caller(CUSTOMER);
    expect(await follow(token), 'the caller is back').to.include({ refused: 'resource.not_found' });
    await house.world.advance(10_000);
    back.hangup();
    await house.event('queue.interrupted', 2);
    await house.event('queue.left');
    expect(await follow(token), 'too late').to.include({ refused: 'resource.not_found' });
    expect(house.feed.of('callback.requested')).to.have.lengthOf(0);
  });

  it('is given to programs of the tenant and the venue, for places whose callers are away', async () => {
    const waiting = await house.caller(OTHER);
    const joined = await house.event<Entry>('queue.joined');
    expect(await ask(joined.id), 'is on the line').to.include({ refused: 'queue.entry_taken' });
    const { id } = await leaves();
    expect(await ask(id, house.principal('globex'))).to.include({ refused: 'auth.forbidden' });
    expect(await ask(id, { ...house.principal('acme'), venues: ['other'] })).to.include({
      refused: 'resource.not_found',
    });
    expect(await ask(id, house.principal('acme', 'user'))).to.include({ refused: 'auth.forbidden' });
    waiting.hangup();
  });
});
