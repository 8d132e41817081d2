import { expect } from 'chai';
import { MemoryServer } from '../../support/memoryServer';

describe('health', () => {
  let server: MemoryServer;
  beforeEach(() => {
    server = new MemoryServer();
  });
  afterEach(() => server.end());

  it('is not refused because of strangers, nor is what is open to everybody; that is counted by itself', async () => {
    for (let i = 0; i < 101; i += 1) await server.send({ path: '/v1/system/doctor', key: 'wrong' });
    expect((await server.send({ path: '/v1/system/doctor', key: 'wrong' })).status).to.equal(429);
    for (const path of ['/healthz', '/readyz', '/openapi.json', '/docs'])
      expect((await server.send({ path })).status, path).to.equal(200);
    for (let i = 0; i < 110; i += 1) await server.send({ path: '/docs' });
    expect((await server.send({ path: '/docs' })).status).to.equal(429);
    for (const path of ['/healthz', '/readyz'])
      for (let i = 0; i < 110; i += 1) expect((await server.send({ path })).status, path).to.equal(200);
  });

  it('says that the process is up, also when it is not ready', async () => {
    server.api.reasons = ['the store does not answer'];
    const { status, json } = await server.send({ path: '/healthz' });
    expect([status, json]).to.deep.equal([200, { status: 'ok', version: '1.2.3' }]);
  });

  it('says why it is not ready', async () => {
    expect((await server.send({ path: '/readyz' })).json).to.deep.equal({ ready: true, reasons: [], warnings: [] });
    server.api.reasons = ['the store does not answer'];
    const { status, json, headers } = await server.send({ path: '/readyz' });
    expect([status, json]).to.deep.equal([503, { ready: false, reasons: server.api.reasons, warnings: [] }]);
    expect(headers['retry-after']).to.equal('2');
  });

  it('is ready while a PBX cannot be reached, and says so', async () => {
    server.api.warnings = ['the link to PBX one is lost'];
    const { status, json } = await server.send({ path: '/readyz' });
    expect([status, json]).to.deep.equal([200, { ready: true, reasons: [], warnings: server.api.warnings }]);
  });

  it('shows metrics to an admin alone: they name tenants', async () => {
    const { status, text, headers } = await server.send({ path: '/metrics', key: 'secret-admin' });
    expect([status, text]).to.deep.equal([200, 'signalbox_up 1\n']);
    expect(headers['content-type']).to.equal('text/plain; version=0.0.4; charset=utf-8');
    expect((await server.send({ path: '/metrics' })).status).to.equal(401);
    expect((await server.send({ path: '/metrics', key: 'secret-owner' })).status).to.equal(403);
  });
});
