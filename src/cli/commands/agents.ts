/** `signalbox agents …`: who of a tenant is where and does what, setting agents up, and signing in and off. */
import { z } from 'zod';
import { connect, type Global } from '../access';
import type { Family } from '../family';
import type { Io } from '../io';
import { list, whole } from '../optionValues';
import { ownPart } from '../ownParts';
import { facts, show } from '../table';
import { inTenant, TENANT } from '../tenantPath';
import { AGENTS, agent, BOOKINGS, bookingsOf, dutyText, hoursText, page, wholeState } from './agentTable';

interface Options extends Global {
  readonly tenant: string;
  readonly workstation?: string;
  readonly reason?: string;
  readonly ready?: boolean;
  readonly from?: string;
  readonly until?: string;
  readonly works?: boolean;
}

type Group = Parameters<Family>[0];
const optionsOf = (command: { optsWithGlobals(): unknown }): Options => command.optsWithGlobals() as Options;

export const agents: Family = (program, io) => {
  const group = program.command('agents').description('agents of a tenant: who is where and does what');
  for (const add of [listAgents, showAgent, signIn, ready, notReady, signOff, bookings, book, cancelBooking])
    add(group, io);
  ownPart(group, io, {
    ...{ part: 'agents', one: 'agent', body: settingsOf },
    options: (set) =>
      set
        .option('--name <name>', 'how people call the agent')
        .option('--workstation <name>', 'where it signs in when it names no other')
        .option('--queues <queues>', 'whose entries it takes, such as sales,support', list)
        .option('--skills <skills>', 'what it can do and how well, such as spanish=3,billing=10', list)
        .option('--user <login>', 'who signs in as this agent'),
    example:
      "signalbox agents set dora --tenant acme --name 'Dora Diaz' --workstation desk-2 --queues sales --skills spanish=3",
  });
};

interface Settings {
  readonly name?: string;
  readonly workstation?: string;
  readonly queues?: readonly string[];
  readonly skills?: readonly string[];
  readonly user?: string;
}

function settingsOf({ name, workstation, queues, skills, user }: Settings): Readonly<Record<string, unknown>> {
  return {
    ...{ name, workstation, user },
    queues: queues && Object.fromEntries(queues.map((queue) => [queue, {}])),
    skills: skills && Object.fromEntries(skills.map(skillOf)),
  };
}

function skillOf(text: string): [string, number] {
  const [skill = '', level = ''] = text.split('=');
  return [skill, whole(level)];
}

function listAgents(group: Group, io: Io): void {
  group
    .command('list')
    .description('all agents, each with its state')
    .requiredOption(...TENANT)
    .action(async (_, command) => {
      const options = optionsOf(command);
      const items = await connect(options, io).all(inTenant(options.tenant, 'agents'), page);
      show(io, options.json ?? false, { items }, { rows: items, columns: AGENTS, none: 'there is no agent' });
    });
}

function showAgent(group: Group, io: Io): void {
  group
    .command('show')
    .description('one agent: where it is, what it does, and when it works')
    .argument('<agent>', 'the agent')
    .requiredOption(...TENANT)
    .action(async (who: string, _, command) => {
      const options = optionsOf(command);
      const one = await connect(options, io).get(inTenant(options.tenant, 'agents', who), agent);
      facts(io, options.json ?? false, one, {
        agent: one.id,
        name: one.name,
        state: wholeState(one),
        voice: one.voice.state,
        workstation: one.workstation,
        queues: Object.keys(one.queues),
        duty: dutyText(one) ?? 'always',
        hours: one.work?.hours && hoursText(one.work.hours),
        bookings: bookingsOf(one).length,
      });
    });
}

function signIn(group: Group, io: Io): void {
  group
    .command('sign-in')
    .description('sign an agent in, not ready yet without --ready')
    .argument('<agent>', 'the agent')
    .requiredOption(...TENANT)
    .option('--workstation <name>', 'where; default: its own')
    .option('--ready', 'ready at once')
    .action(async (who: string, _, command) => {
      const options = optionsOf(command);
      const { workstation } = options;
      const state = options.ready ? 'ready' : 'notReady';
      await act(io, options, who, ['sign_in', { state, ...(workstation !== undefined && { workstation }) }]);
    });
}

function ready(group: Group, io: Io): void {
  simple(group, io, 'ready', 'make an agent ready; ends a wrap-up', ['set_state', { state: 'ready' }]);
}

function notReady(group: Group, io: Io): void {
  group
    .command('not-ready')
    .description('make an agent not ready; one on a call when that is over')
    .argument('<agent>', 'the agent')
    .requiredOption(...TENANT)
    .option('--reason <reason>', 'why, such as lunch')
    .action(async (who: string, _, command) => {
      const options = optionsOf(command);
      const { reason } = options;
      await act(io, options, who, ['set_state', { state: 'notReady', ...(reason !== undefined && { reason }) }]);
    });
}

function signOff(group: Group, io: Io): void {
  simple(group, io, 'sign-off', 'sign an agent off; one on a call when that is over', ['sign_off', {}]);
}

function bookings(group: Group, io: Io): void {
  group
    .command('bookings')
    .description('when an agent is away, or works, whatever its hours say')
    .argument('<agent>', 'the agent')
    .requiredOption(...TENANT)
    .action(async (who: string, _, command) => {
      const options = optionsOf(command);
      const items = bookingsOf(await connect(options, io).get(inTenant(options.tenant, 'agents', who), agent));
      show(io, options.json ?? false, { items }, { rows: items, columns: BOOKINGS, none: 'there is no booking' });
    });
}

function book(group: Group, io: Io): void {
  group
    .command('book')
    .description('book a time at which an agent is away')
    .argument('<agent>', 'the agent')
    .requiredOption(...TENANT)
    .requiredOption('--from <time>', 'such as 2030-07-15T00:00:00+02:00')
    .requiredOption('--until <time>', 'when it is over')
    .option('--works', 'an extra shift: it works then')
    .option('--reason <reason>', 'why, such as holidays')
    .action(async (who: string, _, command) => {
      const options = optionsOf(command);
      const { from, until, works = false, reason } = options;
      await act(io, options, who, ['book', { from, until, works, ...(reason !== undefined && { reason }) }]);
    });
}

function cancelBooking(group: Group, io: Io): void {
  group
    .command('cancel-booking')
    .description('take a booking back')
    .argument('<agent>', 'the agent')
    .argument('<booking>', 'as the list of bookings has it')
    .requiredOption(...TENANT)
    .action((who: string, id: string, _, command) =>
      act(io, optionsOf(command), who, ['cancel_booking', { booking: id }]),
    );
}

function simple(group: Group, io: Io, name: string, words: string, what: Act): void {
  group
    .command(name)
    .description(words)
    .argument('<agent>', 'the agent')
    .requiredOption(...TENANT)
    .action((who: string, _, command) => act(io, optionsOf(command), who, what));
}

/** The verb of a command about agents, and its body. */
type Act = readonly [verb: string, body: object];

/** Does it, and shows the agent as it is then. */
async function act(io: Io, options: Options, who: string, [verb, body]: Act): Promise<void> {
  const client = connect(options, io);
  const path = inTenant(options.tenant, 'agents', who);
  await client.post(`${path}/${verb}`, z.unknown(), { body });
  const one = await client.get(path, agent);
  show(io, options.json ?? false, one, { rows: [one], columns: AGENTS, none: '' });
}
