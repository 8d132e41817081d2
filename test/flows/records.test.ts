/** What is kept: forgetting a customer, exporting and erasing a tenant. */
import { expect } from 'chai';
import { isRefusal } from '../../src/core/errors';
import type { CommandReply, Page, Principal } from '../../src/services/api';
import { House } from '../support/house';
import { twoTenants } from '../support/twoTenants';
import { wholeJournal } from '../support/wholeJournal';

const ADMIN: Principal = { key: 'admin', actor: 'key:admin', role: 'admin' };
const NUMBER = '+493023125777';
const NOTHING_LEFT = { calls: 0, transactions: 0, recordings: 0, held: 0, emptied: 0, left: 0 };
const mapping = structuredClone(twoTenants);
Object.assign(mapping.tenants.acme, { keys: { program: { role: 'application', secret: { literal: 'of-acme' } } } });

describe('what is kept', () => {
  let house: House;
  beforeEach(async () => {
    house = await new House({ mapping }).start();
  });
  afterEach(() => house.stop());

  const done = <T>(reply: Promise<T>): Promise<T> => house.world.finish(reply);
  const owner = (tenant = 'acme') => house.principal(tenant, 'owner');
  const good = async <T>(reply: Promise<CommandReply>): Promise<T> => {
    const made = await done(reply);
    if (isRefusal(made)) throw new Error(JSON.stringify(made));
    return made.data as T;
  };

  describe('of a customer', () => {
    const call = async (ani = NUMBER): Promise<void> => {
      const person = house.sim.call({ routingPoint: 'main', ani, dnis: '1002', endpoint: 'PJSIP/carrier' });
      await house.world.waitFor(() => person.state === 'gone');
    };
    const journal = async () => JSON.stringify(await wholeJournal(house));
    const erase = (number = NUMBER) => good(house.api.records.eraseCustomer(owner(), 'acme', { number }));

    it('is forgotten in journal and documents, told without saying who, and twice is once', async () => {
      await house.live();
      const listener = house.listen('acme');
      await call();
      await call();
      await call('+493088877766');
      await house.world.waitFor(
        () => listener.of('transaction.ended').length === 3 || listener.of('call.cleared').length === 3,
      );
      expect(await journal()).to.include(NUMBER);
      const first = (await erase()) as { emptied: number };
      expect(first).to.include({ calls: 2, left: 0 });
      expect(first.emptied).to.be.greaterThan(4);
      expect(await journal())
        .not.to.include(NUMBER)
        .and.not.to.include(NUMBER.slice(1));
      expect(await journal(), 'somebody else').to.include('+493088877766');
      const told = await house.world.waitFor(() => listener.of('customer.erased')[0]);
      expect(Object.keys(told.data as object)).to.have.members(['id', 'documents', 'records', 'erasedAt']);
      expect(await erase()).to.deep.equal(NOTHING_LEFT);
      expect(listener.of('customer.erased')).to.have.length(1);
      const again = house.listen('acme', { after: 0 });
      await house.world.waitFor(() => again.of('customer.erased')[0]);
      expect(again.of('call.cleared').map(({ data }) => Object.keys(data as object).length > 0)).to.deep.equal([
        false,
        false,
        true,
      ]);
      const { items } = (await done(house.api.queries.calls(owner(), 'acme', { state: 'ended', limit: 50 }))) as Page;
      expect(JSON.stringify(items)).not.to.include(NUMBER);
      house.crash('all');
      await house.start();
      expect(await journal()).not.to.include(NUMBER);
    });

    it('who is on the line is left, and forgotten afterwards', async () => {
      await house.live();
      const person = house.sim.call({ routingPoint: 'main', ani: NUMBER, dnis: '1001', endpoint: 'PJSIP/carrier' });
      await house.world.waitFor(() => person.state === 'up');
      expect(await erase()).to.deep.include({ calls: 0, left: 1 });
      person.hangup();
      await house.world.waitFor(() => person.state === 'gone');
      await house.world.advance(3_000);
      expect(await erase()).to.deep.include({ calls: 1, left: 0 });
    });

    it('is forgotten by the tenant that asks, and by no other', async () => {
      await house.live();
      await call();
      await house.world.advance(3_000);
      const other = await good(house.api.records.eraseCustomer(owner('globex'), 'globex', { number: NUMBER }));
      expect(other).to.deep.include({ calls: 0, emptied: 0 });
      expect(await journal()).to.include(NUMBER);
      const refused = await done(house.api.records.eraseCustomer(owner('globex'), 'acme', { number: NUMBER }));
      expect(refused).to.include({ refused: 'auth.forbidden' });
      const wrong = await done(house.api.records.eraseCustomer(owner(), 'acme', { number: '030 1' }));
      expect(JSON.stringify(wrong)).to.include('/number');
    });
  });

  describe('of a tenant', () => {
    const without = () => {
      const { acme: _, ...tenants } = mapping.tenants;
      return done(house.signalbox.applyMapping({ ...mapping, tenants }, 'test', 'system'));
    };
    const erase = (confirm = 'acme') => done(house.api.records.eraseTenant(ADMIN, 'acme', { confirm }));
    const lines = async (by = owner()): Promise<{ type: string; subject?: string; data: object }[]> => {
      const found = house.api.records.exportTenant(by, 'acme');
      if (isRefusal(found)) throw new Error(JSON.stringify(found));
      const read = async () => {
        const texts: string[] = [];
        for await (const line of found) texts.push(line);
        return texts;
      };
      return (await done(read())).map((line) => JSON.parse(line));
    };

    it('is exported whole, and without secrets', async () => {
      await house.live();
      const { id } = await good<{ id: string }>(
        house.api.users.create(ADMIN, 'acme', { login: 'bob', name: 'Bob', role: 'user' }),
      );
      const person = house.sim.call({ routingPoint: 'main', ani: NUMBER, dnis: '1002', endpoint: 'PJSIP/carrier' });
      await house.world.waitFor(() => person.state === 'gone');
      await house.world.advance(3_000);
      const [head, ...rest] = await lines();
      const sequence = (head?.data as { sequence: number } | undefined)?.sequence;
      expect(head).to.have.nested.include({ type: 'export', 'data.tenant': 'acme' });
      const subjects = rest.map(({ subject }) => subject ?? '');
      expect(subjects).to.include.members(['tenant/acme', `user/${id}`]);
      for (const kind of ['key', 'call'])
        expect(
          subjects.some((s) => s.startsWith(`${kind}/`)),
          kind,
        ).to.equal(true);
      expect(
        rest.filter(({ type }) => type === 'event'),
        'every event',
      ).to.have.length(sequence ?? 0);
      expect(JSON.stringify(rest)).not.to.include('of-acme').and.not.include('globex');
      expect(house.api.records.exportTenant(owner('globex'), 'acme')).to.deep.equal({ refused: 'auth.forbidden' });
    });

    it('is erased when it is suspended, out of the mapping and named', async () => {
      expect(await erase()).to.include({ refused: 'resource.conflict' });
      await good(house.api.tenants.suspend(ADMIN, 'acme'));
      expect(await erase()).to.include({
        refused: 'resource.conflict',
        detail: 'the mapping names the tenant: take it out there first',
      });
      await without();
      expect(JSON.stringify(await erase('Acme'))).to.include('/confirm');
      expect(await erase()).to.have.nested.property('data.erasedAt');
      expect(await erase()).to.include({ refused: 'resource.not_found' });
    });

    it('leaves nothing in memory and store but its name, which is not used again', async () => {
      await house.live();
      await good(house.api.users.create(ADMIN, 'acme', { login: 'bob', name: 'Bob Bobson', role: 'user' }));
      const { secret } = await good<{ secret: string }>(
        house.api.keys.create(owner(), 'acme', { name: 'crm', role: 'owner' }),
      );
      const up = house.sim.call({ routingPoint: 'main', ani: NUMBER, dnis: '1001', endpoint: 'PJSIP/carrier' });
      await house.world.waitFor(() => up.state === 'up');
      await good(house.api.tenants.suspend(ADMIN, 'acme'));
      await without();
      await erase();
      expect(up.state, 'its calls are cleared').to.equal('gone');
      expect(house.signalbox.partitions.get('acme')).to.equal(undefined);
      expect(await done(house.store.tenants())).to.deep.equal(['globex', 'system']);
      const loaded = await done(house.store.load('acme'));
      expect([loaded.documents, loaded.records, loaded.lastSeq]).to.deep.equal([[], [], 0]);
      expect(house.api.access.authenticate(secret)).to.include({ refused: 'auth.invalid' });
      expect(JSON.stringify(house.api.tenants.list(ADMIN))).not.to.include('acme');
      expect(await done(house.api.signIns.signIn({ tenant: 'acme', login: 'bob', password: 'x' }, 'x'))).to.deep.equal({
        refused: 'auth.sign_in_failed',
      });
      expect(await done(house.api.queries.calls(ADMIN, 'acme', { limit: 1 }))).to.deep.equal({
        refused: 'resource.not_found',
      });
      const again = await done(house.api.tenants.create(ADMIN, { id: 'acme', name: 'Another' }));
      expect(again).to.include({ refused: 'resource.conflict' });
      await house.world.advance(5_000);
      house.crash('all');
      await house.start();
      expect(house.signalbox.partitions.get('acme')).to.equal(undefined);
      expect(await done(house.store.tenants())).to.deep.equal(['globex', 'system']);
      expect(house.defects).to.deep.equal([]);
    });

    it('does not come back with a mapping that names it', async () => {
      await good(house.api.tenants.suspend(ADMIN, 'acme'));
      await without();
      await erase();
      await done(house.signalbox.applyMapping(mapping, 'test', 'system'));
      expect(house.signalbox.partitions.get('acme')).to.equal(undefined);
      expect(house.api.access.authenticate('of-acme')).to.have.property('refused');
      await house.live();
      const caller = house.sim.call({ routingPoint: 'main', ani: NUMBER, dnis: '1001', endpoint: 'PJSIP/carrier' });
      await house.world.waitFor(() => caller.state === 'gone');
      expect(caller.end?.cause).to.equal('congestion');
    });

    it('is erased to the end after a crash in the middle', async () => {
      await good(house.api.tenants.suspend(ADMIN, 'acme'));
      await without();
      const erasing = house.api.records.eraseTenant(ADMIN, 'acme', { confirm: 'acme' });
      erasing.catch(() => {});
      await house.world.waitFor(() => {
        const { partitions } = house.signalbox;
        const erased = partitions.get('system')?.resource('tenant', 'acme');
        const erasedAt = (erased?.data as { erasedAt?: number } | undefined)?.erasedAt;
        return erasedAt !== undefined && partitions.durableSeq('system') >= (erased?.seq ?? 0);
      });
      house.crash('all');
      await house.start();
      expect(await done(house.store.tenants())).to.deep.equal(['globex', 'system']);
    });
  });
});
