/**
 * Delivers the events of one webhook: in their order, each at least once, one under way at a time.
 *
 *   resting → working     an event became durable, a retry is due, a dead letter was asked for
 *   working → resting     nothing is left to deliver, or an event waits for its next attempt
 *   any → ended           the webhook was changed, paused, disabled or deleted, or the gateway stops
 */
import { type Context, type Decision, nothing } from '../core/decision';
import type { DeadLetter } from '../core/delivery';
import { advanced, decideFailed, EVENT_GONE, lettersOf, refusedAgain, removed, truncated } from '../core/deliverySteps';
import { envelopeOf } from '../core/envelope';
import type { Partition } from '../core/partition';
import { isErased, type JournalRecord } from '../core/record';
import { unsupervised } from '../core/supervision';
import { filterOf } from '../core/webhook';
import type { Cancel } from '../ports/clock';
import type { Sending, WebhookResult } from '../ports/webhook';
import { Backlog, type Gap } from './backlog';
import { type At, type Known, standing } from './courierPlace';
import type { Partitions, Ports } from './partitions';
import type { WebhookSender } from './webhookSender';

/** How often what was delivered is written down at most: a crash repeats what came after. */
const SAVE_MS = 1_000;
/** So many events that are not for it are passed over until that is written down, or for so long. */
const PASSED = 500;
const PASSED_MS = 3_600_000;
/** How long a stop waits for an answer. */
const LAST_MS = 2_000;
/** After the journal could not be read. */
const AGAIN_MS = 5_000;

type Failed = WebhookResult & { readonly delivered: false };

