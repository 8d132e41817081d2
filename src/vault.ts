/** Secrets: sealed with AES-256-GCM under the installation's key, and read from environment and files. */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Vault } from './ports/vault';

const ALGORITHM = 'aes-256-gcm';

/** `from` names where the key stands, for whoever has lost it. */
export function systemVault(
  secretKey: string,
  environment: Readonly<Record<string, string | undefined>>,
  from = 'SIGNALBOX_SECRET_KEY',
): Vault {
  const key = createHash('sha256').update(secretKey).digest();
  // A key of its own: what seals does not sign.
  const signing = Buffer.from(hkdfSync('sha256', secretKey, '', 'signalbox signatures', 32));
  const sign = (text: string): Buffer => createHmac('sha256', signing).update(text).digest();
  return {
    seal(text) {
      const iv = randomBytes(12);
      const cipher = createCipheriv(ALGORITHM, key, iv);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64');
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      try {
        return decipher.update(bytes.subarray(28), undefined, 'utf8') + decipher.final('utf8');
      } catch (cause) {
        const words = `what is sealed cannot be opened with the secret key in ${from}: it was sealed with another key, or damaged`;
        throw new Error(words, { cause });
      }
    },
    sign: (text) => sign(text).toString('base64url'),
    signed(text, signature) {
      const given = Buffer.from(signature, 'base64url');
      const right = sign(text);
      return (
        given.length === right.length && timingSafeEqual(given, right) && given.toString('base64url') === signature
      );
    },
    resolve: (reference) => ('env' in reference ? environment[reference.env] : readSecret(reference.file)),
  };
}

function readSecret(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
