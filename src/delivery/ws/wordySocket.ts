/** A socket that says why it does not take a frame: ws closes with a bare code of the protocol, and a program learns nothing. */
import { WebSocket } from 'ws';
import { refuse } from '../../core/errors';
import { MAX_BYTES } from '../json';
import { CLOSE, reasonOf } from './closeCodes';

/** What ws closes with by itself when it cannot take a frame of text, and what we say to that. */
const REFUSED = Object.freeze({
  1007: refuse('request.malformed', 'the text is not UTF-8'),
  1009: refuse('request.too_large', `a frame is at most ${MAX_BYTES} bytes`),
});

export class WordySocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    const refusal = code === 1007 || code === 1009 ? REFUSED[code] : undefined;
    if (refusal) super.close(CLOSE.badFrame, reasonOf(refusal));
    else super.close(code, reason);
  }
}
