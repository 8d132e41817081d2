/** Reports (design §9): what happened in queues, and what agents did, over some time, cut into quarters, hours or days of a zone. */
import type { Agent } from '../core/agent';
import { type AgentCounts, NO_AGENT_COUNTS, running } from '../core/agentInterval';
import { agentFiguresOf } from '../core/agentReport';
import { type CallbackCounts, NO_CALLBACK_COUNTS } from '../core/callbackInterval';
import { callbackFiguresOf } from '../core/callbackReport';
import { type ErrorCode, isRefusal, type Refusal, refuse } from '../core/errors';
import type { Interval } from '../core/interval';
import { own } from '../core/own';
import { rolesFor } from '../core/permissions';
import { viewOf } from '../core/publicView';
import { NO_QUEUE_COUNTS, type QueueCounts } from '../core/queueInterval';
import { figuresOf } from '../core/queueReport';
import { queueStats } from '../core/queueStats';
import { ReportLines } from '../core/reportLines';
import { dayOf, momentOf, Parts, type ReportInterval, type Span } from '../core/reportTimes';
import { accuracyOf } from '../core/waitingReport';
import type { AgentQuery, FairnessQuery, Page, Principal, QueueQuery, Report, ReportQuery, Reports } from './api';
import { barred, mayAct } from './authority';
import type { FairnessAudit } from './fairness';
import { intervalsOf } from './intervals';
import type { Mappings } from './mappings';
import type { Partitions, Ports } from './partitions';
import type { LiveQueues } from './queueStats';

/** Quarters that one report may be made of: a year of one queue, or a month of a dozen. */
const MOST_QUARTERS = 40_000;
/** So many are told within the time that others can wait. */
const MOST_LINES = 3_000;
const DAY_MS = 86_400_000;
const view = viewOf(queueStats);
const MOST_DAYS: Readonly<Record<ReportInterval, number>> = { '15m': 31, '1h': 92, '1d': 400 };

/** Counts of whoever is named `id`. */
type Going<C> = Interval & C;

/** What a report is made of. */
interface Reported<C> {
  readonly operation: string;
  /** Whose lines they are; also the field of the intervals that says so. */
  readonly name: string;
  readonly kind: string;
  readonly none: C;
  readonly keys: Readonly<Record<string, string>>;
  readonly figures: (counts: C) => object;
  /** Lines of which the report says something; default: all. */
  readonly shown?: (counts: C) => boolean;
  /** What is counted when it ends, as of now. */
  readonly goesOn?: () => readonly Going<C>[];
}

export class ReportService implements Reports {
  constructor(
    private readonly ports: Pick<Ports, 'store' | 'clock'>,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly live: Pick<LiveQueues, 'numbers'>,
    private readonly audit: Pick<FairnessAudit, 'list'>,
  ) {}

  queues(principal: Principal, tenant: string, query: QueueQuery): Promise<Report | Refusal> {
    const { queue } = query;
    const keys = queue === undefined ? {} : { queue };
    const of = { operation: 'reports.queues', name: 'queue', kind: 'queueInterval', none: NO_QUEUE_COUNTS, keys };
    return this.report<QueueCounts>(principal, tenant, query, { ...of, figures: figuresOf });
  }

  waiting(principal: Principal, tenant: string, query: QueueQuery): Promise<Report | Refusal> {
    const { queue } = query;
    const keys = queue === undefined ? {} : { queue };
    const of = { operation: 'reports.waiting', name: 'queue', kind: 'queueInterval', none: NO_QUEUE_COUNTS, keys };
    const figures = ({ accuracy }: QueueCounts) => accuracyOf(accuracy);
    const shown = ({ accuracy }: QueueCounts) => (accuracy.count ?? 0) > 0;
    return this.report<QueueCounts>(principal, tenant, query, { ...of, figures, shown });
  }

  agents(principal: Principal, tenant: string, query: AgentQuery): Promise<Report | Refusal> {
    const { agent } = query;
    const keys = agent === undefined ? {} : { agent };
    const of = { operation: 'reports.agents', name: 'agent', kind: 'agentInterval', none: NO_AGENT_COUNTS, keys };
    const goesOn = (): readonly Going<AgentCounts>[] => this.goesOn(tenant, agent);
    return this.report<AgentCounts>(principal, tenant, query, { ...of, figures: agentFiguresOf, goesOn });
  }

  callbacks(principal: Principal, tenant: string, query: QueueQuery): Promise<Report | Refusal> {
    const { queue } = query;
    const keys = queue === undefined ? {} : { queue };
    const of = {
      operation: 'reports.callbacks',
      name: 'queue',
      kind: 'callbackInterval',
      none: NO_CALLBACK_COUNTS,
      keys,
    };
    return this.report<CallbackCounts>(principal, tenant, query, { ...of, figures: callbackFiguresOf });
  }

  /** What agents have been doing since they were last told of. */
  private goesOn(tenant: string, only: string | undefined): Going<AgentCounts>[] {
    const partition = this.partitions.get(tenant);
    const now = this.ports.clock.now();
    return [...(partition?.ids('agent') ?? [])].flatMap((id) => {
      const agent = only === undefined || only === id ? partition?.get<Agent>('agent', id) : undefined;
      return agent ? running(agent, now).map(({ startsAt, counts }) => ({ id, startsAt, ...counts })) : [];
    });
  }

