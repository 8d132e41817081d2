/**
 * Sends the text messages of all tenants (`core/message.ts`): those of a tenant in the order in which they are due, a few at
 * once, and no faster than its quota allows. No event is told by them and no order has to hold, so that one that waits for its
 * next attempt keeps up nobody: that is what sets them apart from webhooks, whose way out they share.
 */
import type { Callback } from '../core/callback';
import { isRefusal } from '../core/errors';
import { isBlocked } from '../core/guards';
import { isDue, isOutdated, type Message } from '../core/message';
import {
  type Attempt,
  decideGivenUp,
  decideMessageDeadline,
  decideNotSent,
  decideSent,
  LEAST_MS,
} from '../core/messageSteps';
import type { JournalRecord } from '../core/record';
import type { Cancel } from '../ports/clock';
import type { Notifier, NotifierResult, Notifying } from '../ports/notifier';
import type { CallbackSettings } from './callbackSettings';
import type { TenantLimits } from './limits';
import type { Mappings } from './mappings';
import type { PartitionListener, Partitions, Ports } from './partitions';

/** Of a tenant: a slow service holds up its own messages, and no sockets without end. */
const AT_ONCE = 4;
const DEADLINE_MS = 15_000;
/** How long a stop waits for answers. */
const LAST_MS = 2_000;

interface Lane {
  readonly due: string[];
  readonly underWay: Map<string, Notifying>;
  /** The quota is spent: it goes on then. */
  pause: Cancel | undefined;
}

export interface MessageParts {
  readonly notifier: Notifier;
  readonly mappings: Mappings;
  readonly settings: () => Pick<CallbackSettings, 'queue'>;
  readonly limits: () => Pick<TenantLimits, 'message'>;
  readonly suspended: (tenant: string) => boolean;
}

