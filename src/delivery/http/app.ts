/**
 * The application: the table of routes with what holds for all of them. It knows no port and opens none, so tests can
 * ask it in memory. Why it is no framework: docs/decisions/0028-a-table-of-routes-instead-of-express.md.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { refuse } from '../../core/errors';
import type { Clock } from '../../ports/clock';
import type { Log } from '../../ports/log';
import type { Metrics } from '../../ports/metrics';
import type { Api } from '../../services/api';
import type { Edge } from '../edge';
import { agentRoutes } from './agents';
import { applicationRoutes } from './applications';
import { callbackRoutes } from './callbacks';
import { callRoutes } from './calls';
import { deadLetterRoutes } from './deadLetters';
import { doctorRoutes } from './doctor';
import { feedRoutes } from './feed';
import { healthRoutes } from './health';
import { keptPlaceRoutes } from './keptPlaces';
import { keyRoutes } from './keys';
import { mappingRoutes } from './mapping';
import { mappingPartRoutes } from './mappingParts';
import { mappingVersionRoutes } from './mappingVersions';
import { offerRoutes } from './offers';
import { descriptionRoutes } from './openapi';
import { ownPartRoutes } from './ownParts';
import { refusalOf } from './problems';
import { mediaRoutes, promptRoutes } from './prompts';
import { queueRoutes } from './queues';
import { recordingRoutes } from './recordings';
import { recordRoutes } from './records';
import { reportRoutes } from './reports';
import type { Route } from './route';
import { RouteTable } from './routeTable';
import { routingPointRoutes } from './routingPoints';
import { sendRefusal, serve } from './serve';
import { sessionRoutes } from './session';
import { tenantRoutes } from './tenants';
import { transactionRoutes } from './transactions';
import { userRoutes } from './users';
import { venueRoutes } from './venues';
import { webhookRoutes } from './webhooks';

/** What the application is made of. */
export interface AppDeps {
  readonly api: Api;
  readonly clock: Clock;
  readonly log: Log;
  /** Where requests are counted; default: nowhere. */
  readonly metrics?: Pick<Metrics, 'count'>;
  /** All metrics in the text format of Prometheus. */
  readonly metricsText: () => Promise<string>;
  /** Version of the gateway. */
  readonly version: string;
  readonly edge: Edge;
  /** The API is described when somebody asks, not at the start; see descriptionRoutes. */
  readonly describeLate?: boolean;
}

/** Every route of the API; the description of the API is made of this table and is itself the last entry. */
export function routeTable(deps: AppDeps): Route[] {
  const { api } = deps;
  const routes = [
    ...callRoutes(api),
    ...transactionRoutes(api),
    ...queueRoutes(api),
    ...reportRoutes(api),
    ...agentRoutes(api),
    ...offerRoutes(api),
    ...callbackRoutes(api),
    ...keptPlaceRoutes(api),
    ...ownPartRoutes(api),
    ...venueRoutes(api),
    ...applicationRoutes(api),
    ...feedRoutes(),
    ...promptRoutes(api),
    ...recordingRoutes(api),
    ...mediaRoutes(api),
    ...webhookRoutes(api),
    ...deadLetterRoutes(api),
    ...keyRoutes(api),
    ...userRoutes(api),
    ...sessionRoutes(api),
    ...recordRoutes(api),
    ...tenantRoutes(api),
    ...routingPointRoutes(api),
    ...mappingRoutes(api),
    ...mappingVersionRoutes(api),
    ...mappingPartRoutes(api),
    ...doctorRoutes(api),
    ...healthRoutes(deps),
  ];
  return [...routes, ...descriptionRoutes(routes, deps.version, deps.describeLate)];
}

/** The application, ready to be given to a server. */
export function buildApp(deps: AppDeps): RequestListener {
  const table = new RouteTable(routeTable(deps));
  return (req, res) => {
    guard(deps.edge, req, res);
    const found = table.find(req.method ?? '', req.url ?? '');
    if (!found) return sendRefusal(res, deps.edge.knock(req) ?? refuse('request.not_found'));
    if ('allowed' in found) return sendNotAllowed(req, res, found.allowed);
    serve(found, deps, req, res).catch((thrown) => {
      const refusal = refusalOf(thrown, deps.log, randomUUID());
      if (res.headersSent) res.destroy();
      else sendRefusal(res, refusal);
    });
  };
}

const YEAR_SECONDS = 31_536_000;

/** Nothing here is a page: no sniffing, no caching, no frames, no scripts. */
function guard(edge: Edge, req: IncomingMessage, res: ServerResponse): void {
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  res.setHeader('Referrer-Policy', 'no-referrer');
  // Who came by HTTPS once is not to be lured to plain HTTP, where anybody on the way reads along.
  if (edge.secure(req)) res.setHeader('Strict-Transport-Security', `max-age=${YEAR_SECONDS}`);
}

function sendNotAllowed(req: IncomingMessage, res: ServerResponse, allowed: string): void {
  res.setHeader('Allow', allowed);
  sendRefusal(res, refuse('request.method_not_allowed', `${req.method} is not one of ${allowed}`));
}
