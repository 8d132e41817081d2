/**
 * A socket of a tenant at its feed, over and over: it listens, is cut off or goes, comes back and resumes after the last
 * sequence it saw. Everything it receives is read with care (`Reading`).
 */
import type { Envelope } from '../../../src/core/envelope';
import { isRefusal } from '../../../src/core/errors';
import type { FeedSink, SubscribeOptions, Subscription } from '../../../src/services/api';
import { Borders } from '../invariants/borders';
import { Reading } from '../invariants/reading';
import { principalOf } from '../ledger';
import type { Scene } from '../scene';
import type { SimTenant } from '../tenants';

export interface SubscriberOptions {
  readonly tenant: SimTenant;
  readonly name: string;
  readonly filter?: SubscribeOptions;
  /** Default: of a program. */
  readonly role?: 'application' | 'supervisor';
  readonly onEvent?: (event: Envelope) => void;
  /** The socket is gone: the process died, or it was closed from there. */
  readonly onCut?: () => void;
}

export class Subscriber implements FeedSink {
  readonly reading: Reading;
  subscription: Subscription | undefined;
  /** Bytes it has not taken yet. */
  backlog = 0;
  events = 0;
  private connection = 0;
  private forget: () => void = () => {};

  constructor(
    private readonly scene: Scene,
    private readonly options: SubscriberOptions,
  ) {
    const { disk, findings, tenants } = scene;
    const borders = new Borders(disk, findings, tenants);
    this.reading = new Reading(
      { disk, findings, borders },
      options.tenant,
      options.filter ?? {},
      options.role === 'supervisor',
    );
  }

  /** Opens a socket; resumes after what was seen, unless it is to begin from now or with a snapshot. */
  connect(from: 'last' | 'now' | 'snapshot' = 'last'): void {
    const { gate } = this.scene;
    if (!gate.up || this.subscription) return;
    const { tenant, filter, role } = this.options;
    const after = from === 'last' ? this.reading.at : undefined;
    this.reading.begin(after);
    const options = {
      ...filter,
      ...(after !== undefined && { after }),
      ...(from === 'snapshot' && { snapshot: true }),
    };
    const subscription = gate.api.feeds.subscribe(principalOf(tenant, role), tenant.id, options, this.sinkOf());
    if (isRefusal(subscription)) return this.scene.findings.found('a feed opens', JSON.stringify(subscription));
    this.subscription = subscription;
    this.forget = gate.onDeath(() => this.cut());
  }

  /** Goes by itself. */
  disconnect(): void {
    const { subscription } = this;
    this.cut(false);
    subscription?.end();
  }

  send(text: string): void {
    const event = this.reading.frame(text);
    if (!event) return;
    this.events += 1;
    this.scene.world.trace.write(`feed ${this.options.name} < ${event.sequence ?? '-'} ${event.type}`);
    this.options.onEvent?.(event);
  }

  pending(): number {
    return this.backlog;
  }

  close(): void {
    this.cut();
  }

  /** What an older connection still says is heard by nobody. */
  private sinkOf(): FeedSink {
    this.connection += 1;
    const { connection } = this;
    const current = (): boolean => connection === this.connection;
    return {
      send: (text) => {
        if (current()) this.send(text);
      },
      pending: () => (current() ? this.pending() : 0),
      close: () => {
        if (current()) this.close();
      },
    };
  }

  private cut(tell = true): void {
    this.connection += 1;
    this.forget();
    this.subscription = undefined;
    this.backlog = 0;
    if (tell) this.options.onCut?.();
  }
}
