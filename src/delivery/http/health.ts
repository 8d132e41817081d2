/**
 * What operators and their machines ask. Health and readiness are open and say nothing of tenants; metrics have
 * tenants as labels, so they need the key of an admin.
 */
import { z } from 'zod';
import { rolesFor } from '../../core/permissions';
import type { Api } from '../../services/api';
import type { Route } from './route';

/** What health looks at. */
export interface HealthDeps {
  readonly api: Pick<Api, 'health'>;
  readonly metricsText: () => Promise<string>;
  readonly version: string;
}

const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const readiness = z.object({
  ready: z.boolean(),
  reasons: z.array(z.string()).meta({ description: 'Why it is not ready' }),
  warnings: z.array(z.string()).meta({ description: 'What is wrong although it is ready' }),
});

/** Alive, ready, measured. */
export const healthRoutes = (deps: HealthDeps): Route[] => [
  {
    method: 'get',
    path: '/healthz',
    operation: 'health.alive',
    tag: 'health',
    doc: 'The process is up and answers.',
    access: 'open',
    probe: true,
    reply: { status: 200, doc: 'Alive.', schema: z.object({ status: z.literal('ok'), version: z.string() }) },
    handle: () => ({ status: 200, data: { status: 'ok', version: deps.version } }),
  },
  {
    method: 'get',
    path: '/readyz',
    operation: 'health.ready',
    tag: 'health',
    doc: 'Whether requests are taken: 200, or 503 with the reasons.',
    more: 'A PBX that cannot be reached is a warning and not a reason: the calls of the others, feeds and API are served.',
    access: 'open',
    probe: true,
    reply: {
      status: 200,
      doc: 'Ready.',
      schema: readiness,
      instead: { status: 503, doc: 'Not ready, for these reasons.', schema: readiness },
    },
    handle: () => {
      const reasons = deps.api.health.notReady();
      const warnings = deps.api.health.warnings();
      if (reasons.length === 0) return { status: 200, data: { ready: true, reasons, warnings } };
      return { status: 503, data: { ready: false, reasons, warnings }, headers: { 'Retry-After': '2' } };
    },
  },
  {
    method: 'get',
    path: '/metrics',
    operation: 'health.metrics',
    tag: 'health',
    doc: 'Metrics in the text format of Prometheus.',
    access: rolesFor('health.metrics'),
    reply: { status: 200, doc: 'Metrics.', type: METRICS_TYPE },
    handle: async () => ({
      status: 200,
      text: await deps.metricsText(),
      headers: { 'Content-Type': METRICS_TYPE },
    }),
  },
];
