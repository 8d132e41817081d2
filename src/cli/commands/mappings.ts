/** `signalbox mappings …`: look at the mapping, try it, change it, go back. Whatever has flaws is refused with file and line. */
import { z } from 'zod';
import { connect, type Global } from '../access';
import { CliError, EXIT } from '../cliError';
import type { Client } from '../client';
import type { Family } from '../family';
import type { Io } from '../io';
import { printChanged, printDifference, showVersion, type Version, version } from '../mappingText';
import { whole } from '../optionValues';
import { printable } from '../paint';
import { second, show } from '../table';
import { printTrial } from '../trialText';
import { fileAt } from '../yamlFile';

const BASE = '/v1/system/mapping';
interface Options extends Global {
  readonly comment?: string;
  readonly dryRun?: boolean;
  readonly exitCode?: boolean;
  readonly version?: number;
  readonly limit?: number;
}

const flaw = z.looseObject({
  path: z.string(),
  message: z.string(),
  line: z.number().optional(),
  file: z.string().optional(),
});
const versions = z.object({ items: z.array(version), next: z.string().optional() });

/** A file or folder as the gateway takes it, with the line of each place. */
const send = (client: Client, path: string, file: string, more: object = {}) => {
  const { input, place } = fileAt(file);
  return client.send(`${BASE}${path}`, { method: 'POST', body: input, place, ...more });
};

type Group = Parameters<Family>[0];

export const mappings: Family = (program, io) => {
  const group = program
    .command('mappings')
    .description('which calls go to which tenant and application: look, try, change, go back');
  for (const add of [showMapping, exportMapping, validateFile, diffFile, applyFile, follow, history, rollBack, tryCall])
    add(group, io);
};

const optionsOf = (command: { optsWithGlobals(): unknown }): Options => command.optsWithGlobals() as Options;
const FILE = ['<file>', 'mapping file or folder'] as const;

function showMapping(group: Group, io: Io): void {
  group
    .command('show')
    .description('the version in force, who applied it, and a file that is not')
    .action(async (_, command) => {
      const options = optionsOf(command);
      const { data } = await connect(options, io).send(BASE);
      showVersion(data, options, io);
    });
}

function exportMapping(group: Group, io: Io): void {
  group
    .command('export')
    .description('the mapping as YAML, ready to be edited and applied')
    .option('--version <number>', 'another version than the one in force', whole)
    .addHelpText('after', '\nExamples:\n  signalbox mappings export > mapping.yaml')
    .action(async (_, command) => {
      const { version: wanted, ...options } = optionsOf(command);
      io.out((await connect(options, io).text(`${BASE}/export`, { version: wanted })).trimEnd());
    });
}

function validateFile(group: Group, io: Io): void {
  group
    .command('validate')
    .description('every flaw of a file, with line and reason; nothing changes')
    .argument(...FILE)
    .action(async (file: string, _, command) => {
      const options = optionsOf(command);
      const { place } = fileAt(file);
      const { data } = await send(connect(options, io), '/validate', file);
      const { valid, flaws, warnings } = z
        .looseObject({ valid: z.boolean(), flaws: z.array(flaw), warnings: z.array(flaw).default([]) })
        .parse(data);
      if (options.json) io.out(JSON.stringify(data, null, 2));
      else for (const { path, message } of [...flaws, ...warnings]) io.out(printable(`${place(path)}: ${message}`));
      if (!valid)
        throw new CliError(
          options.json ? '' : `${file} has ${flaws.length} flaws and would not be applied`,
          EXIT.refused,
        );
      if (!options.json) io.out(`${file} may be applied`);
    });
}

function diffFile(group: Group, io: Io): void {
  group
    .command('diff')
    .description('what a file would change, and what follows; nothing changes')
    .argument(...FILE)
    .option('--exit-code', 'end with 4 when there is a difference')
    .action(async (file: string, _, command) => {
      const options = optionsOf(command);
      const { data } = await send(connect(options, io), '/diff', file);
      const { changes } = printDifference(data, options, io);
      if (options.exitCode && changes > 0) throw new CliError('', EXIT.found);
    });
}

function applyFile(group: Group, io: Io): void {
  group
    .command('apply')
    .description('put a file in force from the next call on; a flaw anywhere changes nothing')
    .argument(...FILE)
    .option('--comment <why>', 'for the history')
    .option('--dry-run', 'only say what would change and what follows')
    .addHelpText(
      'after',
      '\nExamples:\n  signalbox mappings apply mapping.yaml --dry-run\n  signalbox mappings apply mapping.yaml --comment "second PBX"',
    )
    .action(async (file: string, _, command) => {
      const options = optionsOf(command);
      const client = connect(options, io);
      const { data } = await send(client, '/apply', file, {
        query: changeOf(options),
        headers: await condition(client),
      });
      printChanged(data, options, io);
    });
}