export class Courier {
  private readonly id: string;
  private readonly run: number;
  private readonly backlog: Backlog;
  private readonly letters: string[] = [];
  private readonly unsaved = { delivered: 0, deliveredAt: 0 };
  private saved: number;
  private savedAt: number;
  private state: 'resting' | 'working' | 'ended' = 'resting';
  private again = false; // it was woken while it worked
  private closing = false;
  private sending: Sending | undefined;
  private working: Promise<void> = Promise.resolve();
  private failedAt = 0; // with this sequence it is on disk what became of the last event that failed
  private cancelSave: Cancel | undefined;
  private cancelWake: Cancel = () => {};

  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    private readonly sender: WebhookSender,
    private readonly tenant: string,
    { webhook, delivery }: At,
  ) {
    this.id = webhook.id;
    this.run = delivery.run;
    this.backlog = new Backlog({ store: ports.store, partitions }, tenant, filterOf(webhook), delivery.sequence);
    this.saved = delivery.sequence;
    this.savedAt = ports.clock.now();
  }

  get lag(): number {
    return this.backlog.lag;
  }

  /** What became durable. */
  offer(records: readonly JournalRecord[]): void {
    this.backlog.offer(records);
    this.saveSoon();
    this.wake();
  }

  /** Somebody was forgotten: nothing that was read before is told any more. */
  readAgain(): void {
    this.backlog.readAgain(this.sending !== undefined);
    this.wake();
  }

  /** A dead letter is to be tried once more, before the next event. */
  requeue(letter: string): void {
    this.letters.push(letter);
    this.wake();
  }

  wake(): void {
    this.again = true;
    if (this.state !== 'resting') return;
    this.state = 'working';
    this.working = this.work().catch((error: unknown) => {
      const facts = { tenant: this.tenant, webhook: this.id, error: String(error) };
      this.ports.log.warn('the journal could not be read for a webhook; it is tried again', facts);
      if (this.ended) return;
      this.state = 'resting';
      this.cancelWake = this.ports.clock.after(AGAIN_MS, () => this.wake());
    });
  }

  private async work(): Promise<void> {
    while (this.again && !this.over) {
      this.again = false;
      while (!this.over && (await this.one()));
    }
    if (!this.ended) this.state = 'resting';
  }

  private get ended(): boolean {
    return this.state === 'ended';
  }

  private get over(): boolean {
    return this.ended || this.closing;
  }

  /** Deals with one event; false when none is to be dealt with now. */
  private async one(): Promise<boolean> {
    const delivery = this.current()?.delivery;
    if (delivery?.run !== this.run) return false;
    // After a crash it would come again behind what follows.
    if (this.partitions.durableSeq(this.tenant) < this.failedAt) return false;
    const letter = this.letters.shift();
    if (letter !== undefined) return this.deliverLetter(letter);
    // An event that failed waits for its next attempt, and what comes after it for that event.
    if (delivery.retry && delivery.retry.trying !== true) return false;
    const record = await this.backlog.next((gap) => this.missed(gap));
    if (!record) this.saveSoon();
    if (!record || this.over) return false;
    const result = await this.send(record);
    if (this.ended) return false;
    if (!result.delivered) return this.failed(record, result);
    this.unsaved.delivered += 1;
    this.unsaved.deliveredAt = this.ports.clock.now();
    this.backlog.pass();
    this.saveSoon();
    return true;
  }

  /** The journal was pruned before their turn came. */
  private missed(gap: Gap): void {
    const facts = { tenant: this.tenant, webhook: this.id, ...gap };
    this.ports.log.warn('events were pruned before a webhook could be told of them', facts);
    this.decide(({ delivery }) => [truncated(delivery, gap)]);
  }

  private async send(record: JournalRecord): Promise<WebhookResult> {
    const { transaction, seq } = record;
    const body = JSON.stringify(envelopeOf(this.tenant, unsupervised(record)));
    this.sending = this.sender.send(this.tenant, this.id, { name: String(seq), body, transaction });
    const result = await this.sending.result;
    this.sending = undefined;
    return result;
  }

  private failed(record: JournalRecord, result: Failed): boolean {
    if (result.reason === 'aborted') return false;
    this.save();
    const failure = { sequence: record.seq, type: record.type, transaction: record.transaction, ...result };
    this.decide((at, context, partition) =>
      decideFailed({ ...at, deadLetters: lettersOf(partition, this.id).length }, failure, context),
    );
    this.failedAt = this.partitions.get(this.tenant)?.seq ?? 0;
    const at = this.current();
    if (at?.delivery.run !== this.run) return false;
    if (at.delivery.sequence >= record.seq) this.backlog.pass();
    else this.backlog.readAgain(false);
    return true;
  }

  private async deliverLetter(id: string): Promise<boolean> {
    const letter = this.letter(id);
    if (letter?.requeuedAt === undefined) return true;
    const { sequence } = letter;
    const [record] = await this.ports.store.history(this.tenant, { after: sequence - 1, until: sequence }, {}, 1);
    const result = record && !isErased(record) ? await this.send(record) : EVENT_GONE;
    if (this.ended || (!result.delivered && result.reason === 'aborted')) return false;
    this.decide((_, { now }) => {
      const latest = this.letter(id);
      if (latest?.requeuedAt === undefined) return [];
      return [result.delivered ? removed(latest, 'delivered', now) : refusedAgain(latest, result, now)];
    });
    return true;
  }

  private letter(id: string): DeadLetter | undefined {
    const letter = this.partitions.get(this.tenant)?.get<DeadLetter>('deadLetter', id);
    return letter?.endedAt === undefined ? letter : undefined;
  }

  /** Soon after a delivery, at once when what had failed works again, seldom when nothing was for it. */
  private saveSoon(): void {
    const { delivered } = this.unsaved;
    const { retry, failingSince } = this.current()?.delivery ?? {};
    // What was to be tried again is no longer there.
    if (retry && retry.sequence <= this.backlog.done) return this.save();
    if (delivered > 0 && (retry !== undefined || failingSince !== undefined)) return this.save();
    const now = this.ports.clock.now();
    const passed = this.backlog.done - this.saved;
    if (delivered === 0 && passed < PASSED && (passed === 0 || now - this.savedAt < PASSED_MS)) return;
    this.cancelSave ??= this.ports.clock.after(Math.max(0, this.savedAt + SAVE_MS - now), () => this.save());
  }

  /** Writes down how far it has come. */
  save(): void {
    this.cancelSave?.();
    this.cancelSave = undefined;
    const { done } = this.backlog;
    const { delivered, deliveredAt } = this.unsaved;
    if (this.ended || (done === this.saved && delivered === 0)) return;
    this.decide(({ delivery }) => [
      advanced(delivery, { sequence: done, delivered, ...(delivered > 0 && { deliveredAt }) }),
    ]);
    this.unsaved.delivered = 0;
    this.saved = done;
    this.savedAt = this.ports.clock.now();
  }

  /** What is found out about a delivery that has begun anew meanwhile decides nothing. */
  private decide(make: (at: Known, context: Context, partition: Partition) => Decision['drafts']): void {
    this.partitions.decide(this.tenant, { actor: 'system' }, (partition, context) => {
      const at = this.current();
      return at?.delivery.run === this.run ? { drafts: make(at, context, partition), reply: undefined } : nothing;
    });
  }

  private current(): Known | undefined {
    return standing(this.partitions.get(this.tenant), this.id);
  }

  /** Ends it at once: another one delivers, or nobody. */
  end(): void {
    this.cancelSave?.();
    this.cancelWake();
    this.state = 'ended';
    this.sending?.abort();
  }

  /** Ends it in order: what is under way may still be answered, what was delivered is written down. */
  async close(): Promise<void> {
    this.closing = true;
    const cancel = this.ports.clock.after(LAST_MS, () => this.sending?.abort());
    if (this.state === 'working') await this.working;
    cancel();
    this.save();
    this.end();
  }
}
