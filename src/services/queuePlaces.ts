/**
 * Tells of the places of those who wait (`queue.position`), to subscribers that name it: after something changed, at most
 * every two seconds and queue, of the first fifty, and only of those whose place or waiting time is another than told before.
 */
import type { Agent } from '../core/agent';
import { ephemeral } from '../core/envelope';
import { viewOf } from '../core/publicView';
import { type Entry, estimateView } from '../core/queue';
import { isNews, placeOf, type QueuePlace, queuePlace, type Told } from '../core/queuePlace';
import type { JournalRecord } from '../core/record';
import type { FeedHub } from './feeds';
import { Paced } from './paced';
import type { PartitionListener, Partitions, Ports } from './partitions';
import type { QueueLines } from './queueLines';
import type { WaitingTimes } from './waitingTimes';

const TYPE = 'queue.position';
const TIMES = { soonMs: 100, everyMs: 2_000 };
const FIRST = 50;
/** An estimate looks at every agent of the queue: others get their turn in between. */
const SLICE = 10;
const view = viewOf(queuePlace);

export interface PlaceParts {
  readonly lines: Pick<QueueLines, 'entries'>;
  readonly feeds: Pick<FeedHub, 'tell' | 'asks'>;
  readonly waiting: Pick<WaitingTimes, 'of'>;
}

export class LivePlaces implements PartitionListener {
  readonly kinds = ['agent', 'entry'] as const;
  private readonly paced: Paced;
  /** What was told, by queue and entry. */
  private readonly told = new Map<string, Map<string, Told>>();

  constructor(
    private readonly ports: Pick<Ports, 'clock' | 'ids' | 'log'>,
    private readonly partitions: Partitions,
    private readonly around: PlaceParts,
  ) {
    this.paced = new Paced(ports.clock, TIMES, (key) => {
      const [tenant = '', queue = ''] = key.split('/');
      this.round(tenant, queue).catch((error: unknown) => {
        ports.log.warn('places in a queue could not be told', { tenant, queue, error: String(error) });
      });
    });
  }

  applied(tenant: string, { subject, data }: JournalRecord): void {
    if (subject.startsWith('entry/')) this.changed(tenant, (data as Entry).queue);
    else if (subject.startsWith('agent/'))
      for (const queue of Object.keys((data as Agent).queues)) this.changed(tenant, queue);
  }

  dropped(tenant: string): void {
    for (const key of [...this.paced.keys(), ...this.told.keys()]) if (key.startsWith(`${tenant}/`)) this.forget(key);
  }

  stop(): void {
    for (const key of this.paced.keys()) this.forget(key);
  }

  get size(): number {
    return this.paced.size;
  }

  private forget(key: string): void {
    this.paced.forget(key);
    this.told.delete(key);
  }

  private changed(tenant: string, queue: string): void {
    this.paced.changed(`${tenant}/${queue}`, () => this.around.feeds.asks(tenant, TYPE));
  }

  private async round(tenant: string, queue: string): Promise<void> {
    const key = `${tenant}/${queue}`;
    const before = this.around.feeds.asks(tenant, TYPE) ? (this.told.get(key) ?? new Map<string, Told>()) : undefined;
    if (!before) return void this.told.delete(key);
    const after = new Map<string, Told>();
    const news: QueuePlace[] = [];
    for (const [i, entry] of this.first(tenant, queue).entries()) {
      if (i % SLICE === SLICE - 1) await this.partitions.breathe();
      const now = { position: i + 1, remaining: estimateView(this.around.waiting.of(tenant, entry)) };
      const known = before.get(entry.id);
      const told = isNews(known, now);
      after.set(entry.id, told || !known ? now : known);
      if (told) news.push(placeOf(entry, now.position, now.remaining, this.ports.clock.now()));
    }
    if (after.size > 0) this.told.set(key, after);
    else this.told.delete(key);
    if (news.length > 0) await this.tell(tenant, news);
  }

  private first(tenant: string, queue: string): Entry[] {
    const first: Entry[] = [];
    for (const entry of this.around.lines.entries(tenant, queue)) if (first.push(entry) === FIRST) break;
    return first;
  }

  /** Not before what they follow from is durable. */
  private async tell(tenant: string, news: readonly QueuePlace[]): Promise<void> {
    try {
      await this.partitions.durable(tenant, this.partitions.get(tenant)?.seq ?? 0);
    } catch {
      return;
    }
    for (const place of news) {
      const { entry, queue, transaction, venue, at } = place;
      const event = { id: this.ports.ids.fresh(), subject: `entry/${entry}`, at, actor: 'system', transaction };
      const facts = { type: TYPE, queue, transaction, ...(venue !== undefined && { venue }) };
      this.around.feeds.tell(tenant, ephemeral(tenant, { ...event, type: TYPE, data: view(place) }), facts);
    }
  }
}
