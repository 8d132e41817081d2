import { expect } from 'chai';
import { MemoryServer } from '../../support/memoryServer';

const BASE = '/v1/tenants/acme/webhooks';

describe('webhooks over HTTP', () => {
  let server: MemoryServer;
  beforeEach(() => {
    server = new MemoryServer();
  });
  afterEach(() => server.end());

  const json = { 'content-type': 'application/json' };

  it('makes one, once for each idempotency key', async () => {
    const body = { url: 'https://crm.example/hook' };
    const made = await server.post(BASE, 'secret-owner', body, { 'idempotency-key': 'k1' });
    expect([made.status, made.json.id]).to.deep.equal([201, 'wh_1']);
    expect(server.api.asked).to.deep.equal([['createWebhook', body, 'acme', 'k1']]);
  });

  it('shows one with its sequence as ETag, and takes it back as If-Match', async () => {
    const shown = await server.send({ path: `${BASE}/wh_1`, key: 'secret-application' });
    expect([shown.status, shown.headers.etag]).to.deep.equal([200, '"7"']);
    const patch = (etag: string) =>
      server.send({
        method: 'PATCH',
        path: `${BASE}/wh_1`,
        key: 'secret-owner',
        headers: { ...json, 'if-match': etag },
        body: '{"attempts":3}',
      });
    expect((await patch('"7"')).status).to.equal(200);
    expect(server.api.asked.at(-1)).to.deep.equal(['changeWebhook', 'acme', 'wh_1', { attempts: 3 }, 7]);
    expect((await patch('7')).json.errors[0].path).to.equal('header If-Match');
  });

  for (const [method, path, name, rest] of [
    ['DELETE', '', 'removeWebhook', []],
    ['POST', '/pause', 'pauseWebhook', []],
    ['POST', '/resume', 'resumeWebhook', []],
    ['POST', '/ping', 'pingWebhook', []],
    ['POST', '/replay', 'replayWebhook', [{}]],
    ['POST', '/rotate', 'rotateWebhook', [{}, undefined]],
  ] as const)
    it(`carries out ${method} ${path || 'of one'}`, async () => {
      const { status } = await server.send({ method, path: `${BASE}/wh_1${path}`, key: 'secret-owner' });
      expect(status).to.equal(200);
      expect(server.api.asked).to.deep.equal([[name, 'acme', 'wh_1', ...rest]]);
    });

  for (const [method, path, name, status, rest] of [
    ['GET', '', 'deadLetters', 200, []],
    ['GET', '/dl_2', 'deadLetter', 200, ['dl_2']],
    ['POST', '/replay', 'requeue', 202, [undefined]],
    ['POST', '/purge', 'purge', 200, [undefined]],
    ['POST', '/dl_2/replay', 'requeue', 202, ['dl_2']],
    ['POST', '/dl_2/purge', 'purge', 200, ['dl_2']],
  ] as const)
    it(`carries out ${method} dead-letters${path}`, async () => {
      const reply = await server.send({ method, path: `${BASE}/wh_1/dead-letters${path}`, key: 'secret-owner' });
      expect(reply.status).to.equal(status);
      expect(server.api.asked).to.deep.equal([[name, 'acme', 'wh_1', ...rest]]);
    });

  it('is closed to supervisors and to other tenants', async () => {
    for (const key of ['secret-supervisor', 'secret-globex'])
      for (const path of [BASE, `${BASE}/wh_1`, `${BASE}/wh_1/dead-letters`])
        expect((await server.send({ path, key })).status, `${key} ${path}`).to.equal(403);
    expect(server.api.asked).to.deep.equal([]);
  });
});
