/**
 * The express application: the table of routes, mounted, with what holds for all of them. It knows no port and opens
 * none, so tests can ask it in memory.
 */
import { randomUUID } from 'node:crypto';
import express, {
  type Express,
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from 'express';
import { refuse } from '../../core/errors';
import type { Clock } from '../../ports/clock';
import type { Log } from '../../ports/log';
import type { Metrics } from '../../ports/metrics';
import type { Api } from '../../services/api';
import type { Edge } from '../edge';
import { grouped } from '../grouped';
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
export function buildApp(deps: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use(guard(deps.edge));
  app.use(mount(routeTable(deps), deps));
  app.use((req: Request, res: Response) => sendRefusal(res, deps.edge.knock(req) ?? refuse('request.not_found')));
  app.use((thrown: unknown, _req: Request, res: Response, next: NextFunction) => {
    if (res.headersSent) next(thrown);
    else sendRefusal(res, refusalOf(thrown, deps.log, randomUUID()));
  });
  return app;
}

const YEAR_SECONDS = 31_536_000;

/** Nothing here is a page: no sniffing, no caching, no frames, no scripts. */
const guard =
  (edge: Edge) =>
  (req: Request, res: Response, next: NextFunction): void => {
    res.setHeader('X-Content-Type-Options', 'nosniff');
    res.setHeader('Cache-Control', 'no-store');
    res.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
    res.setHeader('Referrer-Policy', 'no-referrer');
    // Who came by HTTPS once is not to be lured to plain HTTP, where anybody on the way reads along.
    if (edge.secure(req)) res.setHeader('Strict-Transport-Security', `max-age=${YEAR_SECONDS}`);
    next();
  };

/** A request is compared with the paths of its own family alone: of the collection of a tenant, or of what comes first. */
function mount(routes: readonly Route[], deps: AppDeps): RequestHandler {
  const families = new Map<string, Router>();
  for (const [family, ofFamily] of grouped(routes, (route) => familyOf(route.path)))
    families.set(family, routerOf(ofFamily, deps));
  return (req, res, next) => {
    const router = families.get(familyOf(req.path));
    if (router) router(req, res, next);
    else next();
  };
}

function familyOf(path: string): string {
  const [, first = '', second = '', , collection = ''] = path.split('/', 5);
  if (first !== 'v1') return first;
  return second === 'tenants' ? collection : second;
}

function routerOf(routes: readonly Route[], deps: AppDeps): Router {
  const router = Router({ caseSensitive: true, strict: true });
  for (const [path, ofPath] of grouped(routes, (route) => route.path)) {
    const at = router.route(path.replace(/\{(\w+)\}/g, ':$1'));
    for (const route of ofPath) at[route.method]((req, res) => serve(route, deps, req, res));
    const allow = ofPath.map(({ method }) => (method === 'get' ? 'GET, HEAD' : method.toUpperCase())).join(', ');
    at.all((req, res) => {
      res.setHeader('Allow', allow);
      sendRefusal(res, refuse('request.method_not_allowed', `${req.method} is not one of ${allow}`));
    });
  }
  return router;
}
