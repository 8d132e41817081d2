/** Sends a file: whole, one range of it, only its head, or that it has not changed (RFC 9110 §13, §14). */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { MediaFile } from '../../ports/media';

/** Ends the response with the file; a reader that goes away ends the reading. */
export async function sendFile(req: Request, res: Response, file: MediaFile): Promise<void> {
  res.setHeader('Content-Type', file.type);
  res.setHeader('ETag', file.etag);
  res.setHeader('Accept-Ranges', 'bytes');
  if (req.fresh) {
    res.status(304).end();
    return;
  }
  const range = rangeOf(req, file);
  if (range === 'unsatisfiable') {
    res.setHeader('Content-Range', `bytes */${file.bytes}`);
    res.status(416).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: file.bytes - 1 };
  if (range) res.status(206).setHeader('Content-Range', `bytes ${start}-${end}/${file.bytes}`);
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
function rangeOf({ headers }: Request, { bytes, etag }: MediaFile): Range | 'unsatisfiable' | undefined {
  const { range, 'if-range': condition } = headers;
  if (range === undefined || (condition !== undefined && condition !== etag)) return undefined;
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, bytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  return start < bytes && start <= end ? { start, end } : 'unsatisfiable';
}
