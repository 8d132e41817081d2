/** `signalbox dialplan`: what belongs into the files of an Asterisk, for the mapping in force or a file. */
import { InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { flawsOf } from '../../core/flaws';
import { byName, type Mapping, mapping as mappingSchema } from '../../core/mapping';
import { readMapping } from '../../mapping/mappingFile';
import { MappingFileError } from '../../mapping/mappingText';
import { connect, type Global, localConfig } from '../access';
import { CliError, EXIT } from '../cliError';
import { extensionsOf } from '../dialplan/extensions';
import { SETTINGS, type Settings, settingsOf } from '../dialplan/settings';
import type { Family } from '../family';
import type { Io } from '../io';

interface Options extends Global {
  readonly pbx?: string;
  readonly node?: string;
  readonly context: Readonly<Record<string, string>>;
  readonly onlyMapped?: boolean;
  readonly fallback: boolean;
  readonly for: Settings | 'extensions.conf';
}

export const dialplan: Family = (program, io) => {
  program
    .command('dialplan')
    .description('print extensions.conf for the mapping: each call asks the gateway, and falls back without it')
    .argument('[mapping]', 'mapping file or folder; default: the mapping in force')
    .option('--pbx <name>', 'the PBX of the mapping; needed when it has several')
    .option('--node <name>', 'node of the gateway; default SIGNALBOX_NODE (main)')
    .option('--context <point=context>', 'context of the calls of a routing point; default sb-<point>', contexts, {})
    .option('--only-mapped', 'numbers of the mapping alone; else every number reaches the gateway')
    .option('--no-fallback', 'leave out the contexts that callers fall back to: you have your own')
    .addOption(
      new Option('--for <file>', 'another file').choices(['extensions.conf', ...SETTINGS]).default('extensions.conf'),
    )
    .addHelpText(
      'after',
      `
Examples:
  signalbox dialplan > /etc/asterisk/signalbox.conf
  signalbox dialplan mappings/ --pbx berlin --context main=from-trunk
  signalbox dialplan --for ari.conf`,
    )
    .action(async (file: string | undefined, _, command) => {
      const options = command.optsWithGlobals() as Options;
      const mapping = file === undefined ? await inForce(options, io) : fromFile(file);
      const pbx = pbxOf(mapping, options.pbx);
      io.out(print(mapping, pbx, options, io).trimEnd());
    });
};

function print(mapping: Mapping, pbx: string, options: Options, io: Io): string {
  const config = mapping.pbxs[pbx];
  if (!config) throw new CliError(`the mapping has no PBX ${pbx}`, EXIT.usage);
  const { context, onlyMapped = false, fallback } = options;
  const [point = 'main'] = Object.keys(config.routingPoints);
  if (options.for !== 'extensions.conf') return settingsOf(options.for, config, context[point] ?? `sb-${point}`);
  for (const name of Object.keys(context))
    if (!config.routingPoints[name]) throw new CliError(`PBX ${pbx} has no routing point ${name}`, EXIT.usage);
  const node = options.node ?? localConfig(io.env).node;
  return extensionsOf(mapping, { pbx, node, contexts: context, onlyMapped, noFallback: !fallback });
}

function contexts(text: string, before: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [, point, context] = /^([a-z0-9-]+)=([\w-]{1,79})$/.exec(text) ?? [];
  if (point === undefined || context === undefined)
    throw new InvalidArgumentError('it takes <routing point>=<context>.');
  return { ...before, [point]: context };
}

/** One Asterisk needs no name. */
function pbxOf(mapping: Mapping, name: string | undefined): string {
  if (name !== undefined) return name;
  const all = Object.keys(mapping.pbxs);
  const real = all.filter((one) => mapping.pbxs[one]?.kind === 'asterisk');
  const [only, ...more] = real.length > 0 ? real : all;
  if (only === undefined) throw new CliError('the mapping has no PBX');
  if (more.length > 0)
    throw new CliError(`the mapping has several PBXs, say which: --pbx ${[only, ...more].join(' | ')}`, EXIT.usage);
  return only;
}

async function inForce(options: Global, io: Io): Promise<Mapping> {
  const applied = await connect(options, io).get('/v1/system/mapping', z.looseObject({ mapping: z.unknown() }));
  return byName(mappingSchema.parse(applied.mapping));
}

function fromFile(file: string): Mapping {
  try {
    const { input, place } = readMapping(file);
    const read = mappingSchema.safeParse(input);
    if (read.success) return byName(read.data);
    const flaws = flawsOf(read.error).map(({ path, message }) => `  ${place(path)} ${path}: ${message}`);
    throw new CliError(`${file} is no mapping:\n${flaws.join('\n')}`, EXIT.refused);
  } catch (error) {
    if (error instanceof MappingFileError) throw new CliError(error.message, EXIT.refused);
    throw error;
  }
}
