/**
 * All services of one node, put together: what delivery is given, and how it starts and stops. Started once, stopped
 * once; `kill` ends it as a crash would, for tests.
 */
import type { Refusal } from '../core/errors';
import { SYSTEM } from '../core/ids';
import { Adoption } from './adoption';
import { AgentServices } from './agentServices';
import type { Api } from './api';
import { Applications } from './applications';
import { CallbackServices } from './callbackServices';
import type { Sources } from './callConfig';
import { Calls } from './calls';
import { Checkpoints } from './checkpoints';
import { CommandService } from './commands';
import { Deadlines } from './deadlines';
import { Desks } from './desks';
import { DispositionCommands } from './dispositions';
import { DoctorService } from './doctor';
import { Effects } from './effects';
import { FeedHub } from './feeds';
import { readGauges } from './gauges';
import { Lines, laterLines } from './lines';
import { Links } from './links';
import { deskHere, MappingControl } from './mappingControl';
import { Mappings } from './mappings';
import { MediaServices } from './mediaServices';
import { Meters } from './meters';
import { Partitions } from './partitions';
import { People } from './people';
import { Probes } from './probes';
import { Programs, type WaitingOf } from './programs';
import { QueryService } from './queries';
import { QueueLines } from './queueLines';
import { QueueServices } from './queueServices';
import { Readiness } from './readiness';
import { RecordsService } from './records';
import { ReportServices } from './reportServices';
import { Retirement } from './retirement';
import type { SignalboxOptions } from './signalboxOptions';
import { type WebhookServices, webhookServices } from './webhookServices';

/** How long a stop waits for a store that does not answer. */
const DRAIN_MS = 5_000;

export class Signalbox {
  readonly partitions: Partitions;
  readonly mappings: Mappings;
  readonly lines: Lines;
  private readonly probes: Probes;
  readonly media: MediaServices;
  readonly api: Api;
  readonly queues: QueueServices;
  private readonly agents: AgentServices;
  private readonly calls: Calls;
  private readonly programs: Programs;
  private readonly effects: Effects;
  readonly deadlines: Deadlines;
  readonly checkpoints: Checkpoints;
  readonly feeds: FeedHub;
  private readonly reports: ReportServices;
  private readonly meters: Meters;
  private readonly applications: Applications;
  readonly mappingControl: MappingControl;
  private readonly retirement: Retirement;
  readonly people: People;
  readonly callbacks: CallbackServices;
  private readonly webhooks: WebhookServices;
  private readonly records: RecordsService;
  private state: 'new' | 'running' | 'stopped' = 'new';

