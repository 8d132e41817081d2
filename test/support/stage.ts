/**
 * A whole gateway behind its HTTP door, in memory and on virtual time: the examples of the API are tried on it, and
 * whatever a fuzz makes up. It has a tenant of the documentation, a key of each role, and people who call.
 */
import type { Person } from '../../connectors/simulator/people';
import type { Call } from '../../src/core/call';
import { isRefusal } from '../../src/core/errors';
import { Edge } from '../../src/delivery/edge';
import { buildApp } from '../../src/delivery/http/app';
import { DrainingServer } from '../../src/delivery/server';
import { FeedServer } from '../../src/delivery/ws/feedServer';
import { mappingYaml } from '../../src/mapping/mappingFile';
import { systemMetrics } from '../../src/metrics';
import type { Facts, Log } from '../../src/ports/log';
import type { Role } from '../../src/services/api';
import { House, type Listener } from './house';
import { type Reply, type Sent, sendTo } from './memoryServer';

const tenant = (name: string, endpoints: string, dnis: string, numbers: string[]) => ({
  name,
  owns: { pbx: { endpoints: [endpoints], trunks: ['carrier'], numbers } },
  keys: { program: { role: 'application', secret: { literal: `program-of-${name}` } } },
  applications: {
    hotline: { kind: 'feed', replySeconds: 5 },
    reception: { kind: 'treatment', treatments: [{ do: 'hold', maxSeconds: 3600 }] },
    sales: { kind: 'treatment', treatments: [{ do: 'queue', queue: 'sales' }] },
  },
  dispositions: ['solved', 'open'],
  queues: { sales: { callback: { venue: 'sales', recordName: {} } } },
  workstations: {
    'desk-1': { name: 'Desk 1', phone: { endpoint: endpoints.replace('*', '6001') } },
    'desk-2': { name: 'Desk 2', phone: { endpoint: endpoints.replace('*', '6002') } },
  },
  agents: {
    anna: { name: 'Anna Berger', workstation: 'desk-1', skills: { spanish: 3 }, queues: { sales: {} } },
    bert: { name: 'Bert', queues: { sales: {} } },
  },
  venues: {
    hotline: { routingPoint: 'pbx/main', match: { dnis }, application: 'hotline' },
    reception: { routingPoint: 'pbx/main', match: { dnis: `_${dnis}X` }, application: 'reception' },
    sales: { routingPoint: 'pbx/main', match: { dnis: `_${dnis}XX` }, application: 'sales' },
  },
});

/** The installation of the examples. */
const MAPPING = {
  pbxs: {
    pbx: {
      kind: 'simulator',
      trunks: {
        carrier: { country: 'DE', inbound: 'e164', dial: 'PJSIP/{digits}', endpoint: 'PJSIP/carrier' },
      },
      routingPoints: { main: {} },
    },
  },
  tenants: {
    acme: tenant('Acme', 'PJSIP/a*', '493023125100', ['+493023125100']),
    globex: tenant('Globex', 'PJSIP/b*', '493023125200', ['+493023125200']),
  },
};

const ROLES: readonly Role[] = ['admin', 'owner', 'supervisor', 'application'];
/** How often sockets in memory get their turn before time goes on. */
const TURNS = 12;
const PATIENCE_MS = 120_000;

/** The house with a door. */
export class Stage {
  /** Bearer keys: one of each role, all but the admin's of acme. */
  readonly keys: Record<string, string> = { admin: 'admin' };
  /** What the gateway logged as an error. */
  readonly complaints: [message: string, facts: Facts | undefined][] = [];
  /** Everything that was logged, at any level. */
  readonly logged: string[] = [];
  program!: Listener;
  private server!: DrainingServer;

  private constructor(readonly house: House) {}

  static async open(seed = 1): Promise<Stage> {
    const stage: Stage = new Stage(
      new House({
        mapping: MAPPING,
        seed,
        files: { where: 'mappings', demo: true, read: () => mappingYaml.read(JSON.stringify(MAPPING)) },
        complained: (message, facts) => void stage.complaints.push([message, facts]),
        overheard: (...said) => void stage.logged.push(JSON.stringify(said)),
      }),
    );
    await stage.start();
    return stage;
  }

  private async start(): Promise<void> {
    const { house } = this;
    await house.up();
    this.serve();
    house.sim.phone(/^PJSIP\/[ab]/, { answerAfterMs: 1_000, hangupAfterMs: 3_600_000 });
    this.program = await house.attach('acme', 'hotline', 'claim');
    for (const role of ROLES.slice(1)) this.keys[role] = await this.makeKey('acme', role);
    this.keys.foreign = await this.makeKey('globex', 'owner');
  }

