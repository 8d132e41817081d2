/** `signalbox tail`: the feed of a tenant, one line per event. */
import { InvalidArgumentError } from 'commander';
import { type Global, reach } from '../access';
import type { Family } from '../family';
import { follow } from '../follow';
import { list } from '../optionValues';

interface Options extends Global {
  readonly after?: number;
  readonly types?: readonly string[];
}

export const tail: Family = (program, io) => {
  program
    .command('tail')
    .description('print the feed of a tenant, one line per event, until Ctrl-C')
    .argument('<tenant>', 'the tenant; system for the installation')
    .option('--after <sequence>', 'from this sequence on; 0 is the oldest kept; default: from now', sequence)
    .option('--types <a,b>', 'only these event types', list)
    .addHelpText(
      'after',
      `
Examples:
  signalbox tail acme
  signalbox tail acme --types call.offered,call.cleared
  signalbox tail acme --after 0 --json | jq .data`,
    )
    .action((tenant: string, _, command) => {
      const { after, types, json = false, ...global } = command.optsWithGlobals() as Options;
      const { url, key } = reach(global, io.env);
      const options = { tenant, url, key, json, ...(after !== undefined && { after }), ...(types && { types }) };
      return follow(options, io);
    });
};

function sequence(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('it takes a sequence such as 0 or 4711.');
  return Number(text);
}
