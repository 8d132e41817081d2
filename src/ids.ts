/** Ids from the machine's randomness: UUIDv7 without dashes (RFC 9562), so that they sort by the time of their making. */
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from './ports/clock';
import type { Ids } from './ports/ids';

export function systemIds(clock: Clock): Ids {
  return {
    fresh: () => uuid7(clock.now(), randomBytes(10)),
    derive: (...parts) => sha256(parts.map((part) => `${part.length}:${part}`).join('')).slice(0, 32),
    secret: (bytes) => randomBytes(bytes).toString('base64url'),
    hash: sha256,
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function uuid7(ms: number, random: Buffer): string {
  random[0] = 0x70 | ((random[0] ?? 0) & 0x0f);
  random[2] = 0x80 | ((random[2] ?? 0) & 0x3f);
  return ms.toString(16).padStart(12, '0') + random.toString('hex');
}
