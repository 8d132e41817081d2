/** Sends a file: whole, one range of it, only its head, or that it has not changed (RFC 9110 §13, §14). */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import fresh from 'fresh';
import type { MediaFile } from '../../ports/media';

/** Whether who reads has what the tag names. */
export const knows = ({ method, headers }: IncomingMessage, etag: string): boolean =>
  (method === 'GET' || method === 'HEAD') && fresh(headers, { etag });

/** Ends the response: nothing has changed. */
export function sendUnchanged(res: ServerResponse): void {
  res.statusCode = 304;
  res.end();
}

/** Ends the response with the file; a reader that goes away ends the reading. */
export async function sendFile(req: IncomingMessage, res: ServerResponse, file: MediaFile): Promise<void> {
  res.setHeader('Content-Type', file.type);
  res.setHeader('ETag', file.etag);
  res.setHeader('Accept-Ranges', 'bytes');
  if (knows(req, file.etag)) return sendUnchanged(res);
  const range = rangeOf(req, file);
  if (range === 'unsatisfiable') {
    res.setHeader('Content-Range', `bytes */${file.bytes}`);
    res.statusCode = 416;
    res.end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: file.bytes - 1 };
  if (range) {
    res.statusCode = 206;
    res.setHeader('Content-Range', `bytes ${start}-${end}/${file.bytes}`);
  }
  res.setHeader('Content-Length', end - start + 1);
  if (req.method === 'HEAD') {
    res.end();
    return;
  }
  // Who hangs up in the middle is no defect of ours.
  await pipeline(Readable.from(file.read(start, end), { objectMode: false }), res).catch(() => res.destroy());
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** The one range that is asked for; undefined: the whole file, also for several ranges and for what is no range. */
function rangeOf({ headers }: IncomingMessage, { bytes, etag }: MediaFile): Range | 'unsatisfiable' | undefined {
  const { range, 'if-range': condition } = headers;
  if (range === undefined || (condition !== undefined && condition !== etag)) return undefined;
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, bytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  return start < bytes && start <= end ? { start, end } : 'unsatisfiable';
}