function follow(group: Group, io: Io): void {
  group
    .command('follow')
    .description(
      'put the file in force that the gateway watches, which waits when both it and the mapping were changed',
    )
    .option('--force', 'also when the mapping was changed meanwhile: that change is gone then')
    .option('--comment <why>', 'for the history')
    .action(async (_, command) => {
      const { force, comment, ...options } = command.optsWithGlobals() as Options & { readonly force?: boolean };
      const client = connect(options, io);
      const query = { comment, ...(force && { force: 'true' }) };
      const ask = { method: 'POST', body: {}, query, headers: await condition(client) } as const;
      const { data } = await client.send(`${BASE}/file/apply`, ask);
      const { outcome, version: now } = z.looseObject({ outcome: z.string(), version: z.number() }).parse(data);
      if (options.json) io.out(JSON.stringify(data, null, 2));
      else
        io.err(
          outcome === 'applied' ? `version ${now} is in force from the next call on` : 'there is nothing new in it',
        );
    });
}

function history(group: Group, io: Io): void {
  group
    .command('history')
    .description('versions, newest first, with who applied each and why')
    .option('--limit <number>', 'how many; default 20', whole)
    .action(async (_, command) => {
      const { limit = 20, ...options } = command.optsWithGlobals() as Options;
      const { items } = await connect(options, io).get(`${BASE}/versions`, versions, { limit });
      const columns = {
        version: (one: Version) => one.version,
        applied: (one: Version) => second(one.appliedAt),
        from: (one: Version) => one.source,
        by: (one: Version) => one.author,
        comment: (one: Version) => one.comment,
      };
      show(io, options.json ?? false, { items }, { rows: items, columns, none: 'no mapping was applied yet' });
    });
}

function rollBack(group: Group, io: Io): void {
  group
    .command('rollback')
    .description('put an earlier version in force again, as a new one')
    .argument('<version>', 'its number, from the history', whole)
    .option('--comment <why>', 'for the history')
    .option('--dry-run', 'only say what would change and what follows')
    .action(async (to: number, _, command) => {
      const options = command.optsWithGlobals() as Options;
      const client = connect(options, io);
      const ask = { method: 'POST', body: {}, query: changeOf(options), headers: await condition(client) } as const;
      printChanged((await client.send(`${BASE}/versions/${to}/rollback`, ask)).data, options, io);
    });
}

function tryCall(group: Group, io: Io): void {
  group
    .command('try')
    .description('which venue, application and tenant a call would reach, and which keys decide; nothing is called')
    .argument('<point>', 'routing point, as <pbx>/<name>')
    .argument('<number>', 'the number dialled')
    .option('--from <number>', 'who calls')
    .option('--trunk <name>', 'the trunk it comes by')
    .option('--context <context>', 'dialplan context it comes by')
    .option('--mapping <file>', 'try a file instead of the mapping in force')
    .addHelpText(
      'after',
      '\nExamples:\n  signalbox mappings try demo/main 493023125100\n  signalbox mappings try demo/main 493023125100 --mapping new.yaml',
    )
    .action(async (routingPoint: string, dnis: string, _, command) => {
      const { from, trunk, context, mapping, ...options } = command.optsWithGlobals() as Options &
        Record<string, string>;
      const call = {
        routingPoint,
        dnis,
        ...(from && { ani: from }),
        ...(trunk && { trunk }),
        ...(context && { context }),
      };
      const body = { call, ...(mapping && { mapping: fileAt(mapping).input }) };
      const { data } = await connect(options, io).send(`${BASE}/dry-run`, { method: 'POST', body });
      if (options.json) io.out(JSON.stringify(data, null, 2));
      else printTrial(data, io);
    });
}

/** Somebody else may have changed it since we looked: then the gateway refuses. */
async function condition(client: Client): Promise<Readonly<Record<string, string>>> {
  const { etag } = await client.send(BASE).catch((error: unknown) => {
    if (error instanceof CliError && error.exitCode === EXIT.refused) return { etag: undefined }; // no mapping yet
    throw error;
  });
  return { 'if-match': etag ?? '*' };
}

const changeOf = ({ comment, dryRun }: Options) => ({ comment, ...(dryRun && { preview: 'true' }) });
