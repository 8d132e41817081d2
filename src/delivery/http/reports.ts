/** Reports of a tenant, as JSON or as CSV for a spreadsheet. */
import { z } from 'zod';
import { agentFigures } from '../../core/agentReport';
import { callbackFigures } from '../../core/callbackReport';
import { csv } from '../../core/csv';
import { isRefusal, type Refusal } from '../../core/errors';
import { moment } from '../../core/fields';
import { zone } from '../../core/hours';
import { slug } from '../../core/ids';
import { rolesFor } from '../../core/permissions';
import { queueFigures } from '../../core/queueReport';
import { REPORT_INTERVALS } from '../../core/reportTimes';
import { accuracyFigures } from '../../core/waitingReport';
import type { Api, Report } from '../../services/api';
import type { Answer, KeyRoute, Route } from './route';

const CSV = 'text/csv; charset=utf-8';

const reportQuery = z.strictObject({
  from: moment.exactOptional().meta({ description: 'A time, or a date of the zone; default: the beginning of today' }),
  to: moment.exactOptional().meta({ description: 'Before this; default: now. Both are widened to whole intervals' }),
  interval: z.enum(REPORT_INTERVALS).default('1h').meta({ description: 'Over 31, 92 and 400 days at most' }),
  zone: zone.exactOptional().meta({ description: 'Whose hours and days; default: the zone of the tenant, or UTC' }),
  format: z.enum(['json', 'csv']).exactOptional().meta({ description: 'Default: what `Accept` says, or json' }),
});
const queueQuery = reportQuery.extend({
  queue: slug.exactOptional().meta({ description: 'One queue; default: all' }),
});

const agentQuery = reportQuery.extend({
  agent: slug.exactOptional().meta({ description: 'One agent; default: all' }),
});

const local = z.iso.datetime({ offset: true });

const reportOf = (figures: z.ZodObject, of: z.ZodRawShape): z.ZodType =>
  z.object({
    from: local,
    to: local,
    interval: z.enum(REPORT_INTERVALS),
    zone: z.string(),
    items: z
      .array(z.object({ ...of, from: local, to: local, ...figures.shape }))
      .meta({ description: 'None for a part of the time in which nothing happened' }),
    totals: z.array(z.object({ ...of, ...figures.shape })).meta({ description: 'Of the whole time' }),
  });

export const reportRoutes = (api: Api): Route[] => [
  queueReport(api),
  waitingReport(api),
  agentReport(api),
  callbackReport(api),
];

const agentReport = (api: Api): KeyRoute<z.infer<typeof agentQuery>> => ({
  method: 'get',
  path: '/v1/tenants/{tenant}/reports/agents',
  operation: 'reports.agents',
  tag: 'reports',
  doc: 'What the agents did: times by state, offers and what came of them, talks and wrap-ups, by interval.',
  more: 'With `format=csv` or `Accept: text/csv` the items as CSV. What an agent does now counts up to now.',
  access: rolesFor('reports.agents'),
  query: agentQuery,
  reply: { status: 200, doc: 'The report.', schema: reportOf(agentFigures, { agent: z.string() }), also: CSV },
  refusals: ['resource.not_found', 'agent.not_found', 'report.too_large', 'store.away'],
  handle: async ({ principal, params, query: { format, ...query }, csv: preferred }) => {
    const report = await api.reports.agents(principal, params.tenant as string, query);
    const asCsv = format === undefined ? preferred === true : format === 'csv';
    return answer(report, asCsv, ['agent', 'from', 'to', ...Object.keys(agentFigures.shape)]);
  },
});

