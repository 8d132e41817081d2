/** `signalbox webhooks …`: where the events of a tenant are posted, and what became of them. */
import type { Command } from 'commander';
import { z } from 'zod';
import { connect, type Global } from '../access';
import { CliError } from '../cliError';
import type { Client } from '../client';
import type { Family } from '../family';
import type { Io } from '../io';
import { list, whole } from '../optionValues';
import { type Columns, show } from '../table';
import { inTenant, TENANT } from '../tenantPath';
import { deadLetters } from './deadLetters';

interface Options extends Global {
  readonly tenant: string;
  readonly types?: readonly string[];
  readonly venues?: readonly string[];
  readonly description?: string;
  readonly attempts?: number;
  readonly paused?: boolean;
  readonly from?: number;
  readonly overlap?: number;
  readonly address?: string;
}

const webhook = z.looseObject({
  id: z.string(),
  url: z.string(),
  types: z.array(z.string()).optional(),
  venues: z.array(z.string()).optional(),
  state: z.string(),
  reason: z.string().optional(),
  secret: z.string().optional(),
  delivery: z.looseObject({
    sequence: z.number(),
    delivered: z.number(),
    retry: z.looseObject({ at: z.string(), attempts: z.number(), reason: z.string() }).optional(),
  }),
});
type Webhook = z.infer<typeof webhook>;
const page = z.object({ items: z.array(webhook), next: z.string().optional() });

const COLUMNS: Columns<Webhook> = {
  webhook: ({ id }) => id,
  address: ({ url }) => url,
  types: ({ types }) => types ?? 'all',
  venues: ({ venues }) => venues ?? 'all',
  state: ({ state, reason }) => (reason === undefined ? state : `${state} (${reason})`),
  'up to': ({ delivery }) => `#${delivery.sequence}`,
  delivered: ({ delivery }) => delivery.delivered,
  failing: ({ delivery: { retry } }) =>
    retry && `${retry.reason}, attempt ${retry.attempts + 1} at ${retry.at.slice(0, 16).replace('T', ' ')}`,
};

type Group = Parameters<Family>[0];
const optionsOf = (command: { optsWithGlobals(): unknown }): Options => command.optsWithGlobals() as Options;
const ID = ['<webhook>', 'its id'] as const;

export const webhooks: Family = (program, io) => {
  const group = program.command('webhooks').description('where the events of a tenant are posted');
  for (const add of [listWebhooks, createWebhook, changeWebhook, rest, replay, rotate, ping, remove, deadLetters])
    add(group, io);
};

/** A command about one webhook. */
const about = (group: Group, verb: string, words: string): Command =>
  group
    .command(verb)
    .description(words)
    .argument(...ID)
    .requiredOption(...TENANT);

function listWebhooks(group: Group, io: Io): void {
  group
    .command('list')
    .description('webhooks, and how far each has come')
    .requiredOption(...TENANT)
    .action(async (_, command) => {
      const options = optionsOf(command);
      const items = await connect(options, io).all(inTenant(options.tenant, 'webhooks'), page);
      const none = `there is no webhook: signalbox webhooks create <address> --tenant ${options.tenant}`;
      show(io, options.json ?? false, { items }, { rows: items, columns: COLUMNS, none });
    });
}

/** What a webhook is told, as options; `word` says what stands without them. */
const filtered = (command: Command): Command =>
  command
    .option('--types <a,b>', 'only these events; call.* for all of calls', list)
    .option('--venues <a,b>', 'only what came in by these venues', list)
    .option('--description <text>', 'what it is for')
    .option('--attempts <number>', 'how often an event is tried before it is a dead letter, 1 to 10', whole);

const bodyOf = ({ types, venues, description, attempts }: Options) => ({
  ...(types && { types }),
  ...(venues && { venues }),
  ...(description !== undefined && { description }),
  ...(attempts !== undefined && { attempts }),
});

function createWebhook(group: Group, io: Io): void {
  filtered(
    group
      .command('create')
      .description('post the events of a tenant to an address from now on; the secret is shown this once')
      .argument('<address>', 'with https')
      .requiredOption(...TENANT),
  )
    .option('--paused', 'made at rest, until it is resumed')
    .addHelpText(
      'after',
      `
Examples:
  signalbox webhooks create https://crm.example/signalbox --tenant acme --types call.offered,call.cleared
  SECRET=$(signalbox webhooks create https://crm.example/signalbox --tenant acme)`,
    )
    .action(async (url: string, _, command) => {
      const options = optionsOf(command);
      const body = { url, ...bodyOf(options), ...(options.paused && { active: false }) };
      const made = await connect(options, io).post(inTenant(options.tenant, 'webhooks'), webhook, { body });
      printSecret(made, options, io);
    });
}

