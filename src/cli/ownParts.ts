/** `set` and `delete` of what the owner of a tenant sets up: queues, agents and workstations, in force at once. */
import type { Command } from 'commander';
import { connect, type Global } from './access';
import { CliError, EXIT } from './cliError';
import type { Io } from './io';
import { inTenant, TENANT } from './tenantPath';
import { fileAt } from './yamlFile';

type Options = Global & { readonly tenant: string };

/** `S`: the options beside a file. */
export interface OwnPartCommands<S extends object = object> {
  /** As in the path of the API. */
  readonly part: 'queues' | 'agents' | 'workstations';
  readonly one: string;
  /** Options beside a file, added to `set`. */
  readonly options?: (set: Command) => Command;
  /** What they say, as the mapping has it; undefined values are left out. */
  readonly body?: (options: S) => Readonly<Record<string, unknown>>;
  readonly example: string;
}

const article = (one: string): string => (/^[aeiou]/.test(one) ? 'an' : 'a');

export function ownPart<S extends object>(group: Command, io: Io, of: OwnPartCommands<S>): void {
  const { part, one, options, body, example } = of;
  const set = group
    .command('set')
    .description(`make or replace ${article(one)} ${one}, in force at once`)
    .argument(`<${one}>`, 'its name')
    .argument('[file]', `YAML or JSON, as a mapping has it below ${part}`)
    .requiredOption(...TENANT)
    .addHelpText('after', `\nExample:\n  ${example}`);
  (options?.(set) ?? set).action(async (name: string, file: string | undefined, _, command: Command) => {
    const given = command.optsWithGlobals<Options & S>();
    const read = file === undefined ? undefined : fileAt(file);
    const more = Object.entries(body?.(given) ?? {}).filter(([, value]) => value !== undefined);
    if (!read && more.length === 0)
      throw new CliError(`a file is needed${options ? ', or an option' : ''}`, EXIT.usage);
    const path = inTenant(given.tenant, part, name);
    const place = read && (more.length === 0 ? read.place : undefined);
    const put = { ...(read?.input as object | undefined), ...Object.fromEntries(more) };
    const { data } = await connect(given, io).send(path, { method: 'PUT', body: put, ...(place && { place }) });
    if (given.json) io.out(JSON.stringify(data, null, 2));
    else io.out(`${one} ${name} is in force`);
  });
  group
    .command('delete')
    .description(`take ${article(one)} ${one} away; refused while anything else needs it`)
    .argument(`<${one}>`, 'its name')
    .requiredOption(...TENANT)
    .action(async (name: string, _, command: Command) => {
      const given = command.optsWithGlobals<Options>();
      const { data } = await connect(given, io).send(inTenant(given.tenant, part, name), { method: 'DELETE' });
      if (given.json) io.out(JSON.stringify(data, null, 2));
      else io.out(`${one} ${name} is no more`);
    });
}
