/** `signalbox users …`: the people of a tenant who sign in. They are named by login, as people know each other, or by id. */
import { Option } from 'commander';
import { z } from 'zod';
import { USER_ROLES } from '../../core/user';
import { connect, type Global } from '../access';
import { CliError, EXIT } from '../cliError';
import type { Client } from '../client';
import type { Family } from '../family';
import type { Io } from '../io';
import { type Columns, show } from '../table';
import { inTenant, TENANT } from '../tenantPath';

interface Options extends Global {
  readonly tenant: string;
  readonly name?: string;
  readonly role?: string;
}

const user = z.looseObject({
  id: z.string(),
  login: z.string(),
  name: z.string(),
  role: z.string(),
  state: z.string(),
  invitedUntil: z.string().optional(),
  invitation: z.string().optional(),
});
type User = z.infer<typeof user>;
const page = z.object({ items: z.array(user), next: z.string().optional() });

const COLUMNS: Columns<User> = {
  user: ({ id }) => id,
  login: ({ login }) => login,
  name: ({ name }) => name,
  role: ({ role }) => role,
  state: ({ state }) => state,
  'invited until': ({ invitedUntil }) => invitedUntil?.slice(0, 16).replace('T', ' '),
};

const VERBS = {
  deactivate: 'let a user no longer sign in; every session of the user ends',
  activate: 'let a user that was deactivated sign in again',
  'sign-out': 'end every session of a user',
} as const;

type Group = Parameters<Family>[0];
const optionsOf = (command: { optsWithGlobals(): unknown }): Options => command.optsWithGlobals() as Options;
const WHO = ['<user>', 'login or id'] as const;
const role = (words: string) => new Option('--role <role>', words).choices([...USER_ROLES]);

export const users: Family = (program, io) => {
  const group = program.command('users').description('people of a tenant who sign in');
  for (const add of [listUsers, inviteUser, changeUser, verbs]) add(group, io);
};

function listUsers(group: Group, io: Io): void {
  group
    .command('list')
    .description('users, the deactivated ones included')
    .requiredOption(...TENANT)
    .action(async (_, command) => {
      const options = optionsOf(command);
      const items = await all(connect(options, io), options);
      const none = `nobody signs in to ${options.tenant}: signalbox users invite <login> --tenant ${options.tenant}`;
      show(io, options.json ?? false, { items }, { rows: items, columns: COLUMNS, none });
    });
}

function inviteUser(group: Group, io: Io): void {
  group
    .command('invite')
    .description(
      'make a user, or invite one again who lost the invitation or the password; the token is shown this once',
    )
    .argument('<login>', 'what the user signs in with, such as an address of mail')
    .requiredOption(...TENANT)
    .option('--name <name>', 'of a new user; default: the login')
    .addOption(role('of a new user; default user'))
    .addHelpText(
      'after',
      "\nExamples:\n  signalbox users invite anna@acme.example --tenant acme --name 'Anna Berger' --role owner",
    )
    .action(async (login: string, _, command) => {
      const options = optionsOf(command);
      const client = connect(options, io);
      const known = found(await all(client, options), login);
      if (known && (options.name ?? options.role) !== undefined)
        throw new CliError(`${login} is there: name and role are changed by: signalbox users change`, EXIT.usage);
      const { name = login, role: as = 'user' } = options;
      const invited = known
        ? await client.post(inTenant(options.tenant, 'users', known.id, 'invite'), user)
        : await client.post(inTenant(options.tenant, 'users'), user, { body: { login, name, role: as } });
      printInvitation(invited, client, options, io);
    });
}

/** The token alone on standard output, so that it can be piped; what is said about it beside. */
function printInvitation(invited: User, { reach }: Client, { json = false, tenant }: Options, io: Io): void {
  if (json) return io.out(JSON.stringify(invited, null, 2));
  const { login, role: as, invitedUntil = '' } = invited;
  io.err(
    `${login} (${as} of ${tenant}) is invited until ${invitedUntil.slice(0, 16).replace('T', ' ')}; the token is shown this once`,
  );
  io.err(`and goes, with a password of the user's choice, into POST ${reach.url}/v1/session/accept`);
  if (invited.invitation !== undefined) io.out(invited.invitation);
}

function changeUser(group: Group, io: Io): void {
  group
    .command('change')
    .description('change name or role of a user, in force with the next request of the user')
    .argument(...WHO)
    .requiredOption(...TENANT)
    .option('--name <name>', 'the name from now on')
    .addOption(role('the role from now on'))
    .addHelpText('after', '\nExamples:\n  signalbox users change anna@acme.example --tenant acme --role supervisor')
    .action(async (who: string, _, command) => {
      const { name, role: as, ...options } = optionsOf(command);
      const body = { ...(name !== undefined && { name }), ...(as !== undefined && { role: as }) };
      if (Object.keys(body).length === 0) throw new CliError('give --name, --role or both', EXIT.usage);
      const client = connect(options, io);
      const path = inTenant(options.tenant, 'users', await idOf(client, options, who));
      const { etag = '' } = await client.send(path);
      print(await client.post(path, user, { method: 'PATCH', body, headers: { 'if-match': etag } }), options, io);
    });
}

function verbs(group: Group, io: Io): void {
  for (const [verb, words] of Object.entries(VERBS))
    group
      .command(verb)
      .description(words)
      .argument(...WHO)
      .requiredOption(...TENANT)
      .action(async (who: string, _, command) => {
        const options = optionsOf(command);
        const client = connect(options, io);
        const id = await idOf(client, options, who);
        print(await client.post(inTenant(options.tenant, 'users', id, verb), user), options, io);
      });
}

const print = (one: User, { json = false }: Options, io: Io): void =>
  show(io, json, one, { rows: [one], columns: COLUMNS, none: '' });

const all = (client: Client, { tenant }: Options): Promise<User[]> => client.all(inTenant(tenant, 'users'), page);

const found = (among: readonly User[], who: string): User | undefined =>
  among.find(({ id, login }) => id === who || login === who.toLowerCase());

async function idOf(client: Client, options: Options, who: string): Promise<string> {
  const one = found(await all(client, options), who);
  if (one) return one.id;
  throw new CliError(`there is no user ${who} in ${options.tenant}; see: signalbox users list`, EXIT.refused);
}
