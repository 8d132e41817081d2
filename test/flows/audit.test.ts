/** Who changed what and when, in a tenant and in the installation. */
import { expect } from 'chai';
import type { Act } from '../../src/core/act';
import { isRefusal } from '../../src/core/errors';
import type { AuditQuery, CommandReply, Page, Principal } from '../../src/services/api';
import { House } from '../support/house';
import { twoTenants } from '../support/twoTenants';

const ADMIN: Principal = { key: 'admin', actor: 'key:admin', role: 'admin' };
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

  describe('in the audit', () => {
    const page = async (tenant: string | undefined, query: Partial<AuditQuery> = {}, by: Principal = ADMIN) => {
      const found = await done(house.api.records.audit(by, tenant, { limit: 50, ...query }));
      if (isRefusal(found)) throw new Error(JSON.stringify(found));
      return found as Page & { items: Act[] };
    };
    const all = async (tenant: string | undefined, query: Partial<AuditQuery> = {}): Promise<Act[]> => {
      const acts: Act[] = [];
      let cursor: string | undefined;
      do {
        const { items, next } = await page(tenant, { ...query, ...(cursor !== undefined && { cursor }) });
        acts.push(...items);
        cursor = next;
      } while (cursor !== undefined);
      return acts;
    };

    it('is who changed which field of what, from what to what, newest first', async () => {
      const { id } = await good<{ id: string }>(
        house.api.users.create(ADMIN, 'acme', { login: 'bob', name: 'Bob', role: 'user' }),
      );
      const { seq } = (await done(house.api.users.one(ADMIN, 'acme', id))) as { seq: number };
      await good(house.api.users.change(owner(), 'acme', id, { role: 'supervisor' }, seq));
      const [changed, created] = await all('acme', { subject: `user/${id}` });
      expect(changed).to.include({ type: 'user.changed', tenant: 'acme', actor: 'key:acme' });
      expect(changed?.changes).to.deep.equal([{ field: 'role', before: 'user', after: 'supervisor' }]);
      expect(created).to.include({ type: 'user.created', actorName: 'the admin of the installation' });
      expect(created?.changes).to.deep.include({ field: 'login', after: 'bob' });
    });

    it('has what the installation did to a tenant, and nothing of another one', async () => {
      await good(house.api.tenants.suspend(ADMIN, 'globex'));
      const key = await good<{ id: string }>(
        house.api.keys.create(owner(), 'acme', { name: 'crm', role: 'application' }),
      );
      await good(house.api.keys.revoke(owner(), 'acme', key.id));
      const acts = await all('acme');
      expect(acts.map(({ type }) => type)).to.include.members(['tenant.created', 'key.created', 'key.revoked']);
      expect(JSON.stringify(acts)).not.to.include('globex').and.not.include('tenant.suspended');
      expect((await all('globex')).map(({ type }) => type)).to.include('tenant.suspended');
    });

    it('is in pages that hold each act once, over both journals', async () => {
      for (let i = 0; i < 7; i += 1) {
        await good(house.api.keys.create(owner(), 'acme', { name: `k${i}`, role: 'application' }));
        await good(house.api.users.create(ADMIN, 'acme', { login: `u${i}`, name: 'x', role: 'user' }));
      }
      const whole = await all('acme', { limit: 200 });
      const paged = await all('acme', { limit: 3 });
      expect(paged).to.deep.equal(whole);
      expect(whole.length).to.be.greaterThan(14);
      const times = whole.map(({ time }) => time);
      expect(times).to.deep.equal([...times].sort().reverse());
    });

    it('is found by who, what and when', async () => {
      await good(house.api.keys.create(owner(), 'acme', { name: 'early', role: 'application' }));
      await house.world.advance(60_000);
      const now = house.clock.now();
      await good(house.api.keys.create(ADMIN, 'acme', { name: 'late', role: 'application' }));
      const names = async (query: Partial<AuditQuery>) =>
        (await all('acme', { subject: 'key', ...query })).flatMap(({ changes }) =>
          changes.filter(({ field }) => field === 'name').map(({ after }) => after),
        );
      expect(await names({ from: now })).to.deep.equal(['late']);
      expect(await names({ to: now })).to.deep.equal(['early', 'program']);
      expect(await names({ actor: 'key:admin' })).to.deep.equal(['late']);
    });

    it('shows nothing of a secret', async () => {
      const { secret } = await good<{ secret: string }>(
        house.api.keys.create(owner(), 'acme', { name: 'crm', role: 'application' }),
      );
      const text = JSON.stringify([await all('acme'), await all(undefined)]);
      expect(text).to.include('crm').and.not.include(secret).and.not.include('of-acme');
      for (const value of ['of-acme', secret]) expect(text).not.to.include(house.world.ids.hash(value));
    });

    it('is for owners and admins, each in their own place', async () => {
      const ask = (by: Principal, tenant: string | undefined) =>
        done(house.api.records.audit(by, tenant, { limit: 1 }));
      for (const refused of [
        await ask(owner(), 'globex'),
        await ask(owner(), undefined),
        await ask(house.principal('acme', 'supervisor'), 'acme'),
      ])
        expect(refused).to.deep.equal({ refused: 'auth.forbidden' });
      expect(await ask(ADMIN, 'nobody')).to.deep.equal({ refused: 'resource.not_found' });
      expect(await done(house.api.records.audit(ADMIN, 'acme', { limit: 1, cursor: 'x' }))).to.include({
        refused: 'request.invalid',
      });
    });
  });
});
