/** `signalbox tenants …`: the tenants of an installation. */
import { z } from 'zod';
import { connect, type Global } from '../access';
import type { Family } from '../family';
import type { Io } from '../io';
import { type Columns, show } from '../table';
import { ofSystem as at, eraseTenant, exportTenant, tenantQuotas } from './tenantRecords';

const BASE = '/v1/system/tenants';
/** Of a tenant what these commands show; what else the gateway says goes out with `--json`. */
const tenant = z.looseObject({
  id: z.string(),
  name: z.string(),
  createdAt: z.string(),
  suspendedAt: z.string().optional(),
});
type Tenant = z.infer<typeof tenant>;
const list = z.object({ items: z.array(tenant), next: z.string().optional() });

const COLUMNS: Columns<Tenant> = {
  tenant: ({ id }) => id,
  name: ({ name }) => name,
  state: ({ suspendedAt }) => (suspendedAt === undefined ? 'active' : `suspended since ${suspendedAt.slice(0, 10)}`),
  created: ({ createdAt }) => createdAt.slice(0, 10),
};

type Group = Parameters<Family>[0];

const print = (io: Io, global: Global, one: Tenant): void =>
  show(io, global.json ?? false, one, { rows: [one], columns: COLUMNS, none: '' });

export const tenants: Family = (program, io) => {
  const group = program.command('tenants').description('tenants of the installation');
  for (const add of [listTenants, createTenant, renameTenant, verbs, tenantQuotas, exportTenant, eraseTenant])
    add(group, io);
};

function listTenants(group: Group, io: Io): void {
  group
    .command('list')
    .description('all tenants')
    .action(async (_, command) => {
      const global = command.optsWithGlobals() as Global;
      const items = await connect(global, io).all(BASE, list);
      show(
        io,
        global.json ?? false,
        { items },
        { rows: items, columns: COLUMNS, none: 'there is no tenant yet: signalbox tenants create <tenant>' },
      );
    });
}

function createTenant(group: Group, io: Io): void {
  group
    .command('create')
    .description('make a tenant; venues and what it owns come with the mapping')
    .argument('<tenant>', 'its name for ever: lower-case letters, digits and dashes')
    .option('--name <name>', 'how it is shown; default: the same')
    .addHelpText('after', "\nExamples:\n  signalbox tenants create initech --name 'Initech Ltd.'")
    .action(async (id: string, _, command) => {
      const { name = id, ...global } = command.optsWithGlobals() as Global & { name?: string };
      print(io, global, await connect(global, io).post(BASE, tenant, { body: { id, name } }));
    });
}

function renameTenant(group: Group, io: Io): void {
  group
    .command('rename')
    .description('change how a tenant is shown')
    .argument('<tenant>', 'the tenant')
    .argument('<name>', 'how it is shown from now on')
    .action(async (id: string, name: string, _, command) => {
      const global = command.optsWithGlobals() as Global;
      const client = connect(global, io);
      const { etag = '' } = await client.send(at(id));
      print(
        io,
        global,
        await client.post(at(id), tenant, { method: 'PATCH', body: { name }, headers: { 'if-match': etag } }),
      );
    });
}

function verbs(group: Group, io: Io): void {
  for (const [verb, words] of [
    ['suspend', 'stop serving a tenant: no new call reaches it, its keys are refused; what is up goes on'],
    ['resume', 'serve a suspended tenant again'],
  ] as const)
    group
      .command(verb)
      .description(words)
      .argument('<tenant>', 'the tenant')
      .action(async (id: string, _, command) => {
        const global = command.optsWithGlobals() as Global;
        print(io, global, await connect(global, io).post(`${at(id)}/${verb}`, tenant));
      });
}
