/** Ids from the machine's randomness: UUIDv7 without dashes (RFC 9562), so that they sort by the time of their making. */
import { hash, randomBytes } from 'node:crypto';
import type { Clock } from './ports/clock';
import type { Ids } from './ports/ids';

/** Randomness is fetched for so many ids at a time: asking the kernel costs more than making an id. */
const POOL = 256;
const BYTES = 10;

export function systemIds(clock: Clock): Ids {
  let pool = Buffer.alloc(0);
  const random = (): Buffer => {
    if (pool.length < BYTES) pool = randomBytes(POOL * BYTES);
    const taken = pool.subarray(0, BYTES);
    pool = pool.subarray(BYTES);
    return taken;
  };
  return {
    fresh: () => uuid7(clock.now(), random()),
    derive: (...parts) => sha256(parts.map((part) => `${part.length}:${part}`).join('')).slice(0, 32),
    secret: (bytes) => randomBytes(bytes).toString('base64url'),
    hash: sha256,
  };
}

const sha256 = (text: string): string => hash('sha256', text);

function uuid7(ms: number, random: Buffer): string {
  random[0] = 0x70 | ((random[0] ?? 0) & 0x0f);
  random[2] = 0x80 | ((random[2] ?? 0) & 0x3f);
  return ms.toString(16).padStart(12, '0') + random.toString('hex');
}
