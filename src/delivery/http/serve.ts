/**
 * Carries a request through the steps that every route has: key, scope, query, body, the route itself, the answer.
 * Each step gives a value or a refusal; nothing outlives the deadline of the request.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import accepts from 'accepts';
import { isRefusal, type Refusal, refuse } from '../../core/errors';
import { flawsOf } from '../../core/flaws';
import type { Clock } from '../../ports/clock';
import type { Log } from '../../ports/log';
import type { Metrics } from '../../ports/metrics';
import type { Api } from '../../services/api';
import type { Edge } from '../edge';
import { barred, comesIn } from './auth';
import { readBody, readText, streamBody } from './body';
import { knows, sendFile, sendUnchanged } from './file';
import { PROBLEM_TYPE, problemHeaders, problemOf, refusalOf } from './problems';
import type { Answer, Ask, DoorRoute, KeyRoute, OpenRoute } from './route';
import type { Found } from './routeTable';
import { goneOf, sendPieces } from './stream';

/** What every request needs beside its route. */
export interface ServeDeps {
  readonly api: Pick<Api, 'access' | 'limits' | 'signIns'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics?: Pick<Metrics, 'count'>;
  readonly edge: Edge;
}

/** How long a request may take; a command to a PBX has a shorter deadline of its own. */
export const REQUEST_MS = 30_000;

/** Answers one request of a route; never throws, always ends the response. */
export async function serve(found: Found, deps: ServeDeps, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { route } = found;
  const requestId = randomUUID();
  res.setHeader('X-Request-Id', requestId);
  res.once('finish', () => {
    const labels = { operation: route.operation, status: String(res.statusCode) };
    deps.metrics?.count('signalbox_http_requests_total', labels);
  });
  const work = perform(found, deps, req, res).catch((thrown) => refusalOf(thrown, deps.log, requestId));
  const answer = await withinDeadline(work, deps.clock, () => overdue(req));
  if (res.headersSent || res.destroyed) return;
  if (isRefusal(answer)) sendRefusal(res, answer);
  else await sendAnswer(req, res, answer, deps.clock);
}