function changeWebhook(group: Group, io: Io): void {
  filtered(about(group, 'change', 'change address, filter or attempts; what is not given stays'))
    .option('--address <address>', 'where events are posted from now on')
    .action(async (id: string, _, command) => {
      const options = optionsOf(command);
      const { address } = options;
      const body = { ...bodyOf(options), ...(address !== undefined && { url: address }) };
      const path = inTenant(options.tenant, 'webhooks', id);
      print(await connect(options, io).post(path, webhook, { method: 'PATCH', body }), options, io);
    });
}

function rest(group: Group, io: Io): void {
  for (const [verb, words] of [
    ['pause', 'stop posting; what comes waits in the journal, as long as that is kept'],
    ['resume', 'go on where it was, at once, also after it was disabled'],
  ] as const)
    about(group, verb, words).action(async (id: string, _, command) => {
      const options = optionsOf(command);
      print(await act(connect(options, io), options, id, verb), options, io);
    });
}

function replay(group: Group, io: Io): void {
  about(group, 'replay', 'post everything from a sequence on again, with the same message ids')
    .requiredOption('--from <sequence>', 'the first one; 1 is the first of the tenant', whole)
    .action(async (id: string, _, command) => {
      const { from, ...options } = optionsOf(command);
      print(await act(connect(options, io), options, id, 'replay', { from }), options, io);
    });
}

function rotate(group: Group, io: Io): void {
  about(group, 'rotate', 'give a webhook another secret, shown this once')
    .option('--overlap <seconds>', 'how long the secret before signs as well; default a day', whole)
    .action(async (id: string, _, command) => {
      const { overlap, ...options } = optionsOf(command);
      const body = overlap === undefined ? {} : { overlapSeconds: overlap };
      printSecret(await act(connect(options, io), options, id, 'rotate', body), options, io);
    });
}

const pinged = z.looseObject({
  delivered: z.boolean(),
  status: z.number().optional(),
  reason: z.string().optional(),
  ms: z.number(),
});

function ping(group: Group, io: Io): void {
  about(group, 'ping', 'post one test message now; ends with 1 when it did not arrive').action(
    async (id: string, _, command) => {
      const options = optionsOf(command);
      const path = inTenant(options.tenant, 'webhooks', id, 'ping');
      const told = await connect(options, io).post(path, pinged);
      const { delivered, status, reason, ms } = told;
      const words = [reason, status].filter((word) => word !== undefined).join(' ');
      if (options.json) io.out(JSON.stringify(told, null, 2));
      if (!delivered) throw new CliError(options.json ? '' : `it did not arrive: ${words}, after ${ms} ms`);
      if (!options.json) io.out(`it arrived: ${words}, after ${ms} ms`);
    },
  );
}

function remove(group: Group, io: Io): void {
  about(group, 'delete', 'post nothing more there; its dead letters are gone, too').action(
    async (id: string, _, command) => {
      const options = optionsOf(command);
      const path = inTenant(options.tenant, 'webhooks', id);
      const { data } = await connect(options, io).send(path, { method: 'DELETE' });
      if (options.json) io.out(JSON.stringify(data, null, 2));
      else io.err(`webhook ${id} is deleted`);
    },
  );
}

const act = (client: Client, { tenant }: Options, id: string, verb: string, body: object = {}): Promise<Webhook> =>
  client.post(inTenant(tenant, 'webhooks', id, verb), webhook, { body });

const print = (one: Webhook, { json = false }: Options, io: Io): void =>
  show(io, json, one, { rows: [one], columns: COLUMNS, none: '' });

/** The secret alone on standard output, so that it can be piped; what is said about it beside. */
function printSecret(made: Webhook, { json = false }: Options, io: Io): void {
  if (json) return io.out(JSON.stringify(made, null, 2));
  io.err(`webhook ${made.id} (${made.url}): its secret is shown this once`);
  if (made.secret !== undefined) io.out(made.secret);
}