  private serve(): void {
    const { house } = this;
    const say = (...said: unknown[]): void => void this.logged.push(JSON.stringify(said));
    const error = (message: string, facts?: Facts): void => {
      say(message, facts);
      this.complaints.push([message, facts]);
    };
    const log: Log = { debug: say, info: say, warn: say, error, with: () => log };
    const deps = { api: house.api, clock: house.clock, log, edge: new Edge(house.clock) };
    const metrics = systemMetrics();
    const app = buildApp({ ...deps, metricsText: () => metrics.text(), version: '1.0.0', describeLate: true });
    this.server = new DrainingServer({ app, feed: new FeedServer(deps), clock: house.clock });
  }

  /** A tenant that the mapping does not know. */
  async create(id: string): Promise<void> {
    await this.send({
      method: 'POST',
      path: '/v1/system/tenants',
      key: 'admin',
      body: JSON.stringify({ id, name: id }),
    });
  }

  private async makeKey(of: string, role: Role): Promise<string> {
    const body = JSON.stringify({ name: `the ${role} of ${of}`, role });
    const made = await this.send({ method: 'POST', path: `/v1/tenants/${of}/keys`, key: 'admin', body });
    return made.json.secret as string;
  }

  /** One request; time goes on until it is answered. */
  async send(sent: Sent): Promise<Reply> {
    const headers = { ...(sent.body !== undefined && { 'content-type': 'application/json' }), ...sent.headers };
    const { world } = this.house;
    const until = world.elapsed + PATIENCE_MS;
    let answered = false;
    const answer = sendTo(this.server, { ...sent, headers }).finally(() => {
      answered = true;
    });
    answer.catch(() => {});
    await this.goOnUntil(() => answered || world.elapsed > until);
    if (!answered) throw new Error(`not answered: ${sent.method} ${sent.path}`);
    return answer;
  }

  /** Opens a real port for programs of the test; time goes on while one of their requests is under way. */
  async listen(): Promise<string> {
    this.server.http.on('request', (_, response) => {
      void this.goOnUntil(() => response.writableEnded || response.destroyed);
    });
    await this.server.listen(0, '127.0.0.1');
    return this.server.url('127.0.0.1');
  }

  private async goOnUntil(over: () => boolean): Promise<void> {
    while (!over()) {
      for (let turn = 0; turn < TURNS && !over(); turn += 1) await this.house.world.drain();
      if (!over() && !(await this.house.world.step())) return;
    }
  }

  /** A command of the tenant's program that must succeed. */
  async command(call: string, verb: string, body: unknown = {}): Promise<void> {
    const reply = await this.house.command('acme', `call.${verb}`, call, body, this.program);
    if (isRefusal(reply)) throw new Error(JSON.stringify(reply));
  }

  /** Somebody calls the hotline; the call waits for a decision. */
  async offered(): Promise<Call> {
    const before = new Set(this.program.of('call.offered'));
    const from = { ani: '+493088877766', aniName: 'Anna Berger', endpoint: 'PJSIP/carrier' };
    this.house.sim.call({ routingPoint: 'main', dnis: '493023125100', ...from });
    const offer = await this.house.world.waitFor(() => this.program.of('call.offered').find((one) => !before.has(one)));
    return offer.data as Call;
  }

  /** A customer waits in the queue. */
  async queued(): Promise<Person> {
    const caller = this.house.sim.call({
      routingPoint: 'main',
      ani: '+493088877766',
      dnis: '49302312510012',
      endpoint: 'PJSIP/carrier',
    });
    await this.house.world.waitFor(() => this.program.of('queue.joined')[0]);
    return caller;
  }

  /** The customer talks to an agent. */
  async connected(): Promise<Call> {
    const call = await this.offered();
    await this.command(call.id, 'route', { treatments: [{ do: 'connect', to: { endpoint: 'PJSIP/a6001' } }] });
    const event = await this.house.world.waitFor(() =>
      this.program.of('call.connected').find(({ data }) => (data as Call).id === call.id),
    );
    return event.data as Call;
  }

  /** Waits until a phone talks; says its party. */
  async talks(endpoint: string): Promise<string> {
    const party = await this.house.world.waitFor(() =>
      this.program.events
        .flatMap(({ subject, data }) => (subject.startsWith('call/') ? (data as Call).parties : []))
        .find((one) => one.endpoint === endpoint && one.joined),
    );
    return party.id;
  }

  async close(): Promise<void> {
    const closed = this.server.close();
    await this.house.world.finish(closed);
    await this.house.stop();
  }
}
