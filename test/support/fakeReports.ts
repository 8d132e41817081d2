/** Reports and live numbers of a fake API: they record what they are asked. */
import type { Refusal } from '../../src/core/errors';
import type { Principal, Report, ReportQuery, Reports } from '../../src/services/api';

type Query = (name: string, args: unknown[], tenant: string, principal: Principal) => Refusal | undefined;

export const fakeReports = (query: Query): Reports => ({
  fairness: async (principal, tenant, queue, asked) =>
    query('reports.fairness', [tenant, queue, asked], tenant, principal) ?? { items: [] },
  stats: async (principal, tenant, queue) =>
    query('reports.stats', [tenant, queue], tenant, principal) ?? { data: { queue, waiting: 0 } },
  agents: async (principal, tenant, asked) =>
    query('reports.agents', [tenant, asked], tenant, principal) ?? nothing(asked),
  callbacks: async (principal, tenant, asked) =>
    query('reports.callbacks', [tenant, asked], tenant, principal) ?? nothing(asked),
  queues: async (principal, tenant, asked) =>
    query('reports.queues', [tenant, asked], tenant, principal) ?? nothing(asked),
  waiting: async (principal, tenant, asked) =>
    query('reports.waiting', [tenant, asked], tenant, principal) ?? nothing(asked),
});

const nothing = ({ interval }: ReportQuery): Report => ({
  ...{ from: 'from', to: 'to', interval, zone: 'UTC', items: [], totals: [] },
});
