/**
 * The feed of each tenant (design §8): in the order of the journal, only what is durable, each event serialised once
 * for all who get it. A subscriber reads the past from the store and goes over to live events without a gap.
 */
import type { ApplicationState } from '../core/application';
import type { Call } from '../core/call';
import { type Envelope, ephemeral } from '../core/envelope';
import { ERRORS, type Refusal, refuse } from '../core/errors';
import { type Facts, within } from '../core/feedFilter';
import { SYSTEM } from '../core/ids';
import type { JournalRecord } from '../core/record';
import type { Cancel } from '../ports/clock';
import type { FeedSink, Feeds, Principal, SubscribeOptions, Subscription } from './api';
import type { Applications } from './applications';
import { type Admission, mayLook } from './authority';
import { FeedOutbox, type Item } from './feedOutbox';
import { FeedReader } from './feedReader';
import type { TenantLimits } from './limits';
import type { PartitionListener, Partitions, Ports } from './partitions';
import { Tellings } from './tellings';

const HEARTBEAT_SECONDS = 15;

export class FeedHub implements Feeds, PartitionListener {
  readonly heartbeatSeconds = HEARTBEAT_SECONDS;
  private readonly readers = new Map<string, Set<FeedReader>>();
  private readonly outboxes = new Map<string, FeedOutbox>();
  /** Who decides for an application now. */
  private readonly deciders = new Map<string, string>();
  private cancel: Cancel = () => {};

  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    private readonly applications: Applications,
    private readonly admission: Admission,
    private readonly limits: Pick<TenantLimits, 'room'>,
  ) {}

  start(): void {
    this.cancel = this.ports.clock.after(HEARTBEAT_SECONDS * 1_000, () => {
      for (const readers of this.readers.values()) for (const reader of readers) reader.position();
      this.start();
    });
  }

  stop(): void {
    this.cancel();
    for (const readers of [...this.readers.values()])
      for (const reader of [...readers]) reader.close(1001, 'the gateway stops');
  }

  subscribe(principal: Principal, tenant: string, options: SubscribeOptions, sink: FeedSink): Subscription | Refusal {
    if (!mayLook(principal, tenant)) return refuse('auth.forbidden');
    if (!this.partitions.get(tenant)) return refuse('resource.not_found');
    const full = principal.role === 'admin' ? undefined : this.limits.room(tenant, 'subscribers');
    if (full) return full;
    const readers = this.readers.get(tenant) ?? new Set();
    if (!this.readers.has(tenant)) this.outboxes.set(tenant, new FeedOutbox(this.ports.clock, readers));
    this.readers.set(tenant, readers);
    this.ports.metrics.gauge('signalbox_feed_subscribers', readers.size + 1, { tenant });
    const reader = new FeedReader(
      this.ports,
      this.partitions,
      this.applications,
      { tenant, principal, options, filter: within(options, principal.venues) },
      sink,
      () => this.left(tenant, reader),
    );
    readers.add(reader);
    reader.begin(HEARTBEAT_SECONDS);
    return reader;
  }

  /** Feeds open in a tenant. */
  subscribers(tenant: string): number {
    return this.readers.get(tenant)?.size ?? 0;
  }

  private left(tenant: string, reader: FeedReader): void {
    const readers = this.readers.get(tenant);
    readers?.delete(reader);
    if (readers?.size === 0) {
      this.readers.delete(tenant);
      this.outboxes.delete(tenant);
    }
    this.ports.metrics.gauge('signalbox_feed_subscribers', readers?.size ?? 0, { tenant });
  }

  /** Bytes that subscribers have not read yet, by tenant. */
  backlogs(): Map<string, number> {
    const sum = (readers: Iterable<FeedReader>) => [...readers].reduce((bytes, reader) => bytes + reader.backlog, 0);
    return new Map([...this.readers].map(([tenant, readers]) => [tenant, sum(readers)]));
  }

  durable(tenant: string, records: readonly JournalRecord[]): void {
    if (tenant === SYSTEM) this.followKeys(records);
    this.followPeople(tenant, records);
    this.outboxes.get(tenant)?.push(...records.map((record) => this.telling(tenant, record)));
  }

  private telling(tenant: string, record: JournalRecord): Item {
    const tellings = new Tellings(tenant, record);
    return {
      tell(reader) {
        const told = tellings.to(reader.principal);
        if (reader.wants(record.seq, told.facts)) reader.live(told.text);
      },
      done: () => {
        if (record.subject.startsWith('application/')) this.handOver(tenant, record.data as ApplicationState);
      },
    };
  }

  /** A socket has the rights of its key and tenant: when they change it comes again with the new ones, or does not. */
  private followKeys(records: readonly JournalRecord[]): void {
    const keys = new Set(
      records.filter((r) => r.type === 'key.changed' || r.type === 'key.revoked').map((r) => r.subject),
    );
    if (keys.size > 0) this.lookAgain(({ key }) => keys.has(`key/${key}`));
    for (const { type, subject } of records)
      if (type === 'tenant.suspended') this.lookAgain((principal) => subject === `tenant/${principal.tenant}`);
  }

  /** The same for who signed in. */
  private followPeople(tenant: string, records: readonly JournalRecord[]): void {
    for (const { type, subject } of records) {
      if (!type.startsWith('user.') && type !== 'session.ended') continue;
      const id = subject.slice(subject.indexOf('/') + 1);
      this.lookAgain((principal) => principal.tenant === tenant && (principal.key === id || principal.user === id));
    }
  }

  /** Closes the feeds of those whom the change of `who` leaves without a right to them. */
  private lookAgain(who: (principal: Principal) => boolean): void {
    for (const readers of [...this.readers.values()])
      for (const reader of [...readers]) {
        const refusal = who(reader.principal) ? this.admission.admits(reader.principal) : undefined;
        if (refusal) reader.close(4401, `${refusal.refused}: ${refusal.detail ?? ERRORS[refusal.refused].title}`);
      }
  }

  /** A stand-by that now decides is offered what waits. */
  private handOver(tenant: string, state: ApplicationState): void {
    const key = `${tenant}/${state.id}`;
    const decider = state.attachments.find((a) => a.mode === 'exclusive')?.id;
    const before = this.deciders.get(key);
    if (decider === undefined) this.deciders.delete(key);
    else this.deciders.set(key, decider);
    if (before === undefined || decider === undefined || before === decider) return;
    for (const reader of this.readers.get(tenant) ?? [])
      if (reader.attachments[state.id] === decider) reader.offerPending(state.id);
  }

  dropped(tenant: string): void {
    for (const reader of [...(this.readers.get(tenant) ?? [])]) reader.close(4410, 'another node runs this tenant');
  }

  /** Whether anybody would be told of such an event now. */
  listens(tenant: string, facts: Facts): boolean {
    for (const reader of this.readers.get(tenant) ?? []) if (reader.wantsNow(facts)) return true;
    return false;
  }

  /** Whether anybody listens now who named that type. */
  asks(tenant: string, type: string): boolean {
    for (const reader of this.readers.get(tenant) ?? []) if (reader.asks(type)) return true;
    return false;
  }

  /** An event that is told to whoever listens now, and not kept. */
  tell(tenant: string, event: Envelope, facts: Facts): void {
    let text: string | undefined;
    this.outboxes.get(tenant)?.push({
      tell(reader) {
        if (!reader.wantsNow(facts)) return;
        text ??= JSON.stringify(event);
        reader.now(text);
      },
    });
  }

  digit(tenant: string, call: Call, party: string, digit: string): void {
    if (!this.readers.has(tenant)) return;
    const facts = {
      type: 'call.digit_pressed',
      transaction: call.transaction,
      ...(call.venue !== undefined && { venue: call.venue }),
    };
    const data = { call: call.id, party, digit, routingPoint: call.routingPoint, venue: call.venue };
    const event = {
      id: this.ports.ids.fresh(),
      type: 'call.digit_pressed',
      subject: `call/${call.id}`,
      actor: `pbx:${call.pbx}`,
      data,
    } as const;
    const envelope = ephemeral(tenant, { ...event, transaction: call.transaction, at: this.ports.clock.now() });
    // Not before the call it names is durable; when another tenure has the tenant, nobody listens here any more.
    this.partitions.durable(tenant, this.partitions.get(tenant)?.seq ?? 0).then(
      () => this.tell(tenant, envelope, facts),
      () => undefined,
    );
  }
}