  constructor(private readonly options: SignalboxOptions) {
    const { ports, vault, node } = options;
    this.partitions = new Partitions(ports, node, options.fatal, options.bufferRecords);
    const standing = new QueueLines(this.partitions);
    const desks = new Desks(this.partitions);
    const later = laterLines(() => this.lines);
    const sources = { queues: standing, desks, ...this.lookups };
    this.mappings = new Mappings(ports, this.partitions, sources, { ...options, desk: options.desk ?? deskHere });
    const around = { desks, lines: later, callbacks: () => this.callbacks.offers };
    this.agents = new AgentServices(ports, this.partitions, this.mappings, around);
    const staff = { desks, boards: this.agents.boards };
    this.queues = new QueueServices(ports, this.partitions, this.mappings, standing, later, staff);
    this.media = new MediaServices(ports, options.media, this.partitions, this.mappings, later);
    const { resolve } = this.media;
    const waiting: WaitingOf = (tenant, call) => this.queues.telling.waiting(tenant, call);
    this.programs = new Programs(ports, (from, outcome) => this.calls.programEnded(from, outcome), resolve, waiting);
    this.deadlines = new Deadlines(this.partitions, ports.clock, ports.log);
    this.checkpoints = new Checkpoints(this.partitions, ports);
    this.applications = new Applications(this.partitions, this.mappings);
    this.meters = new Meters(ports);
    this.people = new People({
      ...{ ports, partitions: this.partitions, mappings: this.mappings, adminHash: options.adminHash },
      ...{ vault, passwords: options.passwords },
      subscribers: (tenant) => this.feeds.subscribers(tenant),
      open: (tenant) => this.open(tenant),
    });
    const { keys, limits } = this.people;
    this.feeds = new FeedHub(ports, this.partitions, this.applications, this.people, limits);
    const live = { lines: standing, feeds: this.feeds, desks, waiting: this.queues.waiting };
    this.reports = new ReportServices(ports, this.partitions, this.mappings, live);
    this.calls = new Calls(ports, this.partitions, this.mappings, (tenant) => !keys.suspended(tenant));
    this.webhooks = webhookServices(options, this);
    this.lines = this.connectLines();
    const mayDial = (tenant: string): boolean => limits.dial(tenant) === undefined;
    this.effects = new Effects(ports, this.lines, this.programs, this.calls, resolve, mayDial);
    const calling = { ...staff, lines: this.lines, people: this.people, queues: this.queues, standing, vault };
    this.callbacks = new CallbackServices(ports, this.partitions, this.mappings, calling);
    this.probes = new Probes(ports, this.lines);
    this.retirement = new Retirement(ports, this.partitions, this.mappings, this.lines);
    this.mappingControl = new MappingControl(ports, this.partitions, this.mappings, options, () => this.follow());
    const { partitions, mappings, checkpoints, people, media } = this;
    this.records = new RecordsService(ports, { partitions, mappings, checkpoints, people, media, marks: people.marks });
    this.api = this.publish();
    this.wire();
  }

  private readonly lookups: Pick<Sources, 'callbacks' | 'keptBy' | 'expects' | 'newcomer'> = {
    callbacks: (tenant, queue) => this.callbacks.configOf(tenant, queue),
    keptBy: (tenant, callback) => this.callbacks.keptBy(tenant, callback),
    expects: (tenant, entry) => this.queues.waiting.of(tenant, entry),
    newcomer: (tenant, queue) => this.queues.waiting.newcomer(tenant, queue),
  };

  private connectLines(): Lines {
    const { ports, connect } = this.options;
    const lines = new Lines(ports, connect, (pbx, event) => links.take(pbx, event));
    const { partitions, mappings, calls, programs, feeds, media, agents } = this;
    const adoption = new Adoption(ports, partitions, mappings, calls);
    const lost = (pbx: string): void => {
      programs.endAll(pbx);
      this.effects.drop(pbx);
      media.lost(pbx);
      agents.lost(pbx);
    };
    const links = new Links(ports, { partitions, calls, programs, adoption, feeds, media, lost, agents }, mappings);
    return lines;
  }

  private publish(): Api {
    const { ports, host = async () => [] } = this.options;
    const { partitions, mappings, lines, probes } = this;
    const dispositions = new DispositionCommands(ports, partitions, mappings);
    const families = [...this.queues.families, ...this.agents.families, this.callbacks.commands, dispositions];
    return {
      ...this.people.api,
      records: this.records,
      commands: new CommandService(ports, partitions, mappings, lines, this.people, families),
      queries: new QueryService(ports, this.partitions, this.mappings, this.lines, this.probes),
      queues: this.queues.api,
      callbacks: this.callbacks.api,
      reports: this.reports.api,
      ...this.agents.api(this.mappingControl.api, this.people.limits, this.queues.api),
      prompts: this.media.prompts,
      recordings: this.media.recordings,
      mappings: this.mappingControl.api,
      ...this.webhooks.api,
      feeds: this.feeds,
      health: new Readiness(() => this.state === 'running', { partitions, mappings, lines, probes }),
      doctor: new DoctorService({ ports, partitions, mappings, lines, probes, host, audit: this.reports }),
    };
  }

