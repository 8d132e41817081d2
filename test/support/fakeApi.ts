/**
 * The services as delivery sees them: tenants acme and globex, a key for each role, replies a test may set, what was asked.
 */
import { isRefusal, type Refusal, refuse } from '../../src/core/errors';
import { flawsOf } from '../../src/core/flaws';
import type {
  Agents,
  Api,
  Callbacks,
  CommandDefinition,
  CommandReply,
  CommandRequest,
  FeedSink,
  Offers,
  OwnPartAdministration,
  Page,
  Principal,
  Prompts,
  Queries,
  Queues,
  Recordings,
  Reports,
  SubscribeOptions,
  Subscription,
} from '../../src/services/api';
import { ALL_COMMANDS } from './allCommands';
import { fakeCallbacks } from './fakeCallbacks';
import { fakeMappings } from './fakeMappings';
import { fakePrompts, fakeRecordings } from './fakeMedia';
import { type FakeTools, fakePeople } from './fakePeople';
import { fakeRecords } from './fakeRecords';
import { fakeReports } from './fakeReports';
import { FakeWebhooksApi } from './fakeWebhooksApi';
import { storyOf } from './told';

const key = (id: string, role: Principal['role'], tenant?: string, venues?: string[]): Principal => ({
  key: id,
  actor: `key:${id}`,
  role,
  ...(tenant !== undefined && { tenant }),
  ...(venues && { venues }),
});

/** Secrets and who they are of. */
export const PRINCIPALS: Readonly<Record<string, Principal>> = {
  'secret-admin': key('admin', 'admin'),
  'secret-owner': key('ke_owner', 'owner', 'acme'),
  'secret-supervisor': key('ke_supervisor', 'supervisor', 'acme'),
  'secret-user': key('ke_user', 'user', 'acme'),
  'secret-application': key('ke_application', 'application', 'acme'),
  'secret-globex': key('ke_globex', 'owner', 'globex'),
};

const TENANTS: ReadonlySet<string> = new Set(['system', 'acme', 'globex']);
/** The one call that is there. */
export const CALL_ID = `ca_${'0'.repeat(31)}1`;
/** The one transaction that is there. */
export const TRANSACTION_ID = `tr_${'0'.repeat(31)}1`;

/** A socket that subscribed, from the side of the services. */
export interface FakeSubscriber {
  readonly principal: Principal;
  readonly tenant: string;
  readonly options: SubscribeOptions;
  readonly sink: FeedSink;
  ended: boolean;
}

/** Services that record what they are asked. */

export class FakeApi extends FakeWebhooksApi implements Api {
  /** Every command carried out, in order. */
  readonly executed: CommandRequest[] = [];
  /** Every call of a query or of administration: its name and arguments after the principal. */
  readonly asked: [name: string, ...args: unknown[]][] = [];
  readonly subscribers: FakeSubscriber[] = [];
  readonly revoked = new Set<string>();
  reasons: string[] = [];
  warnings: string[] = [];
  /** What a valid command is answered with. */
  onCommand: (request: CommandRequest) => CommandReply | Promise<CommandReply> = ({ target }) => ({
    status: 200,
    data: { call: target ?? CALL_ID },
  });
  /** What stands in the way of subscribing. */
  onSubscribe: (sink: FeedSink) => Refusal | undefined = () => undefined;
  onAttach: (application: string) => CommandReply = (application) => ({ status: 200, data: { application } });

  readonly access = {
    authenticate: (secret: string): Principal | Refusal => {
      const principal = this.revoked.has(secret) ? undefined : PRINCIPALS[secret];
      return principal ?? refuse('auth.invalid');
    },
  };

  readonly doctor = { examine: async () => ({ findings: [] }) };
  readonly commands = {
    definitions: ALL_COMMANDS,
    execute: async (request: CommandRequest): Promise<CommandReply> => {
      const definition = this.commands.definitions[request.command];
      if (!definition) return refuse('request.unknown_command');
      const body = definition.schema.safeParse(request.body);
      if (!body.success) return { refused: 'request.invalid', errors: flawsOf(body.error) };
      this.executed.push(request);
      return this.onCommand(request);
    },
  };

  readonly queries: Queries = {
    get: async (principal, tenant, kind, id) =>
      this.query('get', [tenant, kind, id], tenant, principal) ??
      (id === CALL_ID ? { seq: 7, data: { id, state: 'offered' } } : refuse('resource.not_found')),
    calls: async (principal, tenant, query) =>
      this.query('calls', [tenant, query], tenant, principal) ?? { items: [{ id: CALL_ID }], next: 'more' },
    transaction: async (principal, tenant, id) =>
      this.query('transaction', [tenant, id], tenant, principal) ??
      (id === TRANSACTION_ID
        ? storyOf({ id, calls: [], callbacks: [], attributes: {} })
        : refuse('resource.not_found')),
    venues: (principal, tenant) => this.page('venues', tenant, principal),
    applications: (principal, tenant) => this.page('applications', tenant, principal),
    routingPoints: (principal) => this.page('routingPoints', 'system', principal),
  };

