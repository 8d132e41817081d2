/** What the services answer is what the description of the API says: no field more, none less, no other type. */
import { expect } from 'chai';
import { z } from 'zod';
import type { Call } from '../../src/core/call';
import { isRefusal } from '../../src/core/errors';
import { Edge } from '../../src/delivery/edge';
import { routeTable } from '../../src/delivery/http/app';
import type { Ask, KeyRoute } from '../../src/delivery/http/route';
import { eventView } from '../../src/delivery/http/views';
import type { Log } from '../../src/ports/log';
import { House, type Listener } from '../support/house';
import { twoTenants } from '../support/twoTenants';

const silent: Log = { debug() {}, info() {}, warn() {}, error() {}, with: () => silent };
const mapping = structuredClone(twoTenants);
Object.assign(mapping.tenants.acme, { keys: { program: { role: 'application', secret: { literal: 'a-secret' } } } });

/** Parses by the schema, which drops what it does not name, and compares. */
function expectDescribed(schema: z.ZodType, data: unknown, what: string): void {
  const read = schema.safeParse(data);
  expect(read.error && z.prettifyError(read.error), what).to.equal(undefined);
  expect(read.data, what).to.deep.equal(data);
}

async function joined(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

describe('the description of the API', () => {
  let house: House;
  let program: Listener;
  let call: Call;

  before(async () => {
    house = await new House({ mapping }).up();
    program = await house.attach('acme', 'hotline');
    house.sim.phone('PJSIP/a1', { answerAfterMs: 1_000, hangupAfterMs: 600_000 });
    for (let i = 0; i < 2; i++)
      house.sim.call({ routingPoint: 'main', ani: '+493023125777', dnis: '1000', endpoint: 'PJSIP/carrier' });
    await house.world.waitFor(() => program.of('call.offered').length === 2);
    call = program.of('call.offered')[0]?.data as Call;
    const treatments = [
      { do: 'announce', media: [{ play: 'tone', tone: 'beep' }] },
      { do: 'connect', to: { endpoint: 'PJSIP/a1' } },
    ];
    await house.command('acme', 'call.route', call.id, { treatments, offer: 1 }, program);
    await house.world.waitFor(() => program.of('call.connected')[0]);
  });
  after(() => house.stop());

  const routes = (): KeyRoute[] => {
    const deps = {
      api: house.api,
      clock: house.clock,
      log: silent,
      metricsText: async () => '',
      version: '1',
      edge: new Edge(house.clock),
    };
    return routeTable(deps).filter((route): route is KeyRoute => route.access !== 'open');
  };

  const ask = (route: KeyRoute, tenant = 'acme', body: unknown = {}): Ask => ({
    principal: { key: 'admin', actor: 'key:admin', role: 'admin' },
    gone: () => new AbortController().signal,
    params: {
      ...(route.path.includes('{tenant}') && { tenant }),
      id: route.path.includes('/transactions/') ? call.transaction : call.id,
    },
    query: { state: 'all', limit: 50 },
    body,
    address: '192.0.2.1',
    secure: false,
  });

  /** What a route answers, by its schema. */
  async function answer(operation: string, tenant?: string, body?: unknown): Promise<unknown> {
    const route = routes().find((candidate) => candidate.operation === operation) as KeyRoute;
    const answered = await house.world.finish(Promise.resolve(route.handle(ask(route, tenant, body))));
    if (isRefusal(answered)) throw new Error(`${operation}: ${JSON.stringify(answered)}`);
    // As the wire has it: without the fields that are undefined.
    const data = JSON.parse(
      answered.pieces ? await house.world.finish(joined(answered.pieces)) : JSON.stringify(answered.data),
    );
    expect(answered.status, operation).to.equal(route.reply.status);
    expectDescribed(route.reply.schema as z.ZodType, data, operation);
    return data;
  }

  for (const operation of [
    'calls.list',
    'venues.list',
    'applications.list',
    'keys.list',
    'system.keys.list',
    'tenants.list',
    'routingPoints.list',
  ])
    it(`fits ${operation}`, async () => {
      const { items } = (await answer(operation)) as { items: unknown[] };
      expect(items, 'there is something to compare').not.to.have.length(0);
    });

  for (const operation of [
    'mapping.get',
    'calls.get',
    'transactions.get',
    'call.hold',
    'call.set_attributes',
    'transaction.set_attributes',
    'tenants.get',
    'tenants.suspend',
    'tenants.resume',
    'quotas.get',
  ])
    it(`fits ${operation}`, async () => {
      await answer(operation, 'acme', operation.endsWith('attributes') ? { attributes: { vip: true } } : {});
    });

  it('fits what is created', async () => {
    await answer('tenants.create', undefined, { id: 'initech', name: 'Initech' });
    await answer('keys.create', 'acme', { name: 'second', role: 'supervisor', venues: ['hotline'] });
    await answer('system.keys.create', undefined, { name: 'second', role: 'admin' });
    const to = { endpoint: 'PJSIP/a1' };
    await answer('call.originate', 'acme', { to, venue: 'hotline', treatments: [{ do: 'answer' }] });
  });

  it('fits every event', () => {
    expect(program.events.length).to.be.greaterThan(8);
    for (const event of program.events) expectDescribed(eventView, event, event.type);
  });
});
