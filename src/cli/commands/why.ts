/** `signalbox why`: everything that happened to a call, and why, on one screen. */
import type { z } from 'zod';
import { stories } from '../../core/story/story';
import { pageOf } from '../../delivery/http/lists';
import { keyView } from '../../delivery/http/views';
import { connect, type Global } from '../access';
import { CliError, EXIT } from '../cliError';
import type { Client } from '../client';
import type { Family } from '../family';
import { eventsOf, findCall } from '../findCall';
import { type KeyNames, storyText } from '../storyText';

interface Options extends Global {
  readonly tenant?: string;
  readonly last?: boolean;
}

const keys = pageOf(keyView) as unknown as z.ZodType<{ items: { id: string; name: string }[] }>;

export const why: Family = (program, io) => {
  program
    .command('why')
    .description('why a call went where it went: one sentence, then all that happened and who decided it')
    .argument('[what]', 'call or transaction id, the end of one as tail shows it, or the number of the customer')
    .option('--last', 'the latest call (of the customer)')
    .option('--tenant <tenant>', 'look in this tenant alone; needed with a key of a tenant')
    .addHelpText(
      'after',
      `
Examples:
  signalbox why --last
  signalbox why +49301234567 --last
  signalbox why 00f2c1
  signalbox why tr_0193a1b2c3d4e5f60718293a4b5c6d7e --json`,
    )
    .action(async (what: string | undefined, _, command) => {
      const { tenant, last, ...global } = command.optsWithGlobals() as Options;
      if (what === undefined && !last)
        throw new CliError('say which call, or --last; see: signalbox help why', EXIT.usage);
      const client = connect(global, io);
      const found = await findCall(client, {
        ...(what !== undefined && { what }),
        ...(tenant !== undefined && { tenant }),
      });
      const all = stories(await eventsOf(client, found));
      const wanted = found.call === undefined ? all : all.filter(({ call }) => call.id === found.call);
      if (global.json) return io.out(JSON.stringify({ tenant: found.tenant, stories: wanted }, null, 2));
      const names = await keyNames(
        client,
        found.tenant,
        wanted.some(({ lines }) => lines.some(({ by }) => by.startsWith('key:'))),
      );
      io.out(wanted.map((story) => storyText(story, found.tenant, names, io).join('\n')).join('\n\n'));
    });
};

/** A key that may not list keys shows their ids. */
async function keyNames(client: Client, tenant: string, needed: boolean): Promise<KeyNames> {
  if (!needed) return new Map();
  const paths = tenant === 'system' ? ['/v1/system/keys'] : [`/v1/tenants/${tenant}/keys`, '/v1/system/keys'];
  const lists = await Promise.all(paths.map((path) => client.all(path, keys).catch(() => [])));
  return new Map(lists.flat().map(({ id, name }) => [id, name]));
}
