/** `signalbox callbacks …`: who is to be called back, why a callback is where it is, and every change of one or of many. */
import { z } from 'zod';
import { expectedView } from '../../core/callbackExpected';
import { csv } from '../../core/csv';
import { connect } from '../access';
import { intoFile } from '../download';
import type { Family } from '../family';
import type { Io } from '../io';
import { type Columns, show } from '../table';
import { inTenant, TENANT } from '../tenantPath';
import { callbackStory, MOMENTS, momentsOf } from './callbackHistory';
import { cancelMany, switches } from './callbackMany';
import { hold, slots } from './callbackSlots';
import { COLUMNS, callback, filtered, found, type Group, type Options, optionsOf } from './callbackTable';

export const callbacks: Family = (program, io) => {
  const group = program
    .command('callbacks')
    .description('callbacks of a tenant: who is called back when, and why not yet');
  for (const add of [
    list,
    why,
    history,
    name,
    attempt,
    slots,
    hold,
    request,
    reschedule,
    pause,
    prioritise,
    reassign,
    cancelMany,
    switches,
  ])
    add(group, io);
  simple(group, io, 'resume', 'let a callback go on that rests');
  simple(group, io, 'cancel', 'a callback is not wanted any more');
  simple(group, io, 'complete', 'a callback is done without a call');
};

/** What a spreadsheet is given of each. */
const CSV = [
  ...['id', 'confirmationId', 'queue', 'state', 'outcome', 'customerNumber', 'channel', 'priority', 'requestedAt'],
  ...['promisedAt', 'dueAt', 'attempt', 'failures', 'connectedAt', 'endedAt', 'attributes'],
];

function list(group: Group, io: Io): void {
  filtered(group.command('list').description('callbacks, pending ones in the order in which they were asked for'))
    .option('--csv', 'print CSV for a spreadsheet')
    .action(async (_, command) => {
      const options = optionsOf(command);
      const items = await found(io, options);
      if (options.csv) return io.out(csv(CSV, items).trimEnd());
      show(io, options.json ?? false, { items }, { rows: items, columns: COLUMNS, none: 'there is no callback' });
    });
}

/** When it is expected to be dialled, in words. */
function expectedIn(value: unknown): string {
  const { p50At, p90At, cold } = expectedView.parse(value);
  return `${p50At}, by ${p90At} in nine of ten${cold ? ' (little is known yet)' : ''}`;
}

const words = z.array(z.string());
const counts = z.record(z.string(), z.number());

/** A value of what is told, for a person: lists and counts by name, and only the rest as JSON. */
function inWords(name: string, value: unknown): string {
  if (name === 'expected') return expectedIn(value);
  const list = words.safeParse(value);
  if (list.success) return list.data.join(', ') || 'none';
  const counted = counts.safeParse(value);
  if (!counted.success) return typeof value === 'string' ? value : JSON.stringify(value);
  const all = Object.entries(counted.data).map(([what, count]) => `${what} ${count}`);
  return all.join(', ') || 'none';
}

const facts = z.record(z.string(), z.unknown());
const told = (io: Io, options: Options, about: z.infer<typeof facts>): void => {
  const rows = Object.entries(about).map(([name, value]) => ({ name, value: inWords(name, value) }));
  const columns: Columns<(typeof rows)[number]> = { what: ({ name }) => name, is: ({ value }) => value };
  show(io, options.json ?? false, about, { rows, columns, none: '' });
};

function why(group: Group, io: Io): void {
  group
    .command('why')
    .description('why a callback is where it is, when it is expected to be dialled, and which numbers that uses')
    .argument('<callback>', 'its id')
    .requiredOption(...TENANT)
    .action(async (id: string, _, command) => {
      const options = optionsOf(command);
      told(io, options, await connect(options, io).get(`${inTenant(options.tenant, 'callbacks', id)}/why`, facts));
    });
}

function history(group: Group, io: Io): void {
  group
    .command('history')
    .description('what happened to a callback, when, and who did it')
    .argument('<callback>', 'its id')
    .requiredOption(...TENANT)
    .action(async (id: string, _, command) => {
      const options = optionsOf(command);
      const story = await connect(options, io).get(
        `${inTenant(options.tenant, 'callbacks', id)}/history`,
        callbackStory,
      );
      const rows = momentsOf(story);
      show(io, options.json ?? false, story, { rows, columns: MOMENTS, none: 'its events are not kept any more' });
    });
}

