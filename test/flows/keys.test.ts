/** Keys over their whole life: expiry, rotation with and without overlap, last use, and the feeds opened with them. */
import { expect } from 'chai';
import { isRefusal } from '../../src/core/errors';
import type { CommandReply, Principal } from '../../src/services/api';
import { House } from '../support/house';
import { Socket } from '../support/socket';
import { twoTenants } from '../support/twoTenants';

interface MadeKey {
  readonly id: string;
  readonly secret: string;
  readonly expiresAt?: string;
  readonly previousUntil?: string;
}

describe('keys', () => {
  let house: House;
  beforeEach(async () => {
    house = await new House({ mapping: twoTenants }).start();
  });
  afterEach(() => house.stop());

  const owner = (tenant = 'acme') => house.principal(tenant, 'owner');
  const finish = async (reply: Promise<CommandReply>): Promise<MadeKey> => {
    const made = await house.world.finish(reply);
    if (isRefusal(made)) throw new Error(JSON.stringify(made));
    return made.data as MadeKey;
  };
  const create = (more: object = {}) =>
    finish(house.api.keys.create(owner(), 'acme', { name: 'crm', role: 'application', ...more }));
  const rotate = (id: string, body: object = {}) => finish(house.api.keys.rotate(owner(), 'acme', id, body));
  const who = (secret: string) => house.api.access.authenticate(secret);
  const open = (secret: string): Socket => {
    const socket = new Socket();
    const principal = who(secret);
    if (isRefusal(principal)) throw new Error(JSON.stringify(principal));
    expect(house.api.feeds.subscribe(principal, 'acme', {}, socket)).not.to.have.property('refused');
    return socket;
  };
  const iso = (ms: number) => new Date(house.clock.now() + ms).toISOString();

  it('takes a key until it expires, and closes its feeds at that moment', async () => {
    const { id, secret } = await create({ expiresAt: iso(60_000) });
    const socket = open(secret);
    await house.world.advance(59_000);
    expect(who(secret)).to.include({ key: id });
    expect(socket.closed).to.equal(undefined);
    await house.world.waitFor(() => socket.closed);
    expect(socket.closed?.[0]).to.equal(4401);
    expect(who(secret)).to.include({ refused: 'auth.invalid' });
    const { items } = house.api.keys.list(owner(), 'acme') as { items: { id: string }[] };
    expect(items.map((key) => key.id)).not.to.include(id);
  });

  it('expires a key also while nobody was running', async () => {
    const { secret } = await create({ expiresAt: iso(60_000) });
    house.crash();
    await house.world.advance(120_000);
    await house.start();
    expect(who(secret)).to.include({ refused: 'auth.invalid' });
  });

  it('refuses an expiry in the past, and names the place', async () => {
    const body = { name: 'x', role: 'application', expiresAt: iso(-1_000) };
    const reply = await house.world.finish(house.api.keys.create(owner(), 'acme', body));
    expect(JSON.stringify(reply)).to.include('request.invalid').and.include('/expiresAt');
  });

  it('rotates at once: the old secret and the feeds opened with it are out', async () => {
    const { id, secret } = await create();
    const socket = open(secret);
    const next = await rotate(id);
    expect(next).to.include({ id }).and.not.to.have.property('previousUntil');
    expect(next.secret).not.to.equal(secret);
    await house.world.waitFor(() => socket.closed);
    expect(socket.closed?.[0]).to.equal(4401);
    expect(who(secret)).to.include({ refused: 'auth.invalid' });
    expect(who(next.secret)).to.include({ key: id });
  });

  it('rotates with an overlap: both are taken, then only the new one', async () => {
    const { id, secret } = await create();
    const [before, after] = [open(secret), open((await rotate(id, { overlapSeconds: 600 })).secret)];
    await house.world.advance(500_000);
    expect([before.closed, after.closed]).to.deep.equal([undefined, undefined]);
    expect(who(secret)).to.include({ key: id });
    house.crash();
    await house.start();
    const late = open(secret);
    await house.world.waitFor(() => late.closed, 600_000);
    expect(late.closed?.[0]).to.equal(4401);
    expect(who(secret)).to.include({ refused: 'auth.invalid' });
  });

  it('keeps the feed of the new secret when the overlap ends', async () => {
    const { id, secret } = await create();
    const next = (await rotate(id, { overlapSeconds: 30 })).secret;
    const [old, fresh] = [open(secret), open(next)];
    await house.world.waitFor(() => old.closed);
    expect(fresh.closed).to.equal(undefined);
    const third = (await rotate(id, { overlapSeconds: 30 })).secret;
    expect(who(secret), 'the first secret does not come back').to.include({ refused: 'auth.invalid' });
    expect([who(next), who(third)].some(isRefusal)).to.equal(false);
  });

  it('takes at most a day of overlap', async () => {
    const { id } = await create();
    const reply = await house.world.finish(house.api.keys.rotate(owner(), 'acme', id, { overlapSeconds: 86_401 }));
    expect(reply).to.include({ refused: 'request.invalid' });
  });

  it('shows the new secret once, also when the rotation is repeated', async () => {
    const { id } = await create();
    const ask = () => house.world.finish(house.api.keys.rotate(owner(), 'acme', id, {}, 'r1'));
    const first = (await ask()) as { data: MadeKey };
    const again = (await ask()) as { status: number; data: MadeKey };
    expect(again).to.include({ status: 200 });
    expect(again.data).not.to.have.property('secret');
    expect(who(first.data.secret)).to.include({ key: id });
  });

  it('says when a key was last used, to the minute, without a record for it', async () => {
    const { id, secret } = await create();
    const item = () =>
      (house.api.keys.list(owner(), 'acme') as { items: { id: string; lastUsedAt?: string }[] }).items.find(
        (key) => key.id === id,
      );
    expect(item()).not.to.have.property('lastUsedAt');
    const { seq } = house.signalbox.partitions.get('system') ?? { seq: 0 };
    for (let i = 0; i < 10; i++) who(secret);
    expect(item()?.lastUsedAt).to.match(/:00\.000Z$/);
    expect(house.signalbox.partitions.get('system')?.seq).to.equal(seq);
  });

  it('does not let on whether a key is another tenant’s or nobody’s', async () => {
    const { id } = await create();
    const globex = owner('globex');
    const ask = (key: string, verb: 'rotate' | 'revoke') =>
      house.world.finish(
        verb === 'rotate'
          ? house.api.keys.rotate(globex, 'globex', key, {})
          : house.api.keys.revoke(globex, 'globex', key),
      );
    for (const verb of ['rotate', 'revoke'] as const)
      expect(await ask(id, verb)).to.deep.equal(await ask(`ke_${'0'.repeat(32)}`, verb));
  });

  it('keeps the keys of tenants apart from those of the installation', async () => {
    const admin: Principal = { key: 'admin', actor: 'key:admin', role: 'admin' };
    const { id } = await create();
    expect(await house.world.finish(house.api.keys.revoke(admin, undefined, id))).to.include({
      refused: 'resource.not_found',
    });
  });
});
