/** Ids for tests of one part: random where they are fresh, equal where they are derived. */
import { createHash, randomBytes } from 'node:crypto';
import type { Ids } from '../../src/ports/ids';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export const hashIds: Ids = {
  fresh: () => randomBytes(16).toString('hex'),
  derive: (...parts) => sha256(JSON.stringify(parts)).slice(0, 32),
  secret: (bytes) => randomBytes(bytes).toString('base64url'),
  hash: sha256,
};