const queueReport = (api: Api): KeyRoute<z.infer<typeof queueQuery>> => ({
  method: 'get',
  path: '/v1/tenants/{tenant}/reports/queues',
  operation: 'reports.queues',
  tag: 'reports',
  doc: 'What happened in the queues: offered, answered, abandoned, waits and service levels, by interval.',
  more: 'With `format=csv` or `Accept: text/csv` the items as CSV. docs/reports.md says how each figure is counted.',
  access: rolesFor('reports.queues'),
  query: queueQuery,
  reply: { status: 200, doc: 'The report.', schema: reportOf(queueFigures, { queue: z.string() }), also: CSV },
  refusals: ['resource.not_found', 'queue.not_found', 'report.too_large', 'store.away'],
  handle: async ({ principal, params, query: { format, ...query }, csv: preferred }) => {
    const report = await api.reports.queues(principal, params.tenant as string, query);
    const asCsv = format === undefined ? preferred === true : format === 'csv';
    return answer(report, asCsv, ['queue', 'from', 'to', ...Object.keys(queueFigures.shape)]);
  },
});

const callbackReport = (api: Api): KeyRoute<z.infer<typeof queueQuery>> => ({
  method: 'get',
  path: '/v1/tenants/{tenant}/reports/callbacks',
  operation: 'reports.callbacks',
  tag: 'reports',
  doc: 'What became of callbacks: asked for, dialled, failed by cause, ended by outcome, and how punctual, by queue and interval.',
  more: 'With `format=csv` or `Accept: text/csv` the items as CSV. docs/reports.md says how each figure is counted.',
  access: rolesFor('reports.callbacks'),
  query: queueQuery,
  reply: { status: 200, doc: 'The report.', schema: reportOf(callbackFigures, { queue: z.string() }), also: CSV },
  refusals: ['resource.not_found', 'queue.not_found', 'report.too_large', 'store.away'],
  handle: async ({ principal, params, query: { format, ...query }, csv: preferred }) => {
    const report = await api.reports.callbacks(principal, params.tenant as string, query);
    const asCsv = format === undefined ? preferred === true : format === 'csv';
    return answer(report, asCsv, ['queue', 'from', 'to', ...Object.keys(callbackFigures.shape)]);
  },
});

const waitingQuery = queueQuery.extend({
  interval: z.enum(REPORT_INTERVALS).default('1d').meta({ description: 'Over 31, 92 and 400 days at most' }),
});

const waitingReport = (api: Api): KeyRoute<z.infer<typeof waitingQuery>> => ({
  method: 'get',
  path: '/v1/tenants/{tenant}/reports/waiting',
  operation: 'reports.waiting',
  tag: 'reports',
  doc: 'How well waiting times were told, by queue and day: mean error, bias, share within a minute, share within p90.',
  more: 'Of calls that had to wait and were connected: what was expected when they came, and how long they waited. With `format=csv` or `Accept: text/csv` the items as CSV.',
  access: rolesFor('reports.waiting'),
  query: waitingQuery,
  reply: { status: 200, doc: 'The report.', schema: reportOf(accuracyFigures, { queue: z.string() }), also: CSV },
  refusals: ['resource.not_found', 'queue.not_found', 'report.too_large', 'store.away'],
  handle: async ({ principal, params, query: { format, ...query }, csv: preferred }) => {
    const report = await api.reports.waiting(principal, params.tenant as string, query);
    const asCsv = format === undefined ? preferred === true : format === 'csv';
    return answer(report, asCsv, ['queue', 'from', 'to', ...Object.keys(accuracyFigures.shape)], 'waiting');
  },
});

/** `name`: what a file is called. */
function answer(
  report: Report | Refusal,
  asCsv: boolean,
  columns: readonly string[],
  name = `${columns[0]}s`,
): Answer | Refusal {
  if (isRefusal(report)) return report;
  if (!asCsv) return { status: 200, data: report };
  const file = `${name}-${report.from.slice(0, 10)}.csv`;
  return {
    status: 200,
    text: csv(columns, report.items.map(flat)),
    headers: { 'content-type': CSV, 'content-disposition': `attachment; filename="${file}"` },
  };
}

/** Counts by a reason as one text: `timeout 2, redirected 1`. */
const flat = (row: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null
        ? Object.entries(value)
            .map(([reason, count]) => `${reason} ${count}`)
            .join(', ')
        : value,
    ]),
  );
