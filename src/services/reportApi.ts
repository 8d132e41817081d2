/** What the services offer of reports. */
import type { Refusal } from '../core/errors';
import type { ReportInterval } from '../core/reportTimes';
import type { Page, Principal } from './replies';

export interface ReportQuery {
  /** ISO 8601, or a date of the zone; default: the beginning of today, and now. */
  readonly from?: string;
  readonly to?: string;
  readonly interval: ReportInterval;
  /** Default: the tenant's. */
  readonly zone?: string;
}

export interface QueueQuery extends ReportQuery {
  readonly queue?: string;
}

export interface AgentQuery extends ReportQuery {
  readonly agent?: string;
}

type Figures = Readonly<Record<string, unknown>>;

export interface Report {
  readonly from: string;
  readonly to: string;
  readonly interval: ReportInterval;
  readonly zone: string;
  /** One for each part of the time in which something happened. */
  readonly items: readonly Figures[];
  readonly totals: readonly Figures[];
}

/** What happened, as counted in quarters of an hour. */
export interface FairnessQuery {
  /** When the offer was made: in ISO 8601 with offset, or dates of the tenant's zone. */
  readonly from?: string;
  readonly to?: string;
  readonly entry?: string;
  readonly limit: number;
  readonly cursor?: string;
}

export interface Reports {
  /** Entries of a queue that agents served, with who was passed over and why. */
  fairness(principal: Principal, tenant: string, queue: string, query: FairnessQuery): Promise<Page | Refusal>;
  /** How a queue stands now. */
  stats(principal: Principal, tenant: string, queue: string): Promise<{ data: unknown } | Refusal>;
  queues(principal: Principal, tenant: string, query: QueueQuery): Promise<Report | Refusal>;
  /** How well waiting times were told. */
  waiting(principal: Principal, tenant: string, query: QueueQuery): Promise<Report | Refusal>;
  agents(principal: Principal, tenant: string, query: AgentQuery): Promise<Report | Refusal>;
  callbacks(principal: Principal, tenant: string, query: QueueQuery): Promise<Report | Refusal>;
}
