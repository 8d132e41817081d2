/** `signalbox start`: runs the gateway in this process, until Ctrl-C or SIGTERM. `node dist/src/main.js` is the same. */
import { type Config, ConfigError, readConfig } from '../../config';
import { CliError, EXIT } from '../cliError';
import type { Family } from '../family';
import type { Environment, Io } from '../io';

/** Option → variable that it stands for. */
const VARIABLES = {
  config: 'SIGNALBOX_CONFIG',
  data: 'SIGNALBOX_DATA',
  mappings: 'SIGNALBOX_MAPPINGS',
  host: 'SIGNALBOX_HOST',
  port: 'SIGNALBOX_PORT',
} as const;
type Options = Readonly<Partial<Record<keyof typeof VARIABLES, string>>>;

export const start: Family = (program, io) => {
  program
    .command('start')
    .description('run the gateway in the foreground until Ctrl-C; docs/configuration.md lists every setting')
    .option('--config <file>', 'YAML file with settings (SIGNALBOX_CONFIG)')
    .option('--data <folder>', 'data folder (SIGNALBOX_DATA)')
    .option('--mappings <file>', 'mapping file or folder (SIGNALBOX_MAPPINGS)')
    .option('--host <address>', 'address to listen on (SIGNALBOX_HOST)')
    .option('--port <number>', 'port to listen on; 0 takes a free one (SIGNALBOX_PORT)')
    .addHelpText(
      'after',
      `
Examples:
  signalbox start
  signalbox start --config /etc/signalbox.yaml --data /var/lib/signalbox`,
    )
    .action((options: Options) => runGateway(withOptions(io.env, options), io));
};

function withOptions(env: Environment, options: Options): Environment {
  const given = Object.entries(VARIABLES).flatMap(([option, variable]) => {
    const value = options[option as keyof Options];
    return value === undefined ? [] : [[variable, value] as const];
  });
  return { ...env, ...Object.fromEntries(given) };
}

/** Resolves once the gateway has ended in good order. */
async function runGateway(env: Environment, io: Io): Promise<void> {
  try {
    const config = readConfig(env, (message) => io.err(message));
    // Loaded here alone: the other commands need nothing of a gateway and should begin at once.
    const { gateway } = require('../../gateway') as typeof import('../../gateway');
    const running = gateway(config, env);
    const asked = new Promise<void>((resolve) => io.signal.addEventListener('abort', () => resolve()));
    // Also while it starts: who waits for a store that does not answer can give up.
    const ended = asked.then(() => running.stop());
    const url = await Promise.race([running.start(), ended]);
    if (url !== undefined) {
      io.out(`Signalbox ready: ${url}`);
      io.out(next(url, config));
    }
    await ended;
  } catch (error) {
    const words = `Signalbox could not start: ${error instanceof Error ? error.message : String(error)}`;
    throw new CliError(words, error instanceof ConfigError ? EXIT.config : EXIT.failed);
  }
}

/** What to look at and type next; settings that differ from the defaults are part of the commands. */
function next(url: string, { data, mappings }: Config): string {
  const where = url === 'http://127.0.0.1:8080' ? '' : `SIGNALBOX_URL=${url} `;
  const key = data === './data' ? '' : `SIGNALBOX_DATA=${data} `;
  const tenant = mappings.endsWith('demo.yaml') ? 'acme' : '<tenant>';
  return `  look:  ${url}/openapi.json (the admin key is in ${data}/admin.key)
  watch: ${where}${key}npx signalbox tail ${tenant}
  next:  ${where}node examples/feed-application.mjs   (a tenant's program that answers the calls)`;
}
