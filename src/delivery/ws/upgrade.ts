/** The HTTP side of opening a feed: which address, which key, and an answer in HTTP when it is not to be. */
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { isRefusal, type Refusal, refuse } from '../../core/errors';
import { rolesFor } from '../../core/permissions';
import { barred, type Doors, opensFeed } from '../http/auth';
import { PROBLEM_TYPE, type Problem, problemHeaders, problemOf } from '../http/problems';
import type { Opener } from './feedCommands';

const PATH = /^\/v1\/tenants\/([^/?#]{1,200})\/feed$/;

/** Who opens the feed of which tenant, or why not. */
export function openerOf(request: IncomingMessage, doors: Doors): Opener | Refusal {
  const [path = '', query] = (request.url ?? '').split('?', 2);
  const tenant = PATH.exec(path)?.[1];
  if (tenant === undefined) return refuse('request.not_found');
  const admit = () => opensFeed(request, doors);
  const principal = admit();
  if (isRefusal(principal)) return principal;
  const refusal = barred(principal, rolesFor('feed.open'), tenant);
  if (refusal) return refusal;
  if (query !== undefined) return refuse('request.invalid', 'the feed takes no query; options go into hello');
  return { tenant, principal, admit };
}

/** The problem of a refusal, as the last answer of a connection. */
export function lastAnswer(refusal: Refusal): { problem: Problem; headers: Record<string, string>; body: string } {
  const problem = problemOf(refusal);
  const body = JSON.stringify(problem);
  const headers = {
    ...problemHeaders(problem),
    Connection: 'close',
    'Content-Type': PROBLEM_TYPE,
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  };
  return { problem, headers, body };
}

/** Answers on the bare socket with the problem of a refusal and ends it. */
export function answerUpgrade(socket: Duplex, refusal: Refusal): void {
  const { problem, headers, body } = lastAnswer(refusal);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  // A peer that has gone meanwhile is no matter.
  socket.on('error', () => socket.destroy());
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${lines.join('')}\r\n${body}`);
}