  readonly reports: Reports = fakeReports((...asked) => this.query(...asked));

  readonly queues: Queues = {
    list: async (principal, tenant) => this.page('queues.list', tenant, principal),
    get: async (principal, tenant, queue) =>
      this.query('queues.get', [tenant, queue], tenant, principal) ?? { seq: 7, data: { name: queue, waiting: 0 } },
    entries: async (principal, tenant, queue, page) =>
      this.query('queues.entries', [tenant, queue, page], tenant, principal) ?? { items: [] },
  };

  readonly agents: Agents = {
    list: async (principal, tenant) => this.page('agents.list', tenant, principal),
    get: async (principal, tenant, id) =>
      this.query('agents.get', [tenant, id], tenant, principal) ?? { seq: 7, data: { id, state: 'ready' } },
    workstations: async (principal, tenant) => this.page('workstations.list', tenant, principal),
    workstation: async (principal, tenant, name) =>
      this.query('workstations.get', [tenant, name], tenant, principal) ?? { seq: 7, data: { id: name } },
  };

  readonly callbacks: Callbacks = fakeCallbacks((...args) => this.query(...args));

  readonly offers: Offers = {
    list: async (principal, tenant, query) =>
      this.query('offers.list', [tenant, query], tenant, principal) ?? { items: [] },
    get: async (principal, tenant, id) =>
      this.query('offers.get', [tenant, id], tenant, principal) ?? { seq: 7, data: { id } },
  };

  readonly ownParts: OwnPartAdministration = {
    put: async (principal, { tenant, part, name }, body) =>
      this.query(`${part}s.put`, [tenant, name, body], tenant, principal) ?? {
        status: 200,
        seq: 7,
        data: { id: name },
      },
    remove: async (principal, { tenant, part, name }) =>
      this.query(`${part}s.delete`, [tenant, name], tenant, principal) ?? { status: 200, data: { name } },
  };

  private readonly tools = {
    asked: this.asked,
    page: (name, tenant, principal) => this.page(name, tenant, principal),
    created: (name, schema, args, status) => this.created(name, schema, args, status),
    query: (name, args, tenant, principal) => this.query(name, args, tenant, principal),
  } satisfies FakeTools;
  private readonly people = fakePeople(this.tools);
  readonly records = fakeRecords(this.tools);
  readonly keys = this.people.keys;
  readonly tenants = this.people.tenants;
  readonly limits = this.people.limits;
  readonly users = this.people.users;
  readonly signIns = this.people.signIns;

  readonly recordings: Recordings = fakeRecordings(this);
  readonly prompts: Prompts = fakePrompts(this);

  readonly mappings = fakeMappings((...args) => void this.asked.push(args));

  readonly feeds = {
    heartbeatSeconds: 15,
    subscribe: (
      principal: Principal,
      tenant: string,
      options: SubscribeOptions,
      sink: FeedSink,
    ): Subscription | Refusal => {
      if (!TENANTS.has(tenant)) return refuse('resource.not_found');
      const refusal = this.onSubscribe(sink);
      if (refusal) return refusal;
      const subscriber: FakeSubscriber = { principal, tenant, options, sink, ended: false };
      this.subscribers.push(subscriber);
      sink.send(JSON.stringify({ type: 'welcome', data: { durableSeq: 41, epoch: 1, heartbeatSeconds: 15 } }));
      return this.subscription(subscriber);
    },
  };

  readonly health = { notReady: () => this.reasons, warnings: () => this.warnings };

  private subscription(subscriber: FakeSubscriber): Subscription {
    const attachments: Record<string, string> = {};
    return {
      attachments,
      end: () => {
        subscriber.ended = true;
      },
      attach: async (application, mode, requestId) => {
        this.asked.push(['attach', application, mode, requestId]);
        const made = this.onAttach(application);
        if (!isRefusal(made)) attachments[application] = 'at_1';
        return made;
      },
      detach: async (application) => {
        this.asked.push(['detach', application]);
        delete attachments[application];
        return { status: 200, data: { application } };
      },
    };
  }

  /** Remembers the question; a refusal where it is none of the principal's business. */
  query(name: string, args: unknown[], tenant: string, principal: Principal): Refusal | undefined {
    this.asked.push([name, ...args]);
    if (principal.role !== 'admin' && principal.tenant !== tenant) return refuse('auth.forbidden');
    return TENANTS.has(tenant) ? undefined : refuse('resource.not_found');
  }

  page(name: string, tenant: string, principal: Principal): Page | Refusal {
    return this.query(name, [tenant], tenant, principal) ?? { items: [] };
  }

  created(name: string, schema: CommandDefinition['schema'], [body, ...rest]: unknown[], status = 201): CommandReply {
    const read = schema.safeParse(body);
    if (!read.success) return { refused: 'request.invalid', errors: flawsOf(read.error) };
    this.asked.push([name, read.data, ...rest]);
    return { status, data: read.data };
  }
}