async function perform(
  { route, params, query }: Found,
  deps: ServeDeps,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<Answer | Refusal> {
  if ('find' in route) {
    const found = await route.find(params);
    // A PBX fetches what is there as often as it likes; whoever asks for what is not is a stranger who guesses.
    return isRefusal(found) ? (deps.edge.knock(req) ?? found) : found;
  }
  if (route.access === 'open') return visit(route, deps, req);
  const ask = await askOf({ route, params, query }, deps, req, res);
  return isRefusal(ask) ? ask : route.handle(ask);
}

/** Whoever wants to get in is counted by address; what is written must not come from a page of somebody else. */
async function visit(route: OpenRoute | DoorRoute, deps: ServeDeps, req: IncomingMessage): Promise<Answer | Refusal> {
  const { edge, clock } = deps;
  if (!('enter' in route)) return (route.probe ? undefined : edge.read(req)) ?? route.handle();
  const refusal = edge.knock(req);
  if (refusal) return refusal;
  if (edge.ownOrigin(req) === false) return refuse('auth.csrf');
  const body = await readBody(req);
  if (isRefusal(body)) return body;
  return route.enter({ body: body.value, address: edge.address(req), secure: edge.secure(req), now: clock.now() });
}

async function askOf(
  { route, params, query: asked }: Found & { readonly route: KeyRoute },
  deps: ServeDeps,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<Ask | Refusal> {
  const principal = comesIn(req, deps);
  if (isRefusal(principal)) return deps.edge.knock(req) ?? principal;
  const refusal = barred(principal, route.access, params.tenant) ?? deps.api.limits.request(principal, route.operation);
  if (refusal) return refusal;
  const query = queryOf(route, asked);
  if (isRefusal(query)) return query;
  const from = { address: deps.edge.address(req), secure: deps.edge.secure(req), gone: () => goneOf(res) };
  if (route.method === 'get') {
    const csv = route.reply.also !== undefined && prefersCsv(req) && { csv: true as const };
    return { principal, params, query: query.value, body: {}, ...from, ...csv };
  }
  const requestId = requestIdOf(req);
  if (isRefusal(requestId)) return requestId;
  const ifMatch = ifMatchOf(route, req);
  if (isRefusal(ifMatch)) return ifMatch;
  const ask = { principal, params, query: query.value, ...requestId, ...ifMatch, ...from };
  if (route.takes !== undefined) return { ...ask, body: {}, upload: streamBody(req) };
  const body = await bodyOf(route, req);
  if (isRefusal(body)) return body;
  const { value, ...text } = body;
  return { ...ask, body: value, ...text };
}

const prefersCsv = (req: IncomingMessage): boolean => accepts(req).type(['json', 'csv']) === 'csv';

function bodyOf(route: KeyRoute, req: IncomingMessage): ReturnType<typeof readText> {
  if (route.body === undefined) return Promise.resolve({ value: {} });
  return route.takesYaml ? readText(req) : readBody(req);
}

function queryOf(route: KeyRoute, asked: Found['query']): { value: unknown } | Refusal {
  if (route.query) {
    const read = route.query.safeParse({ ...asked });
    return read.success
      ? { value: read.data }
      : { ...refuse('request.invalid'), errors: flawsOf(read.error, 'query ') };
  }
  const unknown = Object.keys(asked).slice(0, 20);
  if (unknown.length === 0) return { value: {} };
  const errors = unknown.map((name) => ({ path: `query /${name.slice(0, 100)}`, message: 'is not known here' }));
  return { ...refuse('request.invalid'), errors };
}

function requestIdOf(req: IncomingMessage): { requestId?: string } | Refusal {
  const key = req.headers['idempotency-key'];
  if (key === undefined) return {};
  if (typeof key === 'string' && /^[\x21-\x7e]{1,200}$/.test(key)) return { requestId: key };
  const errors = [{ path: 'header Idempotency-Key', message: '1 to 200 visible ASCII characters' }];
  return { ...refuse('request.invalid'), errors };
}

function ifMatchOf(route: KeyRoute, req: IncomingMessage): { ifMatch?: number; anyVersion?: true } | Refusal {
  const tag = req.headers['if-match'];
  if (tag === undefined) return {};
  const wild = route.refusals?.includes('request.condition_missing') === true;
  if (wild && tag === '*') return { anyVersion: true };
  const [, seq] = /^"(\d{1,15})"$/.exec(tag) ?? [];
  if (seq !== undefined) return { ifMatch: Number(seq) };
  const errors = [{ path: 'header If-Match', message: `one ETag such as "17"${wild ? ', or *' : ''}` }];
  return { ...refuse('request.invalid'), errors };
}

/** Who was too slow: the sender, of whose body something is missing, or the gateway. */
function overdue(req: IncomingMessage): Refusal {
  return req.complete ? refuse('service.timeout') : refuse('request.too_slow', 'the body did not come');
}

/** What `work` answers, or that it took too long; it may still have its effect. */
function withinDeadline<T>(work: Promise<T>, clock: Clock, late: () => Refusal): Promise<T | Refusal> {
  return new Promise((resolve) => {
    const cancel = clock.after(REQUEST_MS, () => resolve(late()));
    work.then((value) => {
      cancel();
      resolve(value);
    });
  });
}

async function sendAnswer(req: IncomingMessage, res: ServerResponse, answer: Answer, clock: Clock): Promise<void> {
  res.statusCode = answer.status;
  for (const [name, value] of Object.entries(answer.headers ?? {})) res.setHeader(name, value);
  if (answer.file) return sendFile(req, res, answer.file);
  if (answer.seq !== undefined) res.setHeader('ETag', `"${answer.seq}"`);
  const settled = answer.status === 200 && answer.seq !== undefined && !answer.live;
  if (settled && knows(req, `"${answer.seq}"`)) return sendUnchanged(res);
  if (answer.text === undefined && !res.hasHeader('Content-Type')) res.setHeader('Content-Type', 'application/json');
  if (answer.pieces) return sendPieces(res, answer.pieces, clock);
  res.end(answer.text ?? JSON.stringify(answer.data));
}

/** Ends a response with the problem of a refusal. */
export function sendRefusal(res: ServerResponse, refusal: Refusal): void {
  const problem = problemOf(refusal);
  for (const [name, value] of Object.entries(problemHeaders(problem))) res.setHeader(name, value);
  // What is still to come of a body is not waited for.
  if (refusal.refused === 'request.too_slow') res.setHeader('Connection', 'close');
  res.statusCode = problem.status;
  res.setHeader('Content-Type', PROBLEM_TYPE);
  res.end(JSON.stringify(problem));
}
