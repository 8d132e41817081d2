import { expect } from 'chai';
import { MemoryServer } from '../../support/memoryServer';

describe('administration over HTTP', () => {
  let server: MemoryServer;
  beforeEach(() => {
    server = new MemoryServer();
  });
  afterEach(() => server.end());

  it('makes a key of a tenant', async () => {
    const body = { name: 'router', role: 'application' };
    const { status } = await server.post('/v1/tenants/acme/keys', 'secret-owner', body, { 'idempotency-key': 'k1' });
    expect(status).to.equal(201);
    expect(server.api.asked).to.deep.equal([['createKey', body, 'acme', 'k1']]);
  });

  it('makes a key of the installation', async () => {
    await server.post('/v1/system/keys', 'secret-admin', { name: 'second', role: 'admin' });
    expect(server.api.asked).to.deep.equal([['createKey', { name: 'second', role: 'admin' }, undefined, undefined]]);
  });

  it('revokes keys', async () => {
    const { status, json } = await server.post('/v1/tenants/acme/keys/ke_1/revoke', 'secret-owner', {});
    expect([status, json]).to.deep.equal([200, { id: 'ke_1' }]);
    await server.post('/v1/system/keys/ke_2/revoke', 'secret-admin', {});
    expect(server.api.asked).to.deep.equal([
      ['revokeKey', 'acme', 'ke_1'],
      ['revokeKey', undefined, 'ke_2'],
    ]);
  });

  it('makes a tenant and names each place of a wrong body', async () => {
    const made = await server.post('/v1/system/tenants', 'secret-admin', { id: 'initech', name: 'Initech' });
    expect([made.status, made.json]).to.deep.equal([201, { id: 'initech', name: 'Initech' }]);
    const wrong = await server.post('/v1/system/tenants', 'secret-admin', { id: 'system' });
    expect(wrong.json.errors.map((flaw: { path: string }) => flaw.path)).to.deep.equal(['/id', '/name']);
  });

  for (const [path, query] of [
    ['/v1/system/tenants', 'tenants'],
    ['/v1/system/routing-points', 'routingPoints'],
    ['/v1/system/keys', 'keys'],
    ['/v1/tenants/acme/keys', 'keys'],
    ['/v1/tenants/acme/venues', 'venues'],
    ['/v1/tenants/acme/applications', 'applications'],
  ] as const)
    it(`lists ${path}`, async () => {
      const { status, json } = await server.send({ path, key: 'secret-admin' });
      expect([status, json]).to.deep.equal([200, { items: [] }]);
      expect(server.api.asked).to.deep.equal([[query, path.startsWith('/v1/system') ? 'system' : 'acme']]);
    });

  it('tells an admin that a tenant is not there', async () => {
    const { status, json } = await server.send({ path: '/v1/tenants/nobody/venues', key: 'secret-admin' });
    expect([status, json.code]).to.deep.equal([404, 'resource.not_found']);
  });
});
