/** Ids from the machine's randomness: UUIDv7 without dashes (RFC 9562), so that they sort by the time of their making. */
import { hash, randomBytes } from 'node:crypto';
import type { Clock } from './ports/clock';
import type { Ids } from './ports/ids';

/** Randomness is fetched for so many ids at a time, and as text: asking the kernel costs more than making an id. */
const POOL = 256;
const DIGITS = 20;

export function systemIds(clock: Clock): Ids {
  let pool = '';
  let taken = 0;
  const random = (): string => {
    if (taken === pool.length) {
      pool = randomBytes((POOL * DIGITS) / 2).toString('hex');
      taken = 0;
    }
    taken += DIGITS;
    return pool.slice(taken - DIGITS, taken);
  };
  return {
    fresh: () => uuid7(clock.now(), random()),
    derive: (...parts) => sha256(parts.map((part) => `${part.length}:${part}`).join('')).slice(0, 32),
    secret: (bytes) => randomBytes(bytes).toString('base64url'),
    hash: sha256,
  };
}

const sha256 = (text: string): string => hash('sha256', text);

/** The version stands in the 13th digit, the variant in the upper half of the 17th. */
function uuid7(ms: number, random: string): string {
  const variant = (8 | (Number.parseInt(random.charAt(4), 16) & 3)).toString(16);
  return `${ms.toString(16).padStart(12, '0')}7${random.slice(1, 4)}${variant}${random.slice(5)}`;
}
