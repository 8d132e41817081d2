/**
 * A whole gateway in a world: the services of one node on a simulated store and PBX, with feeds of tenants in memory.
 * `crash` ends the process at this moment and `start` brings the next one up on what the disk has.
 */
import { Simulator } from '../../connectors/simulator/simulator';
import { isRefusal } from '../../src/core/errors';
import type { Mapping } from '../../src/core/mapping';
import { mappingYaml } from '../../src/mapping/mappingFile';
import type { Facts, Log } from '../../src/ports/log';
import type { Api, CommandReply, Principal, SubscribeOptions } from '../../src/services/api';
import { Signalbox } from '../../src/services/signalbox';
import { TodaysStore } from '../../src/services/todaysStore';
import type { VirtualClock } from './clock';
import { FakeNotifier } from './fakeNotifier';
import { FakeWebhook } from './fakeWebhook';
import type { HouseOptions } from './houseOptions';
import { Listener } from './listener';
import { MemoryMedia, MemoryRecordings } from './memoryMedia';
import { plainVault } from './plainVault';
import { QuickPasswords } from './quickPasswords';
import { type Kept, SimStore } from './simStore';
import { disk } from './tables';
import { World } from './world';

export { Listener } from './listener';

const nothing = { count: () => {}, gauge: () => {}, observe: () => {} };

export class House {
  readonly world: World;
  readonly sim: Simulator;
  store: SimStore;
  clock: VirtualClock;
  signalbox!: Signalbox;
  /** Outlives the gateway. */
  readonly media = new MemoryMedia();
  readonly recordings = new MemoryRecordings();
  /** Quick ones, which count. */
  readonly passwords = new QuickPasswords();
  /** The other end of all webhooks. */
  readonly webhook = new FakeWebhook(() => this.clock);
  /** Who sends the messages of all tenants. */
  readonly notifier = new FakeNotifier(() => this.clock);
  /** Whatever the gateway said was a defect. */
  readonly defects: unknown[] = [];
  private readonly log: Log;
  private readonly pbxs = new Map<string, Simulator>();

  constructor(private readonly options: HouseOptions) {
    this.world = new World(options.seed ?? 1, options.startsAt);
    const { clock, trace } = this.world;
    this.sim = this.pbx('pbx');
    const faults = {
      schedule: (ms: number, fire: () => void) => void clock.after(ms, fire),
      random: this.world.random('store'),
      ...(options.unknown !== undefined && { unknown: options.unknown }),
      ...(options.onCommit && { onCommit: options.onCommit }),
    };
    this.store = new SimStore(faults, options.tables ?? disk.make(this.world));
    this.clock = this.world.newClock();
    const error = (message: string, facts?: Facts): void => {
      trace.write(`error: ${message} ${JSON.stringify(facts)}`);
      options.complained?.(message, facts);
    };
    const hears = (say?: Log['info']) => (message: string, facts?: Facts) => {
      options.overheard?.(message, facts);
      say?.(message, facts);
    };
    const log = { debug: hears(), info: hears(options.informed), warn: hears(), error: hears(error) };
    const within = (more: Facts): Log => {
      options.overheard?.('with', more);
      return this.log;
    };
    this.log = { ...log, with: within };
  }

  /** Brings a gateway up; the mapping is applied when it is not in force yet. */
  async start(): Promise<this> {
    await this.world.finish(this.boot());
    return this;
  }

