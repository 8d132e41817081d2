/** `signalbox keys …`: API keys of a tenant, or of the installation. A secret is shown once, when it is made. */
import { Option } from 'commander';
import { z } from 'zod';
import { connect, type Global } from '../access';
import type { Family } from '../family';
import type { Io } from '../io';
import { list, whole } from '../optionValues';
import { type Columns, show } from '../table';

interface Options extends Global {
  readonly tenant?: string;
  readonly role?: string;
  readonly venues?: readonly string[];
  readonly expires?: string;
}

const key = z.looseObject({
  id: z.string(),
  tenant: z.string().optional(),
  name: z.string(),
  role: z.string(),
  venues: z.array(z.string()).optional(),
  source: z.string().optional(),
  createdAt: z.string(),
  expiresAt: z.string().optional(),
  lastUsedAt: z.string().optional(),
  secret: z.string().optional(),
});
type Key = z.infer<typeof key>;
const page = z.object({ items: z.array(key), next: z.string().optional() });

const COLUMNS: Columns<Key> = {
  key: ({ id }) => id,
  tenant: ({ tenant }) => tenant,
  name: ({ name }) => name,
  role: ({ role }) => role,
  venues: ({ venues }) => venues ?? 'all',
  from: ({ source }) => source,
  created: ({ createdAt }) => createdAt.slice(0, 10),
  expires: ({ expiresAt }) => expiresAt?.slice(0, 10),
  'last used': ({ lastUsedAt }) => lastUsedAt?.slice(0, 16).replace('T', ' '),
};

const TENANT = ['--tenant <tenant>', 'the tenant; without it: keys of the installation'] as const;
const at = ({ tenant }: Options) =>
  tenant === undefined ? '/v1/system/keys' : `/v1/tenants/${encodeURIComponent(tenant)}/keys`;

type Group = Parameters<Family>[0];

export const keys: Family = (program, io) => {
  const group = program.command('keys').description('API keys of a tenant or of the installation');
  for (const add of [listKeys, createKey, rotateKey, revokeKey]) add(group, io);
};

function listKeys(group: Group, io: Io): void {
  group
    .command('list')
    .description('keys, without their secrets')
    .option(...TENANT)
    .action(async (_, command) => {
      const options = command.optsWithGlobals() as Options;
      const items = await connect(options, io).all(at(options), page);
      show(
        io,
        options.json ?? false,
        { items },
        { rows: items, columns: COLUMNS, none: 'there is no key: signalbox keys create <name>' },
      );
    });
}

function createKey(group: Group, io: Io): void {
  group
    .command('create')
    .description('make a key; its secret is shown this once')
    .argument('<name>', 'what it is for')
    .option(...TENANT)
    .addOption(
      new Option('--role <role>', 'default application; for the installation admin').choices([
        'admin',
        'owner',
        'supervisor',
        'application',
      ]),
    )
    .option('--venues <a,b>', 'only these venues', list)
    .option('--expires <time>', 'no longer accepted from then on, such as 2027-01-01T00:00:00Z')
    .addHelpText(
      'after',
      '\nExamples:\n  signalbox keys create router --tenant acme\n  signalbox keys create ops --role admin\n  KEY=$(signalbox keys create bot --tenant acme --json | jq -r .secret)',
    )
    .action(async (name: string, _, command) => {
      const options = command.optsWithGlobals() as Options;
      const { tenant, role = tenant === undefined ? 'admin' : 'application', venues, expires } = options;
      const body = { name, role, ...(venues && { venues }), ...(expires !== undefined && { expiresAt: expires }) };
      printSecret(await connect(options, io).post(at(options), key, { body }), options, io);
    });
}

function rotateKey(group: Group, io: Io): void {
  group
    .command('rotate')
    .description('give a key another secret; the old one may overlap')
    .argument('<key>', 'its id')
    .option(...TENANT)
    .option('--overlap <seconds>', 'how long the old secret is accepted, too; default 0', whole)
    .action(async (id: string, _, command) => {
      const options = command.optsWithGlobals() as Options & { overlap?: number };
      const body = options.overlap === undefined ? {} : { overlapSeconds: options.overlap };
      printSecret(
        await connect(options, io).post(`${at(options)}/${encodeURIComponent(id)}/rotate`, key, { body }),
        options,
        io,
      );
    });
}

function revokeKey(group: Group, io: Io): void {
  group
    .command('revoke')
    .description('stop accepting a key; its sockets are closed')
    .argument('<key>', 'its id')
    .option(...TENANT)
    .action(async (id: string, _, command) => {
      const options = command.optsWithGlobals() as Options;
      const answer = await connect(options, io).post(`${at(options)}/${encodeURIComponent(id)}/revoke`, z.unknown());
      if (options.json) io.out(JSON.stringify(answer, null, 2));
      else io.err(`key ${id} is no longer accepted`);
    });
}

/** The secret alone on standard output, so that it can be piped; what is said about it beside. */
function printSecret(made: Key, { json = false }: Options, io: Io): void {
  if (json) return io.out(JSON.stringify(made, null, 2));
  io.err(`key ${made.id} (${made.name}, ${made.role}): its secret is shown this once`);
  if (made.secret !== undefined) io.out(made.secret);
}
