import { expect } from 'chai';
import { PERMISSIONS, rolesFor } from '../../../src/core/permissions';
import { Edge } from '../../../src/delivery/edge';
import { routeTable } from '../../../src/delivery/http/app';
import { authenticate, barred } from '../../../src/delivery/http/auth';
import { type KeyRoute, namesIn, type Route } from '../../../src/delivery/http/route';
import { CALL_ID, FakeApi, PRINCIPALS, TRANSACTION_ID } from '../../support/fakeApi';
import { WEBHOOK_ID } from '../../support/fakeWebhooksApi';
import { ManualClock } from '../../support/manualClock';
import { MemoryServer, type Reply } from '../../support/memoryServer';

const idIn = (path: string): string => {
  if (path.includes('/webhooks/')) return WEBHOOK_ID;
  return path.includes('/transactions/') ? TRANSACTION_ID : CALL_ID;
};

/** What stands in a path for what is no id. */
const VALUES: Readonly<Record<string, string>> = { name: 'welcome', language: 'en', file: 'known.wav', version: '1' };

const pathOf = (route: Route, tenant: string): string =>
  namesIn(route.path).reduce(
    (path, name) => path.replace(`{${name}}`, name === 'tenant' ? tenant : (VALUES[name] ?? idIn(route.path))),
    route.path,
  );

const table = (): Route[] => {
  const clock = new ManualClock();
  const log = { debug() {}, info() {}, warn() {}, error() {}, with: () => log };
  return routeTable({
    api: new FakeApi(),
    clock,
    log,
    metricsText: async () => '',
    version: '1',
    edge: new Edge(clock),
  });
};

/** What may not differ between two answers; time and request id do. */
const comparable = ({ status, headers, text }: Reply) => {
  const { date: _, 'x-request-id': __, ...rest } = headers;
  return { status, text, headers: rest };
};

describe('auth', () => {
  const { access } = new FakeApi();

  it('takes a bearer key in any letter case of the scheme', () => {
    expect(authenticate('bearer  secret-owner', access)).to.equal(PRINCIPALS['secret-owner']);
  });

  for (const header of ['', 'Bearer', 'Basic c2VjcmV0', 'Bearer a b', 'Bearer ümlaut', `Bearer ${'x'.repeat(201)}`])
    it(`refuses the header ${JSON.stringify(header.slice(0, 20))}`, () => {
      expect(authenticate(header, access)).to.include({ refused: 'auth.invalid' });
    });

  it('tells a missing key from a wrong one', () => {
    expect(authenticate(undefined, access)).to.deep.equal({ refused: 'auth.missing' });
    expect(authenticate('Bearer nobody', access)).to.deep.equal({ refused: 'auth.invalid' });
  });

  it('lets an admin into every tenant and nobody else into another one', () => {
    expect(barred({ key: 'a', actor: 'key:a', role: 'admin' }, ['admin'], 'acme')).to.equal(undefined);
    for (const role of ['owner', 'supervisor', 'user', 'application'] as const) {
      expect(barred({ key: 'k', actor: 'key:k', role, tenant: 'acme' }, [role], 'acme')).to.equal(undefined);
      expect(barred({ key: 'k', actor: 'key:k', role, tenant: 'acme' }, [role], 'globex')).to.include({
        refused: 'auth.forbidden',
      });
      expect(barred({ key: 'k', actor: 'key:k', role }, [role], 'acme'), 'a key without tenant').to.include({
        refused: 'auth.forbidden',
      });
    }
  });
});

describe('the table of permissions', () => {
  const behindKeys = table().filter((route): route is KeyRoute => route.access !== 'open');

  for (const { method, path, operation, access } of behindKeys)
    it(`says who may ${method.toUpperCase()} ${path}`, () => {
      expect(PERMISSIONS, `src/core/permissions.ts has no line for ${operation}`).to.have.property(operation);
      expect(access, 'the route asks the table').to.deep.equal(rolesFor(operation));
      expect(access, 'the admin may act everywhere').to.include('admin');
    });

  it('has a line for every command and none for what does not exist', () => {
    const known = [...behindKeys.map(({ operation }) => operation), ...Object.keys(new FakeApi().commands.definitions)];
    expect(Object.keys(PERMISSIONS)).to.have.members([...new Set(known), 'application.attach']);
  });

  it('lets nobody do what it does not know', () => {
    for (const name of ['call.unheard_of', 'constructor', '__proto__']) expect(rolesFor(name)).to.deep.equal([]);
  });
});

describe('every route', () => {
  let server: MemoryServer;
  before(() => {
    server = new MemoryServer();
  });
  beforeEach(() => {
    server.api.asked.length = 0;
    // So many strangers at once would be asked to wait.
    server.clock.advance(20_000);
  });
  after(() => server.end());

  const ask = (route: Route, tenant: string, key?: string): Promise<Reply> =>
    server.send({
      method: route.method.toUpperCase(),
      path: pathOf(route, tenant),
      ...(key !== undefined && { key }),
      ...((route.method === 'post' || route.method === 'put') && {
        body: '{}',
        headers: { 'content-type': 'application/json' },
      }),
    });

  for (const route of table()) {
    const name = `${route.method.toUpperCase()} ${route.path}`;
    if (route.access === 'open') {
      it(`${name} needs no key`, async () => {
        // A door says what is wrong with the empty body.
        expect((await ask(route, 'acme')).status).to.equal('enter' in route ? 400 : 200);
      });
      continue;
    }

    it(`${name} needs a key, in the header`, async () => {
      const none = await ask(route, 'acme');
      expect([none.status, none.json.code]).to.deep.equal([401, 'auth.missing']);
      expect(none.headers['www-authenticate']).to.equal('Bearer realm="signalbox"');
      const wrong = await ask(route, 'acme', 'nobody');
      expect([wrong.status, wrong.json.code]).to.deep.equal([401, 'auth.invalid']);
      expect(wrong.headers['www-authenticate']).to.equal('Bearer realm="signalbox", error="invalid_token"');
      const path = `${pathOf(route, 'acme')}?key=secret-admin&access_token=secret-admin`;
      const query = await server.send({ method: route.method.toUpperCase(), path });
      expect([query.status, query.json.code]).to.deep.equal([401, 'auth.missing']);
    });

    it(`${name} takes exactly the roles ${route.access.join(', ')}`, async () => {
      for (const [key, { role }] of Object.entries(PRINCIPALS)) {
        if (key === 'secret-globex') continue;
        const { status } = await ask(route, 'acme', key);
        if (route.access.includes(role)) expect(status, key).not.to.be.oneOf([401, 403, 404, 405, 500]);
        else expect(status, key).to.equal(403);
      }
    });

    if (!route.path.includes('{tenant}')) continue;
    it(`${name} says the same of another tenant and of none`, async () => {
      for (const key of ['secret-owner', 'secret-supervisor', 'secret-user', 'secret-application']) {
        const other = comparable(await ask(route, 'globex', key));
        expect(other.status).to.equal(403);
        for (const tenant of ['nobody', 'system', '%00', 'Acme', 'x'.repeat(300)])
          expect(comparable(await ask(route, tenant, key)), `${key} ${tenant}`).to.deep.equal(other);
      }
      expect(server.api.asked, 'the services were not even asked').to.deep.equal([]);
    });
  }
});