  private async report<C extends object>(
    principal: Principal,
    tenant: string,
    query: ReportQuery,
    of: Reported<C>,
  ): Promise<Report | Refusal> {
    const hidden = this.hidden(principal, tenant, of.operation);
    if (hidden) return hidden;
    const parts = new Parts(query.interval, query.zone ?? this.zoneOf(tenant));
    const span = this.span(parts, query);
    if (isRefusal(span)) return span;
    const lines = new ReportLines(parts, of.none);
    const going = of.goesOn?.() ?? [];
    const wanted = { kind: of.kind, keys: of.keys, ...span };
    const refusal = await this.read<Interval & C>(tenant, wanted, (interval) => {
      lines.add(String(interval[of.name as keyof C]), interval);
      return lines.size;
    });
    if (refusal) return refusal;
    const unknown = lines.size === 0 ? this.unknown(tenant, of.keys) : undefined;
    if (unknown) return refuse(unknown);
    for (const one of going) if (one.startsAt >= span.from && one.startsAt < span.to) lines.add(one.id, one);
    const named = (name: string) => ({ [of.name]: name });
    const wantedOf = of.shown ?? (() => true);
    const shown = ({ from, to }: Span) => ({ from: parts.local(from), to: parts.local(to) });
    return {
      ...shown(span),
      interval: parts.interval,
      zone: parts.zone,
      items: lines
        .inOrder()
        .filter(({ counts }) => wantedOf(counts))
        .map(({ name, part, counts }) => ({ ...named(name), ...shown(part), ...of.figures(counts) })),
      totals: lines
        .totals()
        .filter(([, counts]) => wantedOf(counts))
        .map(([name, counts]) => ({ ...named(name), ...of.figures(counts) })),
    };
  }

  fairness(principal: Principal, tenant: string, queue: string, query: FairnessQuery): Promise<Page | Refusal> {
    const { from, to, ...rest } = query;
    const zone = this.zoneOf(tenant);
    const times = {
      ...(from !== undefined && { from: momentOf(from, zone) }),
      ...(to !== undefined && { before: momentOf(to, zone) }),
    };
    return this.audit.list(principal, tenant, queue, { ...rest, times });
  }

  async stats(principal: Principal, tenant: string, queue: string): Promise<{ data: unknown } | Refusal> {
    const hidden = this.hidden(principal, tenant, 'queues.stats');
    if (hidden) return hidden;
    if (!own(this.mappings.current.tenants[tenant]?.queues, queue)) return refuse('queue.not_found');
    const numbers = await this.live.numbers(tenant, queue);
    return numbers ? { data: view(numbers) } : refuse('tenant.gone');
  }

  /** Whoever is asked for alone and is not in the mapping; what was counted of it before may be told. */
  private unknown(tenant: string, { queue, agent }: Reported<unknown>['keys']): ErrorCode | undefined {
    const { queues, agents } = this.mappings.current.tenants[tenant] ?? {};
    if (queue !== undefined && !own(queues, queue)) return 'queue.not_found';
    return agent !== undefined && !own(agents, agent) ? 'agent.not_found' : undefined;
  }

  private zoneOf(tenant: string): string {
    return this.mappings.current.tenants[tenant]?.zone ?? 'UTC';
  }

  private hidden(principal: Principal, tenant: string, operation: string): Refusal | undefined {
    return barred(mayAct(principal, tenant, rolesFor(operation)) && !principal.venues, tenant, this.partitions);
  }

  private span(parts: Parts, query: ReportQuery): Span | Refusal {
    const now = this.ports.clock.now();
    const from = query.from === undefined ? dayOf(now, parts.zone).from : momentOf(query.from, parts.zone);
    const to = query.to === undefined ? Math.max(now, from + 1) : momentOf(query.to, parts.zone);
    if (to <= from) return refuse('request.invalid', '`to` is not after `from`');
    const days = MOST_DAYS[query.interval];
    if (to - from > (days + 1) * DAY_MS)
      return refuse('report.too_large', `by ${query.interval} it may reach over ${days} days`);
    return parts.around({ from, to });
  }

  /** Hands on every interval there is, as of now and durable; `take` says how many lines they make. */
  private async read<T extends Interval>(
    tenant: string,
    wanted: { kind: string; keys: Readonly<Record<string, string>> } & Span,
    take: (interval: T) => number,
  ): Promise<Refusal | undefined> {
    const partition = this.partitions.get(tenant);
    if (!partition) return refuse('resource.not_found');
    const { seq } = partition;
    let quarters = 0;
    for await (const slice of intervalsOf<T>(this.ports, partition, wanted)) {
      quarters += slice.length;
      if (quarters > MOST_QUARTERS) return refuse('report.too_large', 'it is made of too many quarters of an hour');
      for (const interval of slice)
        if (take(interval) > MOST_LINES) return refuse('report.too_large', `it has more than ${MOST_LINES} lines`);
    }
    await this.partitions.durable(tenant, seq);
    return undefined;
  }
}
