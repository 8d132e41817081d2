/**
 * The configuration of a process: environment and file → one frozen value (design §12). An unknown `SIGNALBOX_*` name
 * is an error that says so; what a tenant may change is a resource, never configuration.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);

/** `en=alloy,de=onyx,*=nova`: language and voice; `*` for any other language. */
const voices = z
  .string()
  .regex(/^(\*|[A-Za-z-]+)=[^=,]+(,(\*|[A-Za-z-]+)=[^=,]+)*$/, 'such as en=alloy,de=onyx,*=nova')
  .transform((text) => Object.fromEntries(text.split(',').map((one) => one.split('=') as [string, string])));

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
  adminKey: z.string().min(16, 'at least 16 characters').optional(),
  secretKey: z.string().min(32, 'at least 32 characters').optional(),
  mediaUrl: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  /** Speech service that texts of prompts are sent to; without it espeak-ng of the machine speaks, where it is installed. */
  speechUrl: z.url({ protocol: /^https?$/ }).optional(),
  speechKey: z.string().min(1).optional(),
  speechModel: z.string().min(1).max(100).optional(),
  speechVoices: voices.optional(),
  feedDays: z.coerce.number().int().min(1).max(365).default(7),
  logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  node: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,32}$/, 'letters, digits and dashes')
    .default('main'),
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
    else values[camelCase(name.slice(PREFIX.length))] = value;
  }
  if (passedOver.length > 0)
    warn(`passed over: ${passedOver.join(', ')} (set by Kubernetes for a service, not for Signalbox)`);
  const parsed = schema.safeParse(values);
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
