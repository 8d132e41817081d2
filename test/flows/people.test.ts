/** People who sign in: invited, in and out, locked out, and what a change of user or password does to what is open. */
import { expect } from 'chai';
import { isRefusal, type Refusal } from '../../src/core/errors';
import type { CommandReply, Principal, SignedIn } from '../../src/services/api';
import { House } from '../support/house';
import { Socket } from '../support/socket';
import { twoTenants } from '../support/twoTenants';
import { wholeJournal } from '../support/wholeJournal';

const ADMIN: Principal = { key: 'admin', actor: 'key:admin', role: 'admin' };
const PASSWORD = 'correct horse battery';
const HOUR = 3_600_000;

interface MadeUser {
  readonly id: string;
  readonly login: string;
  readonly state: string;
  readonly invitation: string;
}

describe('people', () => {
  let house: House;
  let owner: MadeUser;
  beforeEach(async () => {
    house = await new House({ mapping: twoTenants }).start();
    owner = await invite(ADMIN, { login: 'Anna@acme.example', name: 'Anna Berger', role: 'owner' });
  });
  afterEach(() => house.stop());

  const done = <T>(reply: Promise<T>): Promise<T> => house.world.finish(reply);
  const good = async <T>(reply: Promise<CommandReply>): Promise<T> => {
    const made = await done(reply);
    if (isRefusal(made)) throw new Error(JSON.stringify(made));
    return made.data as T;
  };
  const invite = (by: Principal, body: object, tenant = 'acme') =>
    good<MadeUser>(house.api.users.create(by, tenant, body));
  const accept = (token: string, password = PASSWORD) => done(house.api.signIns.accept({ token, password }));
  const signIn = (login = 'anna@acme.example', password = PASSWORD, tenant = 'acme', address = '192.0.2.1') =>
    done(house.api.signIns.signIn({ tenant, login, password }, address));
  const cookie = (answer: SignedIn | Refusal): string => {
    if (isRefusal(answer)) throw new Error(JSON.stringify(answer));
    return answer.cookie;
  };
  const who = (value: string) => house.api.signIns.authenticate(value);
  const principal = (value: string): Principal => {
    const found = who(value);
    if (isRefusal(found)) throw new Error(JSON.stringify(found));
    return found;
  };
  const open = (by: Principal): Socket => {
    const socket = new Socket();
    expect(house.api.feeds.subscribe(by, 'acme', {}, socket)).not.to.have.property('refused');
    return socket;
  };

  it('come in by an invitation that works once and that an admin gives to the first owner', async () => {
    expect(owner).to.include({ login: 'anna@acme.example', state: 'invited' });
    expect(await signIn(), 'no password yet').to.include({ refused: 'auth.sign_in_failed' });
    const signedIn = await accept(owner.invitation);
    expect(principal(cookie(signedIn))).to.include({ role: 'owner', tenant: 'acme', actor: `user:${owner.id}` });
    expect(await accept(owner.invitation)).to.include({ refused: 'auth.invitation_gone' });
    expect(await signIn('ANNA@acme.example')).to.have.nested.property('data.user.state', 'active');
  });

  it('have a week to accept, and an invitation voids the one before', async () => {
    const again = await good<MadeUser>(house.api.users.invite(ADMIN, 'acme', owner.id));
    expect(await accept(owner.invitation)).to.include({ refused: 'auth.invitation_gone' });
    await house.world.advance(7 * 24 * HOUR + 1);
    expect(await accept(again.invitation)).to.include({ refused: 'auth.invitation_gone' });
  });

  it('choose a password that is not the first to be guessed', async () => {
    for (const weak of ['short', 'aaaaaaaaaaaaaaaa', 'anna@acme.example1'])
      expect(await accept(owner.invitation, weak), weak).to.include({ refused: 'request.invalid' });
    expect(await accept(owner.invitation)).to.have.property('cookie');
  });

  it('stay signed in over a restart', async () => {
    const value = cookie(await accept(owner.invitation));
    house.crash();
    await house.start();
    expect(principal(value)).to.include({ role: 'owner', user: owner.id });
    expect(await signIn()).to.have.property('cookie');
  });

  it('are not let in by a cookie that is not ours', async () => {
    const value = cookie(await accept(owner.invitation));
    const [id = '', signature = ''] = value.split('.');
    const other = `se_${'0'.repeat(32)}`;
    for (const forged of ['', '.', id, `${id}.`, `${id}.x${signature.slice(1)}`, `${other}.${signature}`, `${value}x`])
      expect(who(forged), forged).to.include({ refused: 'auth.invalid' });
  });

  it('are signed out after two idle hours, and after twelve in any case', async () => {
    const idle = cookie(await accept(owner.invitation));
    const busy = cookie(await signIn());
    for (let hour = 0; hour < 11; hour += 1) {
      await house.world.advance(HOUR);
      principal(busy);
    }
    expect(who(idle)).to.include({ refused: 'auth.invalid' });
    await house.world.advance(HOUR + 1);
    expect(who(busy)).to.include({ refused: 'auth.invalid' });
  });

  it('sign out here, or everywhere', async () => {
    const [first, second, third] = [
      cookie(await accept(owner.invitation)),
      cookie(await signIn()),
      cookie(await signIn()),
    ];
    const socket = open(principal(first));
    await good(house.api.signIns.signOut(principal(first), false));
    expect(who(first)).to.include({ refused: 'auth.invalid' });
    await house.world.waitFor(() => socket.closed);
    expect(socket.closed?.[0]).to.equal(4401);
    principal(second);
    await good(house.api.signIns.signOut(principal(second), true));
    for (const value of [second, third]) expect(who(value)).to.include({ refused: 'auth.invalid' });
  });

  it('keep the session in which they change the password, and no other', async () => {
    const [mine, other] = [cookie(await accept(owner.invitation)), cookie(await signIn())];
    const change = (current: string) =>
      done(house.api.signIns.changePassword(principal(mine), { current, password: 'another long one' }, '192.0.2.1'));
    expect(await change('wrong')).to.include({ refused: 'auth.sign_in_failed' });
    principal(other);
    expect(await change(PASSWORD)).to.include({ status: 200 });
    principal(mine);
    expect(who(other)).to.include({ refused: 'auth.invalid' });
    expect(await signIn()).to.include({ refused: 'auth.sign_in_failed' });
    expect(await signIn('anna@acme.example', 'another long one')).to.have.property('cookie');
  });

  it('learn nothing from a failure, whoever exists', async () => {
    await accept(owner.invitation);
    const invited = await invite(ADMIN, { login: 'new', name: 'New', role: 'user' });
    const answers = [
      await signIn('anna@acme.example', 'wrong'),
      await signIn('nobody', 'wrong'),
      await signIn('anna@acme.example', PASSWORD, 'nowhere'),
      await signIn('anna@acme.example', PASSWORD, 'system'),
      await signIn(invited.login, 'wrong'),
    ];
    for (const answer of answers) expect(answer).to.deep.equal({ refused: 'auth.sign_in_failed' });
    expect(house.passwords.checked, 'a hash is computed for each, so that time tells nothing').to.equal(5);
  });

  it('are out at once when they are deactivated, and in again when they are not', async () => {
    await accept(owner.invitation);
    const by = principal(cookie(await signIn()));
    const bob = await invite(by, { login: 'bob', name: 'Bob', role: 'supervisor' });
    const value = cookie(await accept(bob.invitation));
    const socket = open(principal(value));
    await good(house.api.users.deactivate(by, 'acme', bob.id));
    expect(who(value)).to.include({ refused: 'auth.invalid' });
    await house.world.waitFor(() => socket.closed);
    expect(await signIn('bob')).to.include({ refused: 'auth.sign_in_failed' });
    await good(house.api.users.activate(by, 'acme', bob.id));
    expect(await signIn('bob')).to.have.property('cookie');
  });

  it('have the rights of another role from the next request on', async () => {
    const bob = await invite(ADMIN, { login: 'bob', name: 'Bob', role: 'supervisor' });
    const value = cookie(await accept(bob.invitation));
    const socket = open(principal(value));
    const { seq } = (await done(house.api.users.one(ADMIN, 'acme', bob.id))) as { seq: number };
    await good(house.api.users.change(ADMIN, 'acme', bob.id, { role: 'user' }, seq));
    const late = await done(house.api.users.change(ADMIN, 'acme', bob.id, { role: 'owner' }, seq));
    expect(late).to.include({ refused: 'resource.changed' });
    await good(house.api.users.change(ADMIN, 'acme', bob.id, { name: 'Bobby' }, '*'));
    expect(principal(value)).to.include({ role: 'user' });
    await house.world.waitFor(() => socket.closed);
    expect(socket.closed?.[0]).to.equal(4401);
    expect(await signIn('bob'), 'the password is still there').to.have.property('cookie');
  });

  it('do not leave their tenant without an owner, unless an admin says so', async () => {
    const by = principal(cookie(await accept(owner.invitation)));
    expect(await done(house.api.users.deactivate(by, 'acme', owner.id))).to.include({ refused: 'resource.conflict' });
    await good(house.api.users.deactivate(ADMIN, 'acme', owner.id));
  });

  it('are kept by the owner of their tenant alone', async () => {
    const by = principal(cookie(await accept(owner.invitation)));
    const stranger = await invite(ADMIN, { login: 'anna@acme.example', name: 'Another', role: 'user' }, 'globex');
    const nobody = `us_${'0'.repeat(32)}`;
    const asks = (id: string, tenant: string) => [
      house.api.users.one(by, tenant, id),
      house.api.users.change(by, tenant, id, { name: 'x' }, 1),
      house.api.users.invite(by, tenant, id),
      house.api.users.deactivate(by, tenant, id),
      house.api.users.activate(by, tenant, id),
      house.api.users.signOut(by, tenant, id),
    ];
    const foreign = await done(Promise.all(asks(stranger.id, 'acme')));
    expect(foreign).to.deep.equal(await done(Promise.all(asks(nobody, 'acme'))));
    for (const reply of foreign) expect(reply).to.deep.equal({ refused: 'resource.not_found' });
    for (const reply of await done(Promise.all(asks(stranger.id, 'globex'))))
      expect(reply).to.include({ refused: 'auth.forbidden' });
  });

  it('are out while their tenant is suspended; only who knows the password is told why', async () => {
    const value = cookie(await accept(owner.invitation));
    await good(house.api.tenants.suspend(ADMIN, 'acme'));
    expect(who(value)).to.include({ refused: 'tenant.suspended' });
    expect(await signIn()).to.include({ refused: 'tenant.suspended' });
    expect(await signIn('anna@acme.example', 'wrong')).to.include({ refused: 'auth.sign_in_failed' });
    await good(house.api.tenants.resume(ADMIN, 'acme'));
    principal(value);
  });

  it('are as many as the quota says, each with a login of its own', async () => {
    expect(
      await done(house.api.users.create(ADMIN, 'acme', { login: 'ANNA@acme.example', name: 'x', role: 'user' })),
    ).to.include({
      refused: 'resource.conflict',
    });
    const { seq } = (await done(house.api.tenants.get(ADMIN, 'acme'))) as { seq: number };
    await good(house.api.tenants.change(ADMIN, 'acme', { quotas: { users: 1 } }, seq));
    expect(await done(house.api.users.create(ADMIN, 'acme', { login: 'bob', name: 'Bob', role: 'user' }))).to.include({
      refused: 'quota.exceeded',
    });
  });

  it('leave nothing of password, invitation or session in feeds, answers and records', async () => {
    const listener = house.listen('acme');
    const value = cookie(await accept(owner.invitation));
    await good(house.api.signIns.signOut(principal(value), true));
    await house.world.waitFor(() => listener.of('session.ended')[0]);
    const records = await wholeJournal(house);
    const seen = [
      JSON.stringify(listener.events),
      JSON.stringify(house.api.users.list(ADMIN, 'acme')),
      JSON.stringify(records.map(({ secret: _, ...record }) => record)),
    ];
    for (const text of seen) {
      for (const secret of [PASSWORD, owner.invitation, value.split('.')[1] ?? '?', `hashed:${PASSWORD}`])
        expect(text).not.to.include(secret);
      expect(text).to.include(owner.id);
    }
  });
});
