/**
 * The REST client of the commands. Every request ends within its limit; a problem becomes a CliError that shows each
 * flaw with its place; an answer of another shape than this version knows is said to be one.
 */
import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { z } from 'zod';
import type { Flaw } from '../core/errors';
import { CliError, EXIT } from './cliError';
import { printable } from './paint';

/** Where a gateway is, and with which key it is asked. */
export interface Reach {
  readonly url: string;
  readonly key: string;
}

/** A problem of RFC 9457 as the gateway sends it. */
interface Problem {
  readonly status: number;
  readonly code?: string;
  readonly title: string;
  readonly detail?: string;
  readonly errors?: readonly Flaw[];
}

/** The gateway said no. */
export class Refused extends CliError {
  constructor(
    readonly problem: Problem,
    /** Where a flaw is, in words for a person; default: its JSON pointer. */
    place: (pointer: string) => string = (pointer) => pointer,
  ) {
    const { status, title, detail, errors = [] } = problem;
    const flaws = errors.map(({ path, message }) => `\n  ${place(path)}: ${message}`).join('');
    super(printableLines(`${title}${detail === undefined ? '' : ` (${detail})`}${flaws}`), exitOf(status));
  }
}

export interface Ask {
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** A body that is no JSON. */
  readonly upload?: { readonly type: string; readonly bytes: Uint8Array };
  /** Places of flaws, for bodies made of a file. */
  readonly place?: (pointer: string) => string;
}

export interface Answered {
  readonly data: unknown;
  readonly etag?: string;
}

/** A request of the API has 30 s on the other side. */
const LIMIT_MS = 35_000;

export class Client {
  constructor(readonly reach: Reach) {}

  async get<T>(path: string, schema: z.ZodType<T>, query: Ask['query'] = {}): Promise<T> {
    return this.read(path, schema, await this.send(path, { query }));
  }

  async post<T>(path: string, schema: z.ZodType<T>, ask: Ask = {}): Promise<T> {
    return this.read(path, schema, await this.send(path, { method: 'POST', body: {}, ...ask }));
  }

  /** An answer that is no JSON, as it is. */
  async text(path: string, query: Ask['query'] = {}): Promise<string> {
    return (await this.exchange(path, { query })).text;
  }

  /** Every item of a list, page by page; at most `limit` where it is given. */
  async all<T>(
    path: string,
    schema: z.ZodType<{ items: T[]; next?: string | undefined }>,
    query: Ask['query'] = {},
    limit = Number.POSITIVE_INFINITY,
  ): Promise<T[]> {
    const items: T[] = [];
    for (let cursor: string | undefined; ; ) {
      const page: { items: T[]; next?: string | undefined } = await this.get(path, schema, { ...query, cursor });
      items.push(...page.items);
      if (page.next === undefined || items.length >= limit) return items.slice(0, limit);
      cursor = page.next;
    }
  }

  /** One request; rejects with a CliError, whatever is wrong. */
  async send(path: string, ask: Ask = {}): Promise<Answered> {
    const { text, etag, status } = await this.exchange(path, ask);
    const data = parsed(text);
    if (data === undefined) throw problemOf(this.reach.url, status, data);
    return { data, ...(etag !== undefined && { etag }) };
  }

  /** An answer that may be large, as it comes. */
  async stream(path: string): Promise<Readable> {
    return (await this.open(path, {}, { headersTimeout: LIMIT_MS })).body;
  }

  private async exchange(path: string, ask: Ask): Promise<{ text: string; status: number; etag: string | undefined }> {
    const answer = await this.open(path, ask, { signal: AbortSignal.timeout(LIMIT_MS) });
    const { etag } = answer.headers;
    return { text: await this.textOf(answer), status: answer.statusCode, etag: etag?.toString() };
  }

  /** The answer to a request once its head is there; rejects with what a refusal says. */
  private async open(path: string, ask: Ask, limit: object): Promise<Dispatcher.ResponseData> {
    const { url, key } = this.reach;
    const { upload, body, method = 'GET', headers, place } = ask;
    // Asked for by name only: a gateway starts with this program and never asks itself.
    const { request }: typeof import('undici') = require('undici');
    const answer = await request(`${url}${path}${searchOf(ask.query)}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': upload?.type ?? 'application/json', ...headers },
      ...(upload ? { body: upload.bytes } : body !== undefined && { body: JSON.stringify(body) }),
      ...limit,
    }).catch((error: unknown) => {
      throw notReached(url, error);
    });
    if (answer.statusCode < 400) return answer;
    throw problemOf(url, answer.statusCode, parsed(await this.textOf(answer)), place);
  }

  private textOf({ body }: Dispatcher.ResponseData): Promise<string> {
    return body.text().catch((error: unknown) => {
      throw notReached(this.reach.url, error);
    });
  }

  private read<T>(path: string, schema: z.ZodType<T>, { data }: Answered): T {
    const read = schema.safeParse(data);
    if (read.success) return read.data;
    const [issue] = read.error.issues;
    const where = `${path} /${issue?.path.join('/')}: ${issue?.message}`;
    throw new CliError(
      `${this.reach.url} answers in another way than this version knows (${where}); is it another version?`,
    );
  }
}

function searchOf(query: Ask['query'] = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]));
  return search.size === 0 ? '' : `?${search}`;
}

function parsed(text: string): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problemOf(url: string, status: number, data: unknown, place?: (pointer: string) => string): CliError {
  const problem = data as Partial<Problem> | undefined;
  if (typeof problem?.title !== 'string')
    return new CliError(`what answers at ${url} is not Signalbox (HTTP ${status}); is --url right?`);
  return new Refused({ ...problem, title: problem.title, status }, place);
}

/** Nobody there, or not in time. */
export function notReached(url: string, error: unknown): CliError {
  const { code = '', name = '', message = '' } = error as NodeJS.ErrnoException;
  if (name === 'TimeoutError') return new CliError(`${url} did not answer within ${LIMIT_MS / 1_000} s`);
  if (/CERT|SELF_SIGNED|ERR_TLS/.test(code))
    return new CliError(
      `the certificate of ${url} is not trusted (${code}); name its authority: NODE_EXTRA_CA_CERTS=<file>`,
    );
  return new CliError(`Signalbox is not running at ${url} (${code || message}); start it with: signalbox start`);
}

const exitOf = (status: number) => (status < 500 ? EXIT.refused : EXIT.failed);
const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');