export class Messages implements PartitionListener {
  readonly kinds = ['message'] as const;
  private readonly lanes = new Map<string, Lane>();
  private stopping = false;

  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    private readonly parts: MessageParts,
  ) {}

  /** Messages that are due or under way. */
  get size(): number {
    return [...this.lanes.values()].reduce((sum, { due, underWay }) => sum + due.length + underWay.size, 0);
  }

  durable(tenant: string, records: readonly JournalRecord[]): void {
    const due = records.filter(({ subject, data }) => subject.startsWith('message/') && isDue(data as Message));
    if (due.length > 0)
      this.take(
        tenant,
        due.map(({ data }) => (data as Message).id),
      );
  }

  /** Whatever was due, or under way, when the process before ended. */
  loaded(tenant: string): void {
    const partition = this.partitions.get(tenant);
    const due = [...(partition?.ids('message') ?? [])].filter((id) => {
      const message = partition?.get<Message>('message', id);
      return message !== undefined && isDue(message);
    });
    if (due.length > 0) this.take(tenant, due);
  }

  private take(tenant: string, ids: readonly string[]): void {
    const lane: Lane = this.lanes.get(tenant) ?? { due: [], underWay: new Map(), pause: undefined };
    this.lanes.set(tenant, lane);
    lane.due.push(...ids);
    this.goOn(tenant, lane);
  }

  private goOn(tenant: string, lane: Lane): void {
    while (lane.due.length > 0 && lane.underWay.size < AT_ONCE && !lane.pause && !this.stopping) {
      const full = this.parts.limits().message(tenant);
      if (full) {
        lane.pause = this.ports.clock.after(Number(full.facts?.retryAfter ?? 1) * 1_000, () => {
          lane.pause = undefined;
          this.goOn(tenant, lane);
        });
        return;
      }
      this.begin(tenant, lane.due.shift() ?? '', lane);
    }
    if (lane.due.length === 0 && lane.underWay.size === 0) this.lanes.delete(tenant);
  }

  private begin(tenant: string, id: string, lane: Lane): void {
    const message = this.message(tenant, id);
    if (!message || !isDue(message) || lane.underWay.has(id)) return;
    const objection = this.objection(tenant, message);
    if (objection !== undefined) return this.giveUp(tenant, id, objection);
    if (this.parts.suspended(tenant)) return this.notSent(tenant, id, { reason: 'suspended', again: true });
    this.send(tenant, message, lane);
  }

  /** Why it is not sent at all. What held when it was asked for is asked once more. */
  private objection(tenant: string, message: Message): string | undefined {
    const { callback, queue, customerNumber, until } = message;
    if (until - this.ports.clock.now() < LEAST_MS) return 'too_late';
    if (!this.parts.mappings.current.tenants[tenant]?.messages) return 'not_configured';
    const of = this.parts.settings().queue(tenant, queue);
    if (!isRefusal(of) && isBlocked(customerNumber, of.rules)) return 'blocked';
    const told = this.partitions.get(tenant)?.get<Callback>('callback', callback);
    return isOutdated(message, told) ? 'outdated' : undefined;
  }

  private send(tenant: string, message: Message, lane: Lane): void {
    const { id, customerNumber: to, text = '', language, until } = message;
    const by = this.parts.mappings.current.tenants[tenant]?.messages;
    if (!by) return;
    const { clock } = this.ports;
    const started = clock.monotonic();
    const sending = this.parts.notifier.send({
      parts: { id, to, from: by.from, text, language },
      by,
      secrets: this.parts.mappings.messageSecrets(tenant),
      deadlineMs: Math.min(DEADLINE_MS, until - clock.now()),
    });
    lane.underWay.set(id, sending);
    void sending.result.then((result) => {
      if (lane.underWay.get(id) !== sending) return;
      lane.underWay.delete(id);
      this.report(tenant, message, { result, host: new URL(by.url).host, ms: clock.monotonic() - started });
      if (result.sent) this.decide(tenant, (context) => decideSent(this.message(tenant, id), context));
      // Whether it was sent nobody knows: it is once more, at the next start.
      else if (result.reason !== 'aborted') this.notSent(tenant, id, result);
      this.goOn(tenant, lane);
    });
  }

  private message(tenant: string, id: string): Message | undefined {
    return this.partitions.get(tenant)?.get<Message>('message', id);
  }

  private notSent(tenant: string, id: string, attempt: Attempt): void {
    this.decide(tenant, (context) => decideNotSent(this.message(tenant, id), attempt, context));
  }

  private giveUp(tenant: string, id: string, reason: string): void {
    this.decide(tenant, (context) => decideGivenUp(this.message(tenant, id), { reason }, context));
  }

  deadline(tenant: string, id: string, name: string, at: number): void {
    this.decide(tenant, (context) => decideMessageDeadline(this.message(tenant, id), { name, at }, context));
  }

  private decide(
    tenant: string,
    make: (context: Parameters<typeof decideSent>[1]) => ReturnType<typeof decideSent>,
  ): void {
    this.partitions.decide(tenant, { actor: 'system' }, (_, context) => make(context));
  }

  /** Neither whom it goes to nor what it says is for the log. */
  private report(
    tenant: string,
    { id, callback, transaction }: Message,
    { result, host, ms }: { readonly result: NotifierResult; readonly host: string; readonly ms: number },
  ): void {
    const { metrics, log } = this.ports;
    metrics.observe('signalbox_message_attempt_seconds', ms / 1_000, { tenant });
    const facts = { tenant, message: id, callback, transaction, host, status: result.status };
    if (result.sent) log.debug('a message was sent', facts);
    else if (result.reason !== 'aborted') log.warn('a message was not sent', { ...facts, reason: result.reason });
  }

  applied(tenant: string, { type, data }: JournalRecord): void {
    const outcome = type === 'message.sent' ? 'sent' : type === 'message.failed' ? (data as Message).reason : undefined;
    if (outcome !== undefined) this.ports.metrics.count('signalbox_messages_total', { tenant, outcome });
  }

  dropped(tenant: string): void {
    const lane = this.lanes.get(tenant);
    this.lanes.delete(tenant);
    lane?.pause?.();
    const sending = [...(lane?.underWay.values() ?? [])];
    lane?.underWay.clear();
    for (const one of sending) one.abort();
  }

  /** What is under way may still be answered; the rest is sent at the next start. */
  async stop(): Promise<void> {
    this.stopping = true;
    const sending = [...this.lanes.values()].flatMap(({ underWay }) => [...underWay.values()]);
    const cancel = this.ports.clock.after(LAST_MS, () => {
      for (const one of sending) one.abort();
    });
    await Promise.all(sending.map(({ result }) => result));
    cancel();
    for (const tenant of [...this.lanes.keys()]) this.dropped(tenant);
  }
}
