/** Reads the arguments of the subcommands; the key comes from an option, the environment or the data folder. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { CliError } from './cliError';

/** What `tail` is told. */
export interface TailOptions {
  readonly tenant: string;
  /** `http://…`; the feed is opened beside it. */
  readonly url: string;
  readonly key: string;
  /** Resume after this sequence; absent: from now. */
  readonly after?: number;
  readonly types?: readonly string[];
  /** Print the envelopes as they came. */
  readonly json: boolean;
}

/** As `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Help about `tail`. */
export const tailUsage = `signalbox tail <tenant> [--url http://127.0.0.1:8080] [--key KEY] [--after N] [--types a,b] [--json]

  --url     the gateway; default SIGNALBOX_URL, else this machine at SIGNALBOX_PORT
  --key     a key of the tenant or of the admin; default SIGNALBOX_KEY, else admin.key in SIGNALBOX_DATA (./data)
  --after   print from this sequence on; 0 is the oldest kept; default: from now
  --types   only these event types, such as call.offered,call.cleared
  --json    one JSON envelope per line`;

const OPTIONS = {
  url: { type: 'string' },
  key: { type: 'string' },
  after: { type: 'string' },
  types: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const satisfies ParseArgsConfig['options'];

/** Arguments of `tail`; a CliError says what is wrong with them. */
export function parseTail(args: readonly string[], env: Environment): TailOptions {
  const { values, positionals } = parsed(args);
  const [tenant, ...more] = positionals;
  if (tenant === undefined || more.length > 0) throw new CliError(`one tenant is needed\n${tailUsage}`, 2);
  return {
    tenant,
    url: urlOf(values.url, env),
    key: values.key ?? env.SIGNALBOX_KEY ?? keyFromData(env),
    json: values.json,
    ...(values.after !== undefined && { after: sequence(values.after) }),
    ...(values.types !== undefined && { types: values.types.split(',').filter((type) => type !== '') }),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new CliError(`${(error as Error).message}\n${tailUsage}`, 2);
  }
}

function sequence(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new CliError(`--after takes a sequence such as 0 or 4711, not ${text}`, 2);
  return Number(text);
}

function urlOf(option: string | undefined, env: Environment): string {
  const { SIGNALBOX_HOST: host = '127.0.0.1', SIGNALBOX_PORT: port = '8080' } = env;
  // A gateway that listens on every address is reached on this machine by the loopback one.
  const local = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const url = option ?? env.SIGNALBOX_URL ?? `http://${local.includes(':') ? `[${local}]` : local}:${port}`;
  if (!/^https?:\/\/[^/?#]+\/?$/.test(url))
    throw new CliError(`--url takes an address such as http://127.0.0.1:8080`, 2);
  return url.replace(/\/$/, '');
}

function keyFromData(env: Environment): string {
  if (env.SIGNALBOX_ADMIN_KEY) return env.SIGNALBOX_ADMIN_KEY;
  const file = path.join(env.SIGNALBOX_DATA ?? './data', 'admin.key');
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new CliError(`no key: give --key, set SIGNALBOX_KEY, or run where ${file} can be read (made at first start)`);
  }
}
