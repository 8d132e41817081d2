import { expect } from 'chai';
import { CALL_ID, TRANSACTION_ID } from '../../support/fakeApi';
import { MemoryServer } from '../../support/memoryServer';

const CALLS = '/v1/tenants/acme/calls';
const ORIGINATE = { to: { endpoint: 'PJSIP/a1' }, venue: 'sales', treatments: [{ do: 'answer' }] };

describe('calls over HTTP', () => {
  let server: MemoryServer;
  beforeEach(() => {
    server = new MemoryServer();
  });
  afterEach(() => server.end());

  it('are listed by pages, with what was asked for', async () => {
    const query = 'state=ended&venue=sales&limit=3&cursor=abc';
    const { status, json } = await server.send({ path: `${CALLS}?${query}`, key: 'secret-supervisor' });
    expect([status, json]).to.deep.equal([200, { items: [{ id: CALL_ID }], next: 'more' }]);
    expect(server.api.asked).to.deep.equal([
      ['calls', 'acme', { state: 'ended', venue: 'sales', limit: 3, cursor: 'abc' }],
    ]);
  });

  it('are the live ones, 50 a page, when nothing is said', async () => {
    await server.send({ path: CALLS, key: 'secret-owner' });
    expect(server.api.asked[0]?.[2]).to.deep.equal({ state: 'live', limit: 50 });
  });

  for (const [query, place] of [
    ['limit=0', 'query /limit'],
    ['limit=201', 'query /limit'],
    ['limit=x', 'query /limit'],
    ['limit=1.5', 'query /limit'],
    ['limit=1&limit=2', 'query /limit'],
    ['state=gone', 'query /state'],
    ['venue=No+Venue', 'query /venue'],
    ['cursor=', 'query /cursor'],
    ['colour=red', 'query /colour'],
    ['__proto__=1', 'query /__proto__'],
  ] as const)
    it(`refuse the query ${query} with its place`, async () => {
      const { status, json } = await server.send({ path: `${CALLS}?${query}`, key: 'secret-owner' });
      expect([status, json.code, json.errors?.[0]?.path]).to.deep.equal([400, 'request.invalid', place]);
    });

  it('refuse a query where there is none', async () => {
    const { status, json } = await server.send({ path: `${CALLS}/${CALL_ID}?x=1`, key: 'secret-owner' });
    expect([status, json.errors]).to.deep.equal([400, [{ path: 'query /x', message: 'is not known here' }]]);
  });

  it('are not found under another id', async () => {
    const { status, json } = await server.send({ path: `${CALLS}/ca_2`, key: 'secret-owner' });
    expect([status, json.code]).to.deep.equal([404, 'resource.not_found']);
  });

  it('begin with 201 and the address of the call', async () => {
    const { status, headers, json } = await server.post(CALLS, 'secret-application', ORIGINATE);
    expect([status, json]).to.deep.equal([201, { call: CALL_ID }]);
    expect(headers.location).to.equal(`${CALLS}/${CALL_ID}`);
    expect(server.api.executed[0]).to.deep.include({ command: 'call.originate', tenant: 'acme', body: ORIGINATE });
    expect(server.api.executed[0]).not.to.have.property('target');
  });

  it('take every command as a verb, with the same body', async () => {
    const body = { treatments: [{ do: 'reject' }], offer: 1 };
    const { status } = await server.post(`${CALLS}/${CALL_ID}/route`, 'secret-application', body);
    expect(server.api.limits.counted.at(-1), 'counted as what it is').to.equal('call.route');
    expect(status).to.equal(200);
    expect(server.api.executed).to.deep.equal([
      {
        principal: server.api.executed[0]?.principal,
        tenant: 'acme',
        command: 'call.route',
        target: CALL_ID,
        body,
      },
    ]);
    expect(server.api.executed[0]?.principal.actor).to.equal('key:ke_application');
  });

  it('hand on the idempotency key as the id of the request', async () => {
    const path = `${CALLS}/${CALL_ID}/answer`;
    await server.post(path, 'secret-owner', {}, { 'idempotency-key': '5f1c-~!' });
    expect(server.api.executed[0]?.requestId).to.equal('5f1c-~!');
    for (const key of ['with blank', 'x'.repeat(201), '']) {
      const { status, json } = await server.post(path, 'secret-owner', {}, { 'idempotency-key': key });
      expect([status, json.errors?.[0].path], key).to.deep.equal([400, 'header Idempotency-Key']);
    }
    expect(server.api.executed).to.have.length(1);
  });

  it('show a refusal of the services with its facts', async () => {
    server.api.onCommand = () => ({ refused: 'call.already_routed', detail: 'by another', facts: { offer: 2 } });
    const { status, json } = await server.post(`${CALLS}/${CALL_ID}/answer`, 'secret-owner', {});
    expect([status, json]).to.deep.equal([
      409,
      {
        type: 'urn:signalbox:problem:call.already_routed',
        title: 'The call was routed by an earlier decision.',
        status: 409,
        code: 'call.already_routed',
        detail: 'by another',
        facts: { offer: 2 },
      },
    ]);
  });

  it('do not know a verb that is no command', async () => {
    expect((await server.post(`${CALLS}/${CALL_ID}/explode`, 'secret-owner', {})).status).to.equal(404);
  });
});

describe('transactions over HTTP', () => {
  let server: MemoryServer;
  beforeEach(() => {
    server = new MemoryServer();
  });
  afterEach(() => server.end());

  it('are read by id', async () => {
    const path = `/v1/tenants/acme/transactions/${TRANSACTION_ID}`;
    const { status, json } = await server.send({ path, key: 'secret-owner' });
    expect([status, json.id]).to.deep.equal([200, TRANSACTION_ID]);
    expect((await server.send({ path: `${path}0`, key: 'secret-owner' })).status).to.equal(404);
  });

  it('take attributes', async () => {
    const path = `/v1/tenants/acme/transactions/${TRANSACTION_ID}/set_attributes`;
    expect((await server.post(path, 'secret-application', { attributes: { vip: true } })).status).to.equal(200);
    expect(server.api.executed[0]).to.deep.include({ command: 'transaction.set_attributes', target: TRANSACTION_ID });
  });
});