  /** The same in the world's own time: whoever calls goes on stepping. */
  async boot(): Promise<void> {
    const { clock, log, options } = this;
    const store = new TodaysStore(this.store, options.upgrades);
    const ports = { store, clock, ids: this.world.ids, log, metrics: options.metrics ?? nothing };
    const signalbox = new Signalbox({
      ports,
      connect: (name) => (this.options.line ?? ((pbx) => pbx))(this.pbx(name).pbx()),
      yaml: mappingYaml,
      ...(this.options.files && { files: this.options.files }),
      ...(this.options.desk && { desk: this.options.desk }),
      vault: plainVault(this.world.ids, (reference) => this.secret(reference)),
      passwords: this.passwords,
      media: {
        files: this.media,
        recordings: this.recordings,
        ...(this.options.speech && { speech: this.options.speech }),
      },
      ...{ webhook: this.webhook, notifier: this.notifier },
      node: 'main',
      adminHash: this.world.ids.hash('admin'),
      ...(this.options.bufferRecords !== undefined && { bufferRecords: this.options.bufferRecords }),
      fatal: (error) => this.defects.push(error),
    });
    this.signalbox = signalbox;
    await this.store.open();
    await signalbox.start();
    if (signalbox.mappings.applied || this.options.mapping === undefined) return;
    const applied = await signalbox.applyMapping(this.options.mapping, 'test', 'system', true);
    if (isRefusal(applied)) throw new Error(JSON.stringify(applied));
  }

  /** The PBX of that name, which is made when there is none yet. */
  pbx(name: string): Simulator {
    const known = this.pbxs.get(name);
    if (known) return known;
    const { clock, ids, trace } = this.world;
    const made = new Simulator({ name, clock, ids, random: this.world.random(name), trace: trace.write });
    this.pbxs.set(name, made);
    return made;
  }

  private secret(reference: { env: string } | { file: string }): string | undefined {
    const { secrets } = this.options;
    return secrets ? secrets['env' in reference ? reference.env : reference.file] : 'a-secret';
  }

  /** The same, and waits for the link. */
  async up(): Promise<this> {
    await this.start();
    return this.live();
  }

  /** Runs until the PBX is connected and listed. */
  async live(): Promise<this> {
    await this.world.waitFor(() => this.signalbox.lines.state('pbx') === 'live');
    return this;
  }

  get api(): Api {
    return this.signalbox.api;
  }

  get mapping(): Mapping {
    return this.signalbox.mappings.current;
  }

  /** A principal as a key of that tenant would give. */
  principal(tenant: string, role: Principal['role'] = 'application'): Principal {
    return { key: `ke_${tenant}`, actor: `key:${tenant}`, role, tenant };
  }

  /** Opens a feed of a tenant. */
  listen(tenant: string, options: SubscribeOptions = {}, role: Principal['role'] = 'application'): Listener {
    const listener = new Listener();
    const subscription = this.api.feeds.subscribe(this.principal(tenant, role), tenant, options, listener);
    if (isRefusal(subscription)) throw new Error(JSON.stringify(subscription));
    listener.subscription = subscription;
    return listener;
  }

  /** Opens a feed and attaches to an application. */
  async attach(
    tenant: string,
    application: string,
    mode: 'exclusive' | 'claim' | 'observe' = 'exclusive',
  ): Promise<Listener> {
    const listener = this.listen(tenant);
    const reply = await this.world.finish(listener.subscription.attach(application, mode));
    if (isRefusal(reply)) throw new Error(JSON.stringify(reply));
    return listener;
  }

  /** A command as the socket of that listener would send it, or without one as REST would. */
  command(
    tenant: string,
    command: string,
    target: string | undefined,
    body: unknown,
    by?: Listener,
    requestId?: string,
  ): Promise<CommandReply> {
    return this.world.finish(
      this.api.commands.execute({
        principal: this.principal(tenant),
        tenant,
        command,
        body,
        ...(target !== undefined && { target }),
        ...(by && { attachments: by.subscription.attachments }),
        ...(requestId !== undefined && { requestId }),
      }),
    );
  }

  /** The process dies: timers stop, what was in flight to the disk may or may not be there (`kept`), the PBX goes on. */
  crash(kept?: Kept): void {
    this.clock.kill();
    for (const pbx of this.pbxs.values()) pbx.crashGateway();
    this.store = this.store.crash(kept);
    this.clock = this.world.newClock();
  }

  /** Ends a test: the gateway stops in order and has called nothing a defect. */
  async end(): Promise<void> {
    await this.stop();
    if (this.defects.length > 0) throw new AggregateError(this.defects, `defects: ${this.defects.join('; ')}`);
  }

  /** Ends the gateway in order. */
  async stop(): Promise<void> {
    await this.world.finish(this.signalbox.stop());
    await this.world.finish(this.store.close());
  }
}