function name(group: Group, io: Io): void {
  group
    .command('name')
    .description('what its customer said when it was asked for its name, as a WAV file')
    .argument('<callback>', 'its id')
    .argument('<file>', 'a file that is not there yet')
    .requiredOption(...TENANT)
    .action(async (id: string, file: string, _, command) => {
      const options = optionsOf(command);
      const path = inTenant(options.tenant, 'callbacks', id, 'name');
      await intoFile(await connect(options, io).stream(path), file);
      io.err(`the name is in ${file}`);
    });
}

const timed = (command: ReturnType<Group['command']>) =>
  command.option('--when <time>', 'asap (default), or a time').option('--zone <zone>', 'of a time without an offset');

function attempt(group: Group, io: Io): void {
  timed(
    group
      .command('try')
      .description(
        'what would become of a callback that was asked for now, and when it would be dialled; nothing is changed',
      ),
  )
    .argument('<queue>', 'the queue')
    .argument('<number>', 'whom to call back')
    .requiredOption(...TENANT)
    .action(async (queue: string, number: string, _, command) => {
      const options = optionsOf(command);
      const { when, zone } = options;
      const path = inTenant(options.tenant, 'queues', queue, 'callback');
      told(io, options, await connect(options, io).get(path, facts, { number, when, zone }));
    });
}

function request(group: Group, io: Io): void {
  timed(group.command('request').description('ask for a callback'))
    .option('--hold <id>', 'at the time of a place that is kept')
    .option('--no-message', 'send no message with the confirmation id to the number')
    .argument('<queue>', 'the queue')
    .argument('<number>', 'whom to call back')
    .requiredOption(...TENANT)
    .action(async (queue: string, number: string, _, command) => {
      const options = optionsOf(command);
      const { hold } = options;
      const quiet = options.message === false && { confirmationMessage: false };
      const body = { queue, to: { number }, ...timeOf(options), ...(hold !== undefined && { hold }), ...quiet };
      told(io, options, await connect(options, io).post(inTenant(options.tenant, 'callbacks'), facts, { body }));
    });
}

const timeOf = ({ when, zone }: Options) => ({
  ...(when !== undefined && { when }),
  ...(zone !== undefined && { zone }),
});

function reschedule(group: Group, io: Io): void {
  timed(group.command('reschedule').description('give a callback another time, or as soon as possible'))
    .argument('<callback>', 'its id')
    .requiredOption(...TENANT)
    .action((id: string, _, command) => {
      const options = optionsOf(command);
      return act(io, options, id, 'reschedule', { when: 'asap', ...timeOf(options) });
    });
}

function pause(group: Group, io: Io): void {
  group
    .command('pause')
    .description('let a callback rest until it is resumed')
    .argument('<callback>', 'its id')
    .requiredOption(...TENANT)
    .option('--seconds <seconds>', 'at most so long; then it expires')
    .action((id: string, _, command) => {
      const options = optionsOf(command);
      return act(io, options, id, 'pause', options.seconds === undefined ? {} : { seconds: Number(options.seconds) });
    });
}

function prioritise(group: Group, io: Io): void {
  group
    .command('prioritise')
    .description('put a callback before or behind others')
    .argument('<callback>', 'its id')
    .argument('[priority]', '0 to 100; 100 is the front', '100')
    .requiredOption(...TENANT)
    .action((id: string, priority: string, _, command) =>
      act(io, optionsOf(command), id, 'set_priority', { priority: Number(priority) }),
    );
}

function reassign(group: Group, io: Io): void {
  group
    .command('reassign')
    .description('put a callback into another queue, with the arrival that it has')
    .argument('<callback>', 'its id')
    .argument('<queue>', 'the other queue')
    .requiredOption(...TENANT)
    .action((id: string, queue: string, _, command) => act(io, optionsOf(command), id, 'reassign', { queue }));
}

function simple(group: Group, io: Io, verb: string, words: string): void {
  group
    .command(verb)
    .description(words)
    .argument('<callback>', 'its id')
    .requiredOption(...TENANT)
    .action((id: string, _, command) => act(io, optionsOf(command), id, verb, {}));
}

/** Does it, and shows the callback as it is then. */
async function act(io: Io, options: Options, id: string, verb: string, body: object): Promise<void> {
  const client = connect(options, io);
  const path = inTenant(options.tenant, 'callbacks', id);
  await client.post(`${path}/${verb}`, z.unknown(), { body });
  const one = await client.get(path, callback);
  show(io, options.json ?? false, one, { rows: [one], columns: COLUMNS, none: '' });
}
