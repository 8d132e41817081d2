/** Long answers: piece by piece as fast as they are taken, with turns for everybody else between, and not for ever. */
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../../ports/clock';
import type { Story } from '../../services/api';

/** Characters that are put together before others have their turn. */
const PIECE_CHARS = 65_536;
/** How long a client may take for a piece. */
const STALLED_MS = 30_000;

/** What breaks in the middle cuts the connection, so that nobody takes it for whole. */
export async function sendPieces(res: ServerResponse, pieces: AsyncIterable<string>, clock: Clock): Promise<void> {
  await pipeline(paced(pieces, clock, res), res).catch(() => res.destroy());
}

async function* paced(pieces: AsyncIterable<string>, clock: Clock, res: ServerResponse): AsyncGenerator<string> {
  let text = '';
  for await (const piece of pieces) {
    text += piece;
    if (text.length < PIECE_CHARS) continue;
    const cancel = clock.after(STALLED_MS, () => res.destroy());
    try {
      yield text;
    } finally {
      cancel();
    }
    text = '';
    await new Promise<void>((resolve) => {
      clock.after(0, resolve);
    });
  }
  if (text !== '') yield text;
}

/** The JSON of a story: the fields of its head, and `events`. */
export async function* jsonOf({ head, events }: Story): AsyncGenerator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},"events":[`;
  let comma = '';
  for await (const page of events)
    for (const event of page) {
      yield comma + JSON.stringify(event);
      comma = ',';
    }
  yield ']}';
}

/** Aborted once the answer is sent, or nobody waits for it any more. */
export function goneOf(res: ServerResponse): AbortSignal {
  const controller = new AbortController();
  if (res.closed) controller.abort();
  else res.once('close', () => controller.abort());
  return controller.signal;
}
