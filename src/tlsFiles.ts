/** The certificate and key of the gateway, read from files and again when they change, as certbot and Kubernetes do. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { Log } from './ports/log';

/** Certificate with its chain, and key, both PEM. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
}

/** Reads the pair; throws with the file and the reason when the two do not fit together. */
export function readTlsPair(certFile: string, keyFile: string): TlsPair {
  try {
    const pair = { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
    createSecureContext(pair);
    // A key of another type is not noticed by that.
    if (!new X509Certificate(pair.cert).checkPrivateKey(createPrivateKey(pair.key)))
      throw new Error('the key is not that of the certificate');
    return pair;
  } catch (error) {
    throw new Error(`TLS: ${certFile} and ${keyFile}: ${error instanceof Error ? error.message : error}`);
  }
}

/** What to do when one of the files has changed: hands on the new pair; one that cannot be used is logged and the one before stays. */
export function renewTlsPair(certFile: string, keyFile: string, log: Log, renew: (pair: TlsPair) => void) {
  return async (): Promise<void> => {
    try {
      renew(readTlsPair(certFile, keyFile));
      log.info('the certificate was read again', { file: certFile });
    } catch (error) {
      log.error('the certificate cannot be used; the one before stays', { error: String(error) });
    }
  };
}
