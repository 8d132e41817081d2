/** `signalbox export` and `import`: tenants from one store to another, while no gateway runs on either. */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { ConfigError, readConfig } from '../../config';
import { openable } from '../../gateway';
import type { Store } from '../../ports/store';
import { CliError, EXIT } from '../cliError';
import type { Family } from '../family';
import type { Environment, Io } from '../io';
import { importFile, linesOf } from '../tenantFile';

interface Where {
  readonly data?: string;
  readonly mongodb?: string;
}

const DATA = ['--data <folder>', 'the embedded store in this data folder'] as const;
const MONGODB = [
  '--mongodb <uri>',
  'the database at this address; else SIGNALBOX_MONGODB_URI, else SIGNALBOX_DATA',
] as const;

export const moving: Family = (program, io) => {
  program
    .command('export [tenant...]')
    .description('write tenants as stored, record by record, into a file; without a name all of them, system included')
    .option(...DATA)
    .option(...MONGODB)
    .option('--output <file>', 'where to write; default: standard output')
    .addHelpText(
      'after',
      `
No gateway may run on the store: what is written meanwhile would be half in the file.

Examples:
  signalbox export acme --output acme.jsonl
  signalbox export --data /var/lib/signalbox --output everything.jsonl`,
    )
    .action((tenants: string[], options: Where & { output?: string }) =>
      within(io, options, (store) => exportTenants(io, store, tenants, options.output)),
    );
  program
    .command('import <file>')
    .description('write the tenants of a file that export made into a store that does not have them')
    .option(...DATA)
    .option(...MONGODB)
    .option('--replace', 'drop a tenant that is there first')
    .addHelpText(
      'after',
      `
Secrets stay sealed: the store needs the secret.key (SIGNALBOX_SECRET_KEY) of the installation they come from.

Examples:
  signalbox import everything.jsonl --mongodb mongodb://127.0.0.1:27017/signalbox
  signalbox import acme.jsonl --data ./data --replace`,
    )
    .action((file: string, options: Where & { replace?: boolean }) =>
      within(io, options, async (store) => {
        for (const { tenant, items } of await importFile(store, file, options.replace === true))
          io.err(`${tenant}: ${items} records and documents`);
      }),
    );
};

/** Opens the store, and closes it whatever happens. */
async function within(io: Io, { data, mongodb }: Where, work: (store: Store) => Promise<void>): Promise<void> {
  if (data !== undefined && mongodb !== undefined)
    throw new CliError('either --data or --mongodb, not both', EXIT.usage);
  const { SIGNALBOX_MONGODB_URI: _, ...env } = io.env;
  const chosen = {
    ...(data === undefined ? io.env : env),
    ...(data !== undefined && { SIGNALBOX_DATA: data }),
    ...(mongodb !== undefined && { SIGNALBOX_MONGODB_URI: mongodb }),
  };
  const store = await opened(io, chosen);
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

async function opened(io: Io, env: Environment): Promise<Store> {
  try {
    const store = openable(readConfig(env, (message) => io.err(message)));
    await store.open();
    return store;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new CliError(words, error instanceof ConfigError ? EXIT.config : EXIT.failed);
  }
}

async function exportTenants(io: Io, store: Store, wanted: readonly string[], output?: string): Promise<void> {
  const known = await store.tenants();
  const strange = wanted.find((tenant) => !known.includes(tenant));
  if (strange !== undefined)
    throw new CliError(`there is no tenant ${strange}; there are: ${known.join(', ') || 'none'}`);
  const write = output === undefined ? undefined : createWriteStream(output, { mode: 0o600 });
  if (write) await once(write, 'open');
  for (const tenant of wanted.length > 0 ? wanted : known) {
    const lines = linesOf(store, tenant);
    for (let line = await lines.next(); ; line = await lines.next()) {
      if (line.done) {
        io.err(`${tenant}: ${line.value.items} records and documents`);
        break;
      }
      if (!write) io.out(line.value);
      else if (!write.write(`${line.value}\n`)) await once(write, 'drain');
    }
  }
  if (write) {
    write.end();
    await finished(write);
  }
}
