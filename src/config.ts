/**
 * The configuration of a process: environment and file → one frozen value (design §12). An unknown `SIGNALBOX_*` name
 * is an error that says so; what a tenant may change is a resource, never configuration.
 */
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { parse } from 'yaml';
import { z } from 'zod';
import { LEAST_KEY } from './core/key';

const key = (least: number) => z.string().min(least, `at least ${least} characters`);

/** Nothing is no port: an empty text would be read as 0, which is any that is free. */
const port = z
  .union([z.number(), z.string().trim().regex(/^\d+$/)], 'a number from 0 to 65535')
  .transform(Number)
  .pipe(z.int().min(0).max(65_535));

/** `en=alloy,de=onyx,*=nova`: language and voice; `*` for any other language. */
const voices = z
  .string()
  .regex(/^(\*|[A-Za-z-]+)=[^=,]+(,(\*|[A-Za-z-]+)=[^=,]+)*$/, 'such as en=alloy,de=onyx,*=nova')
  .transform((text) => Object.fromEntries(text.split(',').map((one) => one.split('=') as [string, string])));
/** `off`, a number of hops, or addresses and ranges separated by commas. */
const trustProxy = z
  .union([z.number(), z.boolean(), z.string(), z.array(z.string())])
  .transform((value) => {
    if (typeof value === 'number' || Array.isArray(value)) return value;
    const text = String(value).trim();
    if (text === 'off' || text === 'false') return 0;
    return /^\d+$/.test(text) ? Number(text) : text.split(',').map((part) => part.trim());
  })
  .refine(
    (value) =>
      typeof value === 'number' ? Number.isInteger(value) && value >= 0 && value <= 10 : value.every(isRange),
    'off, a number of hops up to 10, or addresses and ranges such as 10.0.0.0/8',
  );

function isRange(text: string): boolean {
  const [address = '', bits, more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more !== undefined) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

/** Without user and password: addresses are told to PBXs, customers and logs. */
const webAddress = z
  .url({ protocol: /^https?$/ })
  .refine((url) => new URL(url).username + new URL(url).password === '', 'without user and password');

/** Addresses and CIDR ranges: a list in the file, separated by commas in the environment. */
const ranges = z
  .preprocess(
    (value) => (typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value),
    z.array(z.string()),
  )
  .transform((list) => list.filter((part) => part !== ''))
  .refine((list) => list.every(isRange), 'addresses or ranges such as 10.0.0.0/8');

const schema = z.strictObject({
  port: port.default(8080),
  host: z.string().min(1).default('127.0.0.1'),
  data: z.string().min(1).default('./data'),
  /** Never shown: it may have a password in it. */
  mongodbUri: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\/[^\s/]+/, 'a connection string such as mongodb://host:27017/signalbox')
    .optional(),
  mappings: z.string().min(1).default('./mappings/demo.yaml'),
  adminKey: key(LEAST_KEY.admin).optional(),
  secretKey: key(LEAST_KEY.secret).optional(),
  mediaUrl: webAddress.transform((url) => url.replace(/\/+$/, '')).optional(),
  /** Speech service that texts of prompts are sent to; without it espeak-ng of the machine speaks, where it is installed. */
  speechUrl: webAddress.optional(),
  speechKey: z.string().min(1).optional(),
  speechModel: z.string().min(1).max(100).optional(),
  speechVoices: voices.optional(),
  publicUrl: webAddress.transform((url) => url.replace(/\/+$/, '')).optional(),
  trustProxy: trustProxy.default(0),
  tlsCert: z.string().min(1).optional(),
  tlsKey: z.string().min(1).optional(),
  feedDays: z.coerce.number().int().min(1).max(365).default(7),
  logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  node: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,32}$/, 'letters, digits and dashes')
    .default('main'),
  webhookAllow: ranges.default([]),
});
export type Config = Readonly<z.infer<typeof schema>>;

const PREFIX = 'SIGNALBOX_';
/** Read before the rest, or settings of the clients (`signalbox tail`, programs): no mistake in a shell that runs both. */
const PASSED: ReadonlySet<string> = new Set([`${PREFIX}CONFIG`, `${PREFIX}KEY`, `${PREFIX}URL`]);
/** Kubernetes sets these for a service named `signalbox`; they are not ours. */
const SERVICE_LINK = /^SIGNALBOX_(SERVICE_.*|PORT_.*)$/;

/** The configuration could not be read; the message names each variable or key and what is wrong with it. */
export class ConfigError extends Error {}

/** Reads the configuration; the environment wins over the file of `SIGNALBOX_CONFIG`. */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
  warn: (message: string) => void,
): Config {
  const values: Record<string, unknown> = readFile(environment[`${PREFIX}CONFIG`]);
  const passedOver: string[] = [];
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith(PREFIX) || PASSED.has(name) || value === undefined) continue;
    if (SERVICE_LINK.test(name) || (name === `${PREFIX}PORT` && value.startsWith('tcp://'))) passedOver.push(name);
    else {
      const key = camelCase(name.slice(PREFIX.length));
      // What a template leaves empty is not set.
      if (value !== '' || !Object.hasOwn(schema.shape, key)) values[key] = value;
    }
  }
  if (passedOver.length > 0)
    warn(`passed over: ${passedOver.join(', ')} (set by Kubernetes for a service, not for Signalbox)`);
  const parsed = schema.safeParse(values);
  if (parsed.success && (parsed.data.tlsCert === undefined) !== (parsed.data.tlsKey === undefined))
    throw new ConfigError(`${PREFIX}TLS_CERT and ${PREFIX}TLS_KEY are set both or not at all`);
  if (parsed.success) return Object.freeze(parsed.data);
  throw new ConfigError(parsed.error.issues.map(describe).join('\n'));
}

function readFile(path: string | undefined): Record<string, unknown> {
  if (path === undefined) return {};
  try {
    const content: unknown = parse(readFileSync(path, 'utf8'));
    return typeof content === 'object' && content !== null ? { ...content } : {};
  } catch (error) {
    throw new ConfigError(`${PREFIX}CONFIG: ${path} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `${variable(key)} is not a setting of Signalbox`).join('\n');
  return `${variable(String(issue.path[0]))}: ${issue.message}`;
}

const camelCase = (name: string): string =>
  name.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const variable = (key: string): string => PREFIX + key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
