/**
 * Passwords with scrypt (RFC 7914) on the thread pool of Node. The parameters stand with each hash, so that they can be
 * raised; a few run at once and a few more wait, because each takes 32 MiB and a quarter of a second.
 */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { RefusedError, refuse } from './core/errors';
import type { Passwords } from './ports/passwords';

interface Stored {
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly salt: Readonly<Buffer>;
  readonly hash: Buffer;
}

/** OWASP's second choice of 2024: as hard as N=2^17, p=1 with a quarter of the memory. */
const PARAMETERS = { N: 2 ** 15, r: 8, p: 3 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** The other threads of the pool are for files and names. */
const AT_ONCE = 2;
const MAX_WAITING = 50;

/** Others than the default are for tests. */
export function systemPasswords(parameters: Omit<Stored, 'salt' | 'hash'> = PARAMETERS): Passwords {
  const lane = new Lane();
  const derive = ({ N, r, p, salt }: Omit<Stored, 'hash'>, password: string): Promise<Buffer> =>
    lane.run(
      () =>
        new Promise((resolve, reject) => {
          const options = { N, r, p, maxmem: 256 * N * r };
          scrypt(password.normalize('NFKC'), salt, HASH_BYTES, options, (error, key) =>
            error ? reject(error) : resolve(key),
          );
        }),
    );
  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES);
      const { N, r, p } = parameters;
      const hash = await derive({ ...parameters, salt }, password);
      return ['scrypt', N, r, p, salt.toString('base64'), hash.toString('base64')].join('$');
    },
    async fits(password, text) {
      const stored = parse(text);
      const hash = await derive(stored ?? { ...parameters, salt: NO_SALT }, password);
      return stored !== undefined && timingSafeEqual(hash, stored.hash);
    },
  };
}

const NO_SALT: Readonly<Buffer> = Buffer.alloc(SALT_BYTES);

function parse(text: string | undefined): Stored | undefined {
  const [algorithm, N, r, p, salt = '', hash = ''] = text?.split('$') ?? [];
  if (algorithm !== 'scrypt') return undefined;
  const bytes = Buffer.from(hash, 'base64');
  if (bytes.length !== HASH_BYTES) return undefined;
  return { N: Number(N), r: Number(r), p: Number(p), salt: Buffer.from(salt, 'base64'), hash: bytes };
}

/** So many at once, the next ones in order, and no endless queue. */
class Lane {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < AT_ONCE) this.running += 1;
    else await this.turn();
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }

  /** Waits for the place of somebody who leaves. */
  private turn(): Promise<void> {
    if (this.waiting.length >= MAX_WAITING) throw new RefusedError(refuse('auth.busy'));
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
