/**
 * One subscriber of a feed.
 *
 *   replaying → live      it reads the store until it has caught up with what is durable, then gets events as they come
 *   any → ended           by its own wish, or cut off because it is too slow (4429)
 */
import type { AttachMode } from '../core/application';
import { envelopeOf, ephemeral } from '../core/envelope';
import { asks, type Facts, passes } from '../core/feedFilter';
import type { JournalRecord } from '../core/record';
import type { CommandReply, FeedSink, Principal, Subscription } from './api';
import type { Applications } from './applications';
import { FeedAttachments, type Wish } from './feedAttachments';
import { factsOf, type SnapshotItem, snapshotItems } from './feedFacts';
import type { Partitions, Ports } from './partitions';
import { shownTo, toldTo } from './tellings';

/** How far behind a subscriber may be (design §8). */
const MAX_BYTES = 1_048_576;
const MAX_EVENTS = 5_000;
const PAGE = 500;
const SNAPSHOT_SLICE = 200;
const SNAPSHOT_CHARS = 65_536;
/** While this much waits, the past is not read further. */
const ENOUGH_BYTES = 262_144;
const DRAIN_MS = 50;
const DRAIN_TRIES = 600;

export class FeedReader implements Subscription {
  /** Sequence of the last event read, sent or passed over. */
  private at = 0;
  private state: 'replaying' | 'live' | 'ended' = 'replaying';
  private sent = 0;
  private bytes = 0;
  private readonly desk: FeedAttachments;

  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    applications: Applications,
    private readonly wish: Wish,
    private readonly sink: FeedSink,
    private readonly left: () => void,
  ) {
    this.desk = new FeedAttachments(ports, partitions, applications, wish, (text) => this.send(text));
  }

  /** Who opened it. */
  get principal(): Principal {
    return this.wish.principal;
  }

  begin(heartbeatSeconds: number): void {
    const { tenant, options } = this.wish;
    const durableSeq = this.partitions.durableSeq(tenant);
    this.at = options.after ?? durableSeq;
    const epoch = this.partitions.get(tenant)?.term ?? 0;
    this.send(JSON.stringify({ type: 'welcome', data: { durableSeq, epoch, heartbeatSeconds } }));
    void this.catchUp().catch((error: unknown) => {
      this.ports.log.error('a feed could not be read', { tenant, error: String(error) });
      this.close(1011, 'the feed could not be read');
    });
  }

  private async catchUp(): Promise<void> {
    const beyond = this.at > this.partitions.durableSeq(this.wish.tenant);
    if (beyond || this.wish.options.snapshot) await this.snapshotFirst(beyond);
    // Nothing may become durable between the last look and the change: hence no await between them.
    while (this.behind()) await this.replay();
    if (this.state === 'ended') return;
    this.state = 'live';
    this.position();
  }

  private behind(): boolean {
    return this.state === 'replaying' && this.at < this.partitions.durableSeq(this.wish.tenant);
  }

  private async replay(): Promise<void> {
    while (this.behind()) {
      const oldest = await this.partitions.turns.take(this.wish.tenant, () => this.page());
      if (oldest !== undefined) await this.startOver(oldest);
      if (!(await this.drained())) return;
    }
  }

  /** Tells the next page of the past; where the journal begins behind it, says so instead. */
  private async page(): Promise<number | undefined> {
    if (!this.behind()) return undefined;
    const { tenant } = this.wish;
    const until = this.partitions.durableSeq(tenant);
    const records = await this.ports.store.history(tenant, { after: this.at, until }, {}, PAGE);
    const oldest = records[0]?.seq ?? until + 1;
    // The journal may be pruned at any moment, also between two pages. After 0 means the oldest there is.
    if (this.at > 0 && oldest > this.at + 1) return oldest;
    if (records.length === 0) this.at = until;
    for (const record of records) this.past(record);
    return undefined;
  }

  private past(record: JournalRecord): void {
    this.at = record.seq;
    const told = toldTo(this.principal, record);
    if (passes(this.wish.filter, factsOf(told))) this.send(JSON.stringify(envelopeOf(this.wish.tenant, told)));
  }

  /** `beyond`: a sequence that was never given here; the subscriber has heard of it from a journal that is not this one. */
  private async snapshotFirst(beyond: boolean): Promise<void> {
    const oldest = await this.ports.store.oldest(this.wish.tenant);
    if (beyond || (this.at > 0 && this.at + 1 < oldest)) await this.startOver(oldest);
    else await this.snapshot();
  }

  /** What there was is not known: it goes on from what is live now. */
  private async startOver(oldest: number): Promise<void> {
    this.at = this.partitions.durableSeq(this.wish.tenant);
    this.tell('stream.truncated', { oldest });
    await this.snapshot();
  }

  /** Live resources in slices. Events are read after it, from where they were asked for: the higher sequence wins. */
  private async snapshot(): Promise<void> {
    const { tenant } = this.wish;
    const items = snapshotItems(this.partitions.get(tenant), this.partitions.durableSeq(tenant), this.wish.filter);
    for (let told = 0; told < items.length || told === 0; ) {
      told += await this.partitions.turns.take(tenant, async () => this.slice(items, told));
      if (told === 0 || !(await this.drained())) return;
    }
  }

  /** Sends the next slice of a snapshot; says how many are in it. */
  private slice(items: readonly SnapshotItem[], first: number): number {
    const texts: string[] = [];
    let chars = 0;
    for (const { kind, id, seq, data } of items.slice(first, first + SNAPSHOT_SLICE)) {
      const item = { subject: `${kind}/${id}`, sequence: seq, data: shownTo(this.principal, kind, data) };
      const text = JSON.stringify(item);
      texts.push(text);
      chars += text.length;
      if (chars > SNAPSHOT_CHARS) break;
    }
    const last = first + texts.length >= items.length;
    this.send(`{"type":"snapshot","data":{"items":[${texts.join()}],"last":${last}}}`);
    return texts.length;
  }

  wants(seq: number, facts: Facts): boolean {
    if (this.state !== 'live' || seq <= this.at) return false;
    this.at = seq;
    return passes(this.wish.filter, facts);
  }

  live(text: string): void {
    this.send(text);
  }

  wantsNow(facts: Facts): boolean {
    return this.state === 'live' && passes(this.wish.filter, facts);
  }

  asks(type: string): boolean {
    return this.state === 'live' && asks(this.wish.filter, type);
  }

  now(text: string): void {
    this.send(text);
  }

  /** Bytes that are not read yet. */
  get backlog(): number {
    return this.sink.pending();
  }

  /** The point to resume from. */
  position(): void {
    if (this.state === 'live') this.tell('stream.position', { sequence: this.at });
  }

  private tell(type: 'stream.position' | 'stream.truncated', data: unknown): void {
    const { tenant } = this.wish;
    const event = {
      id: this.ports.ids.fresh(),
      type,
      subject: `stream/${tenant}`,
      at: this.ports.clock.now(),
      actor: 'system',
      data,
    };
    this.send(JSON.stringify(ephemeral(tenant, event)));
  }

  private send(text: string): void {
    if (this.state === 'ended') return;
    this.sink.send(text);
    this.sent++;
    this.bytes += text.length;
    const pending = this.sink.pending();
    const eventsBehind = (pending * this.sent) / this.bytes;
    if (pending > MAX_BYTES || eventsBehind > MAX_EVENTS) this.close(4429, 'too slow: resume with the last sequence');
  }

  /** Waits until a slow reader of the past has taken most of it; false when it does not. */
  private async drained(): Promise<boolean> {
    for (let i = 0; i < DRAIN_TRIES; i++) {
      if (this.state === 'ended') return false;
      if (this.sink.pending() < ENOUGH_BYTES) return true;
      await new Promise<void>((resolve) => {
        this.ports.clock.after(DRAIN_MS, resolve);
      });
    }
    this.close(4429, 'too slow: resume with the last sequence');
    return false;
  }

  close(code: number, reason: string): void {
    if (this.state === 'ended') return;
    if (code === 4429) this.ports.metrics.count('signalbox_feeds_too_slow_total', { tenant: this.wish.tenant });
    this.end();
    this.sink.close(code, reason);
  }

  end(): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    this.desk.leave();
    this.left();
  }

  attach(application: string, mode: AttachMode): Promise<CommandReply> {
    return this.desk.attach(application, mode, () => this.state === 'ended');
  }

  detach(application: string): Promise<CommandReply> {
    return this.desk.detach(application);
  }

  get attachments(): Readonly<Record<string, string>> {
    return this.desk.attachments;
  }

  /** What waits for a decision is offered to whoever decides now, with the time that is left. */
  offerPending(application: string): void {
    this.desk.offerPending(application);
  }
}