  private wire(): void {
    const { deadlines, queues, calls, meters, people, checkpoints, feeds, retirement, agents } = this;
    const watching = [calls, meters, ...people.listeners, checkpoints, feeds, retirement];
    const others = [...watching, ...agents.listeners, ...this.callbacks.listeners, ...this.reports.listeners];
    for (const listener of [deadlines, ...queues.listeners, ...others]) this.partitions.listen(listener);
    this.partitions.onEffects((tenant, list) => this.effects.run(tenant, list));
    for (const one of [people, this.media, queues, agents, this.callbacks]) one.handle(deadlines);
    this.deadlines.handle('call', (tenant, id, name, at) => this.calls.deadline(tenant, id, name, at));
  }

  /** Loads `system` and every tenant that has a journal, and connects the PBXs of the mapping in force. */
  async start(): Promise<void> {
    if (this.state !== 'new') throw new Error('started once');
    this.state = 'running';
    await this.open(SYSTEM);
    this.mappings.restore();
    for (const tenant of await this.options.ports.store.tenants())
      if (!(await this.records.erased(tenant))) await this.open(tenant);
    await this.follow();
    for (const one of [this.checkpoints, this.feeds, this.webhooks, this.probes]) one.start();
    void this.media.started().catch((error: unknown) => this.options.fatal(error));
  }

  /** Puts another mapping in force and follows it; a refusal changes nothing. `written`: secrets may stand in it. */
  applyMapping(input: unknown, source: string, actor: string, written = false): Promise<{ version: number } | Refusal> {
    return this.mappingControl.apply(input, source, actor, written);
  }

  /** What the mapping names exists: tenants, keys, then links, so that a call finds its tenant. */
  private async follow(): Promise<void> {
    for (const [id, { name }] of Object.entries(this.mappings.current.tenants)) {
      if (this.people.tenants.keep(id, name)) await this.open(id);
    }
    await this.people.keys.followMapping();
    await this.queues.follow(this.partitions.tenants());
    await this.agents.follow();
    await this.lines.follow(this.retirement.followed(), (pbx) => this.mappings.linkSecrets(pbx));
    this.media.mapped();
    this.callbacks.follow();
  }

  private async open(tenant: string): Promise<void> {
    if (this.partitions.get(tenant)) return;
    await this.partitions.open(tenant);
    const { people, queues, agents, calls, media, deadlines, applications, webhooks } = this;
    const others = [calls, media, applications, webhooks, this.reports];
    for (const one of [queues, agents, people, ...others]) one.loaded(tenant);
    await this.callbacks.loaded(tenant);
    await deadlines.loaded(tenant);
  }

  /** Sets the gauges that are read when somebody looks. */
  measure(): void {
    readGauges(this, this.options.ports.metrics, this.options.ports.clock.now());
  }

  /** What this node has in memory beside the resources, by name: nothing of it may be left when nobody calls. */
  counts(): Readonly<Record<string, number>> {
    return {
      ...this.partitions.counts(),
      lanes: this.effects.size,
      programs: this.programs.size,
      recordings: this.media.size,
      jobs: this.programs.jobCount,
      deadlines: this.deadlines.size,
      parties: this.calls.size,
      offered: this.meters.size,
      outgoing: this.webhooks.underWay(),
      told: this.reports.size,
      unwritten: this.checkpoints.size,
    };
  }

  /** Ends feeds and links, writes what is left; calls stay up in the PBX. */
  async stop(): Promise<void> {
    if (this.state !== 'running') return;
    this.state = 'stopped';
    for (const one of [this.probes, this.retirement, this.reports, this.callbacks, this.feeds]) one.stop();
    this.programs.endAll();
    this.media.stop();
    await this.lines.stopAll();
    await this.webhooks.stop();
    this.deadlines.stop();
    await this.partitions.commits.idle(DRAIN_MS);
    await this.checkpoints.stop();
  }
}
