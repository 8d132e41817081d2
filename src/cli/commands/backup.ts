/** `signalbox backup`, `restore` and `migrate`: the data folder of this machine, with and without a running gateway. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BackupReport, makeBackup } from '../../store/embedded/backup';
import { inspectBackup, obstacleIn, restoreBackup } from '../../store/embedded/restore';
import { plannedUpgrade, upgradeStore } from '../../store/embedded/upgrade';
import { VERSION } from '../../version';
import { type Global, localConfig } from '../access';
import { CliError, EXIT } from '../cliError';
import type { Family } from '../family';
import type { Environment, Io } from '../io';
import { show } from '../table';

interface Options extends Global {
  readonly data?: string;
  readonly withKeys?: boolean;
  readonly keys?: string;
  readonly withoutKeys?: boolean;
  readonly dryRun?: boolean;
}

const DATA = ['--data <folder>', 'data folder; default SIGNALBOX_DATA (./data)'] as const;

export const backup: Family = (program, io) => {
  program
    .command('backup')
    .description('copy everything into one file, while the gateway runs; keys are kept apart')
    .argument('<file>', 'a file that is not there yet')
    .option(...DATA)
    .option(
      '--with-keys',
      'write admin and secret key beside it, to <file>.keys: whoever has both files reads every secret',
    )
    .addHelpText('after', '\nExamples:\n  signalbox backup /backup/signalbox-$(date +%F).db')
    .action((file: string, _, command) => makeCopy(file, command.optsWithGlobals(), io));
  program
    .command('restore')
    .description('make the data folder of a new machine from a backup; refuses one that is not empty')
    .argument('<file>', 'what backup wrote')
    .option(...DATA)
    .option('--keys <file>', 'what backup --with-keys wrote')
    .option('--without-keys', 'go on without the secret key: passwords and other secrets in the backup are lost')
    .addHelpText(
      'after',
      '\nExamples:\n  signalbox restore signalbox-2026-11-21.db --keys signalbox-2026-11-21.db.keys',
    )
    .action((file: string, _, command) => restoreCopy(file, command.optsWithGlobals(), io));
  program
    .command('migrate')
    .description('bring the store to the shape of this version; the next start would do the same')
    .option(...DATA)
    .option('--dry-run', 'only say what would be done')
    .addHelpText('after', '\nExamples:\n  signalbox migrate --dry-run')
    .action((_, command) => migrate(command.optsWithGlobals(), io));
};

function makeCopy(file: string, options: Options, io: Io): void {
  const data = dataFolder(options, io.env);
  const secret = secretKey(data, io.env);
  const facts = { version: VERSION, madeAt: new Date(io.now()).toISOString(), secretKeyHash: fingerprint(secret) };
  const report = withWords(() => makeBackup(data, file, facts));
  if (options.withKeys) {
    const admin = keyIn(data, 'admin') ?? localConfig(io.env).adminKey;
    writeFileSync(`${file}.keys`, `${JSON.stringify({ admin, secret }, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  }
  printReport(report, options, io);
  io.err(options.withKeys ? withKeysNote(file) : noKeysNote(data));
}

const withKeysNote = (file: string): string =>
  `${file}.keys holds the keys: keep it apart from the backup. Who has both reads every secret.`;
const noKeysNote = (data: string): string =>
  `KEYS ARE NOT IN IT. Keep a copy of ${path.join(data, 'secret.key')} (or SIGNALBOX_SECRET_KEY) elsewhere: without it no secret in the backup can be read.`;

function restoreCopy(file: string, options: Options, io: Io): void {
  const data = dataFolder(options, io.env);
  const report = withWords(() => inspectBackup(file));
  const obstacle = obstacleIn(data);
  if (obstacle !== undefined) throw new CliError(obstacle, EXIT.refused);
  const keys = options.keys === undefined ? {} : readKeys(options.keys);
  const secret = keys.secret ?? secretKeyIfThere(data, io.env);
  if (secret === undefined && !options.withoutKeys)
    throw new CliError(
      'the secret key is needed: --keys <file>, secret.key in the data folder, or SIGNALBOX_SECRET_KEY; --without-keys gives the secrets up',
      EXIT.refused,
    );
  if (secret !== undefined && fingerprint(secret) !== report.secretKeyHash)
    throw new CliError('this is not the secret key that the backup was made with', EXIT.refused);
  withWords(() => restoreBackup(file, data));
  for (const name of ['admin', 'secret'] as const)
    if (keys[name] !== undefined) writeFileSync(path.join(data, `${name}.key`), `${keys[name]}\n`, { mode: 0o600 });
  printReport(report, options, io);
  io.err(`restored to ${data}; start it with: signalbox start`);
}

function migrate(options: Options, io: Io): void {
  const data = dataFolder(options, io.env);
  const { from, to } = withWords(() => (options.dryRun ? plannedUpgrade(data) : upgradeStore(data)));
  if (options.json) return io.out(JSON.stringify({ from, to, done: !options.dryRun }, null, 2));
  if (from === to) return io.out(`the store in ${data} has schema ${to}: nothing to do`);
  io.out(`schema ${from} -> ${to}${options.dryRun ? ' (not done: --dry-run)' : ': done'}`);
  if (options.dryRun) io.err('there is no way back but a backup: signalbox backup <file>');
}

function printReport(report: BackupReport, { json = false }: Options, io: Io): void {
  const columns = {
    tenant: (one: BackupReport['journals'][number]) => one.tenant,
    records: (one: BackupReport['journals'][number]) => one.records,
    'from sequence': (one: BackupReport['journals'][number]) => one.firstSeq,
    'to sequence': (one: BackupReport['journals'][number]) => one.lastSeq,
  };
  show(io, json, report, { rows: report.journals, columns, none: 'the store is empty' });
  if (!json)
    io.err(
      `made ${report.madeAt} by version ${report.version}, schema ${report.schema}, ${report.mediaFiles} media files`,
    );
}

function dataFolder({ data }: Options, env: Environment): string {
  if (data !== undefined) return data;
  const config = localConfig(env);
  if (config.mongodbUri !== undefined)
    throw new CliError(
      'the store is MongoDB: use mongodump and mongorestore; --data names an embedded store all the same',
      EXIT.usage,
    );
  return config.data;
}

/** Tells keys apart and gives nothing of them away. */
const fingerprint = (secret: string): string =>
  createHash('sha256').update(`backup ${secret}`).digest('hex').slice(0, 32);

function secretKey(data: string, env: Environment): string {
  const key = secretKeyIfThere(data, env);
  if (key === undefined)
    throw new CliError(
      `there is no ${path.join(data, 'secret.key')}: is this the data folder of a gateway that was started?`,
    );
  return key;
}

const secretKeyIfThere = (data: string, env: Environment): string | undefined =>
  localConfig(env).secretKey ?? keyIn(data, 'secret');

function keyIn(data: string, name: 'admin' | 'secret'): string | undefined {
  const file = path.join(data, `${name}.key`);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

function readKeys(file: string): { readonly admin?: string; readonly secret?: string } {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new CliError(`${file} cannot be read as what backup --with-keys wrote`);
  }
}

/** The store says what is wrong in words. */
function withWords<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new CliError(error instanceof Error ? error.message : String(error), EXIT.refused);
  }
}
