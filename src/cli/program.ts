/**
 * The command table: every command with its options and examples, made of one file per family. Help, completion and
 * docs/cli.md are made of it, so that none of them can say what is not there.
 */
import { Command, CommanderError } from 'commander';
import { CliError, EXIT, type ExitCode } from './cliError';
import { agents } from './commands/agents';
import { audit } from './commands/audit';
import { backup } from './commands/backup';
import { callbacks } from './commands/callbacks';
import { completion } from './commands/completion';
import { customers } from './commands/customers';
import { dialplan } from './commands/dialplan';
import { doctor } from './commands/doctor';
import { keys } from './commands/keys';
import { mappings } from './commands/mappings';
import { moving } from './commands/moving';
import { offers } from './commands/offers';
import { prompts } from './commands/prompts';
import { queues } from './commands/queues';
import { recordings } from './commands/recordings';
import { reports } from './commands/reports';
import { start } from './commands/start';
import { tail } from './commands/tail';
import { tenants } from './commands/tenants';
import { users } from './commands/users';
import { version } from './commands/version';
import { webhooks } from './commands/webhooks';
import { why } from './commands/why';
import { workstations } from './commands/workstations';
import type { Family } from './family';
import type { Io } from './io';

const FAMILIES: readonly Family[] = [
  start,
  doctor,
  why,
  tail,
  mappings,
  tenants,
  keys,
  users,
  queues,
  agents,
  offers,
  callbacks,
  workstations,
  webhooks,
  prompts,
  recordings,
  customers,
  audit,
  reports,
  dialplan,
  backup,
  moving,
  completion,
  version,
];

/** The whole table, ready to be parsed. */
export function program(io: Io): Command {
  const root = new Command('signalbox')
    .description('Signalbox, the CTI gateway for Asterisk: runs it, looks after it, explains what it did.')
    .option('--url <address>', 'the gateway; default SIGNALBOX_URL, else this machine at SIGNALBOX_PORT')
    .option(
      '--key <key>',
      'a key; default SIGNALBOX_KEY, SIGNALBOX_ADMIN_KEY, else admin.key in SIGNALBOX_DATA (./data)',
    )
    .option('--json', 'print JSON for machines')
    .helpCommand('help [command...]', 'help for a command')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text.trimEnd()),
      writeErr: (text) => io.err(text.trimEnd()),
      outputError: () => {},
    });
  for (const family of FAMILIES) family(root, io);
  return root;
}

/** Runs one command line (without `node` and the script); says the exit code. Never throws. */
export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  const root = program(io);
  try {
    if (args.length === 0) root.outputHelp();
    else await root.parseAsync(helpLast(root, args), { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    return ended(error, args, io);
  }
}

/** `help mappings apply` as `mappings apply --help`: the library looks one word deep. */
function helpLast(root: Command, [first = '', ...words]: readonly string[]): string[] {
  if (first !== 'help' || words.length === 0) return [first, ...words];
  let command: Command | undefined = root;
  for (const word of words) command = command?.commands.find((sub) => sub.name() === word);
  if (!command) throw new CliError(`unknown command '${words.join(' ')}'; see: signalbox help`, EXIT.usage);
  return [...words, '--help'];
}

function ended(error: unknown, args: readonly string[], io: Io): ExitCode {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.ok;
    if (error.code === 'commander.help') return EXIT.usage; // a family without its verb: the help was shown
    const words = error.message.replace(/^error: /, '').trim();
    const known = error.code === 'commander.unknownCommand' ? undefined : args.find((arg) => /^[a-z]/.test(arg));
    io.err(`signalbox: ${words}; see: signalbox help ${known ?? ''}`.trimEnd());
    return EXIT.usage;
  }
  if (error instanceof CliError) {
    if (error.message !== '') io.err(`signalbox: ${error.message}`);
    return error.exitCode;
  }
  const { code, message } = error as NodeJS.ErrnoException;
  // A file that is not there or may not be read is no defect of ours.
  io.err(
    `signalbox: ${code === undefined ? `a defect, please report it: ${(error as Error).stack ?? error}` : message}`,
  );
  return EXIT.failed;
}
