/**
 * Live numbers of queues (design §8, `queue.stats`): told when something changed and somebody listens, at most once a second
 * and queue. What changed costs a look-up; the numbers are made when they are told.
 */
import type { Agent } from '../core/agent';
import type { Derived } from '../core/derived';
import { ephemeral } from '../core/envelope';
import { viewOf } from '../core/publicView';
import { type Entry, estimateView } from '../core/queue';
import type { QueueInterval } from '../core/queueInterval';
import { figuresOf } from '../core/queueReport';
import type { QueueState } from '../core/queueState';
import { agentCountsOf, type QueueStats, queueStats } from '../core/queueStats';
import { QueueToday } from '../core/queueToday';
import type { JournalRecord } from '../core/record';
import { dayOf } from '../core/reportTimes';
import type { Desks } from './desks';
import type { FeedHub } from './feeds';
import { intervalsOf } from './intervals';
import type { Mappings } from './mappings';
import { Paced } from './paced';
import type { PartitionListener, Partitions, Ports } from './partitions';
import type { QueueLines } from './queueLines';
import type { WaitingTimes } from './waitingTimes';

const TIMES = { soonMs: 50, everyMs: 1_000 };
const view = viewOf(queueStats);

/** What the numbers are read from, and who is told. */
export interface LiveParts {
  readonly lines: QueueLines;
  readonly feeds: Pick<FeedHub, 'tell' | 'listens'>;
  readonly desks: Pick<Desks, 'members'>;
  readonly waiting: Pick<WaitingTimes, 'newcomer'>;
}

export class LiveQueues implements PartitionListener {
  private readonly paced: Paced;
  private readonly days = new Map<string, { readonly today: QueueToday; readonly read: Promise<void> }>();
  private readonly offering = new Map<string, Set<string>>();

  constructor(
    private readonly ports: Pick<Ports, 'store' | 'clock' | 'ids' | 'log'>,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly around: LiveParts,
  ) {
    this.paced = new Paced(ports.clock, TIMES, (key) => {
      const [tenant = '', queue = ''] = key.split('/');
      this.tell(tenant, queue).catch((error: unknown) => {
        ports.log.warn('the numbers of a queue could not be told', { tenant, queue, error: String(error) });
      });
    });
  }

  /** Queues that wait to be told of. */
  get size(): number {
    return this.paced.size;
  }

  applied(tenant: string, { subject, data }: JournalRecord, derived: readonly Derived[]): void {
    for (const one of derived)
      if (one.kind === 'queueInterval') {
        const interval = one.data as QueueInterval;
        this.days.get(`${tenant}/${interval.queue}`)?.today.put(interval);
        this.changed(tenant, interval.queue);
      }
    if (subject.startsWith('entry/')) this.entry(tenant, data as Entry);
    else if (subject.startsWith('agent/')) this.agent(tenant, data as Agent);
    else if (subject.startsWith('queue/')) this.changed(tenant, (data as QueueState).id);
  }

  loaded(tenant: string): void {
    const partition = this.partitions.get(tenant);
    for (const id of partition?.ids('entry') ?? []) this.entry(tenant, partition?.get<Entry>('entry', id) as Entry);
  }

  dropped(tenant: string): void {
    for (const keys of [this.paced.keys(), this.days.keys(), this.offering.keys()])
      for (const key of keys) if (key.startsWith(`${tenant}/`)) this.forget(key);
  }

  stop(): void {
    for (const key of this.paced.keys()) this.forget(key);
  }

  private forget(key: string): void {
    this.paced.forget(key);
    this.days.delete(key);
    this.offering.delete(key);
  }

  private entry(tenant: string, { id, queue, state }: Entry): void {
    const key = `${tenant}/${queue}`;
    const offering = this.offering.get(key) ?? new Set<string>();
    if (state === 'offering') offering.add(id);
    else offering.delete(id);
    if (offering.size > 0) this.offering.set(key, offering);
    else this.offering.delete(key);
    this.changed(tenant, queue);
  }

  private agent(tenant: string, { queues }: Agent): void {
    for (const queue of Object.keys(queues)) this.changed(tenant, queue);
  }

  private changed(tenant: string, queue: string): void {
    this.paced.changed(`${tenant}/${queue}`, () => this.around.feeds.listens(tenant, { type: 'queue.stats', queue }));
  }

  private async tell(tenant: string, queue: string): Promise<void> {
    const facts = { type: 'queue.stats', queue } as const;
    if (!this.around.feeds.listens(tenant, facts)) return;
    const stats = await this.numbers(tenant, queue);
    if (!stats) return;
    const event = { id: this.ports.ids.fresh(), subject: `queue/${queue}`, at: stats.at, actor: 'system' };
    this.around.feeds.tell(tenant, ephemeral(tenant, { ...event, type: facts.type, data: view(stats) }), facts);
  }

  /** As of now, told once that is durable; undefined when another tenure has the tenant. */
  async numbers(tenant: string, queue: string): Promise<QueueStats | undefined> {
    const day = this.day(tenant, queue);
    await day?.read;
    const partition = this.partitions.get(tenant);
    if (!day || !partition) return undefined;
    const { lines, desks, waiting } = this.around;
    const now = this.ports.clock.now();
    const open = partition.get<QueueState>('queue', queue)?.open ?? true;
    const estimate = open && estimateView(waiting.newcomer(tenant, queue));
    const agents = [...desks.members(tenant, queue)].map((id) => partition.get<Agent>('agent', id) as Agent);
    const since = lines.oldest(tenant, queue);
    const stats: QueueStats = {
      queue,
      at: now,
      open,
      waiting: lines.size(tenant, queue),
      offering: this.offering.get(`${tenant}/${queue}`)?.size ?? 0,
      longestWaitMs: since === undefined ? 0 : now - since,
      ...(since !== undefined && { longestWaitSince: since }),
      ...(estimate && { estimate }),
      agents: agentCountsOf(agents),
      today: figuresOf(day.today.counts()),
    };
    try {
      await this.partitions.durable(tenant, partition.seq);
    } catch {
      return undefined;
    }
    return stats;
  }

  /** The day so far, which is read once and then follows the records. */
  private day(tenant: string, queue: string): { today: QueueToday; read: Promise<void> } | undefined {
    const key = `${tenant}/${queue}`;
    const now = this.ports.clock.now();
    const known = this.days.get(key);
    if (known && now < known.today.day.to && now >= known.today.day.from) return known;
    const partition = this.partitions.get(tenant);
    if (!partition) return undefined;
    const today = new QueueToday(dayOf(now, this.mappings.current.tenants[tenant]?.zone ?? 'UTC'));
    const read = (async () => {
      const wanted = { kind: 'queueInterval', keys: { queue }, ...today.day };
      for await (const slice of intervalsOf<QueueInterval>(this.ports, partition, wanted))
        for (const interval of slice) today.putRead(interval);
      today.complete();
    })();
    const day = { today, read };
    this.days.set(key, day);
    // What could not be read is read again by the next who asks.
    read.catch(() => this.days.delete(key));
    return day;
  }
}
