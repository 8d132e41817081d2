import { expect } from 'chai';
import { ERRORS } from '../../../src/core/errors';
import { Edge } from '../../../src/delivery/edge';
import { routeTable } from '../../../src/delivery/http/app';
import { namesIn } from '../../../src/delivery/http/route';
import { FakeApi } from '../../support/fakeApi';
import { ManualClock } from '../../support/manualClock';
import { MemoryServer } from '../../support/memoryServer';

// biome-ignore lint/suspicious/noExplicitAny: a JSON document
type Json = any;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Every object of a document with its place. */
function* objects(value: Json, at = ''): Generator<[place: string, object: Json]> {
  if (typeof value !== 'object' || value === null) return;
  yield [at, value];
  for (const [key, inside] of Object.entries(value)) yield* objects(inside, `${at}/${key}`);
}

describe('the description of the API', () => {
  let server: MemoryServer;
  let document: Json;
  before(async () => {
    server = new MemoryServer();
    document = (await server.send({ path: '/openapi.json' })).json;
  });
  after(() => server.end());

  const operations = (): [path: string, method: string, operation: Json][] =>
    Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item as Json).map(([method, operation]): [string, string, Json] => [path, method, operation]),
    );

  it('is OpenAPI 3.1 of this version', () => {
    expect(document.openapi).to.equal('3.1.0');
    expect(document.info).to.include({ title: 'Signalbox', version: '1.2.3' });
  });

  it('has every route of the table and no other', () => {
    const log = { debug() {}, info() {}, warn() {}, error() {}, with: () => log };
    const clock = new ManualClock();
    const deps = { api: new FakeApi(), clock, log, metricsText: async () => '', version: '1', edge: new Edge(clock) };
    const routes = routeTable(deps).map(({ method, path }) => `${method} ${path}`);
    expect(operations().map(([path, method]) => `${method} ${path}`)).to.have.members(routes);
  });

  it('describes operations that answer, and none that does not', async () => {
    for (const path of Object.keys(document.paths)) {
      const real = path.replace('{tenant}', 'acme').replace('{id}', 'x');
      const probe = async (method: string) => (await server.send({ method: method.toUpperCase(), path: real })).json;
      for (const method of METHODS) {
        const expected = method in document.paths[path];
        const code = (await probe(method))?.code;
        if (expected)
          expect(code, `${method} ${path}`).not.to.be.oneOf(['request.not_found', 'request.method_not_allowed']);
        else expect(code, `${method} ${path}`).to.equal('request.method_not_allowed');
      }
    }
  });

  it('has a verb for every command', () => {
    const { definitions } = new FakeApi().commands;
    const ids = operations().map(([, , { operationId }]) => operationId);
    expect(ids).to.include.members(Object.keys(definitions));
    expect(new Set(ids).size, 'operation ids are unique').to.equal(ids.length);
  });

  it('declares the parameters of every path and the body of every post', () => {
    for (const [path, method, operation] of operations()) {
      const inPath = (operation.parameters ?? []).filter((p: Json) => p.in === 'path').map((p: Json) => p.name);
      expect(inPath, path).to.have.members(namesIn(path));
      if (method === 'post') expect(operation.requestBody?.content, path).to.have.property('application/json');
      expect(operation.summary, path).to.match(/^[A-Z].*\.$/);
    }
  });

  it('offers an idempotency key exactly where it is remembered', () => {
    const offered = operations().filter(([, , { parameters = [] }]) =>
      parameters.some((parameter: Json) => parameter.name === 'Idempotency-Key'),
    );
    const ids = offered.map(([, , { operationId }]) => operationId);
    const commands = Object.keys(new FakeApi().commands.definitions);
    const keys = ['keys.create', 'keys.rotate', 'system.keys.create', 'system.keys.rotate'];
    expect(ids).to.have.members([
      ...commands,
      ...keys,
      'prompts.create',
      'tenants.create',
      'users.create',
      'webhooks.create',
      'webhooks.rotate',
    ]);
  });

  it('has no reference that leads nowhere', () => {
    const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    const refs = [...objects(document)].flatMap(([at, { $ref }]) => (typeof $ref === 'string' ? [[at, $ref]] : []));
    expect(refs.length).to.be.greaterThan(20);
    for (const [at, ref] of refs) expect(known, at).to.include(ref);
  });

  it('names every status of every operation behind a key, with a problem and its codes', () => {
    for (const [path, , { security, responses }] of operations()) {
      if (security.length === 0) continue;
      expect(Object.keys(responses), path).to.include.members(['400', '401', '403', '500', '504']);
      for (const [status, response] of Object.entries<Json>(responses)) {
        if (Number(status) < 400) continue;
        expect(response.content['application/problem+json'].schema.$ref).to.equal('#/components/schemas/Problem');
        for (const [, code] of response.description.matchAll(/`([a-z_]+\.[a-z_]+)`:/g))
          expect(ERRORS[code as keyof typeof ERRORS].status, `${path} ${code}`).to.equal(Number(status));
      }
    }
  });

  it('shows times as the wire does, and nothing private', () => {
    const { properties } = document.components.schemas.Call;
    expect(properties.startedAt).to.deep.include({ type: 'string', format: 'date-time' });
    for (const hidden of ['tried', 'tagged', 'offers', 'connectedIn']) expect(properties).not.to.have.property(hidden);
    const key = document.components.schemas.Key.properties;
    expect(key).to.include.keys('id', 'role').and.not.to.have.property('hash');
  });
});
