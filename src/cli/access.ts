/** How a command reaches its gateway: address and key from options, the environment, or the data folder of this machine. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Config, ConfigError, readConfig } from '../config';
import { CliError, EXIT } from './cliError';
import { Client, type Reach } from './client';
import type { Environment, Io } from './io';

/** Options that every command takes. */
export interface Global {
  readonly url?: string;
  readonly key?: string;
  readonly json?: boolean;
}

export function reach(options: Global, env: Environment): Reach {
  return { url: urlOf(options.url, env), key: options.key ?? env.SIGNALBOX_KEY ?? adminKey(env) };
}

export const connect = (options: Global, io: Io): Client => new Client(reach(options, io.env));

/** The configuration as a gateway on this machine would read it. */
export function localConfig(env: Environment): Config {
  try {
    return readConfig(env, () => {});
  } catch (error) {
    if (error instanceof ConfigError) throw new CliError(error.message, EXIT.config);
    throw error;
  }
}

function urlOf(option: string | undefined, env: Environment): string {
  const url = option ?? env.SIGNALBOX_URL ?? localUrl(env);
  if (!/^https?:\/\/[^/?#]+\/?$/.test(url))
    throw new CliError('--url takes an address such as http://127.0.0.1:8080', EXIT.usage);
  return url.replace(/\/$/, '');
}

/** A gateway that listens on every address is reached on this machine by the loopback one. */
function localUrl(env: Environment): string {
  const { host, port } = localConfig(env);
  const local = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${local.includes(':') ? `[${local}]` : local}:${port}`;
}

function adminKey(env: Environment): string {
  const { adminKey: known, data } = localConfig(env);
  const file = path.join(data, 'admin.key');
  try {
    return known ?? readFileSync(file, 'utf8').trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'EACCES'
        ? `${file} may be read by its owner alone: run as that user`
        : `run where ${file} can be read (made at first start)`;
    throw new CliError(`no key: give --key, set SIGNALBOX_KEY, or ${why}`);
  }
}
