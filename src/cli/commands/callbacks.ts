/** `signalbox callbacks …`: who is to be called back, why a callback is where it is, and every change of one or of many. */
import { z } from 'zod';
import { connect, type Global } from '../access';
import type { Family } from '../family';
import type { Io } from '../io';
import { type Columns, show } from '../table';
import { inTenant, TENANT } from '../tenantPath';

interface Options extends Global {
  readonly tenant: string;
  readonly queue?: string;
  readonly state?: string;
  readonly number?: string;
  readonly confirmation?: string;
  readonly dueBefore?: string;
  readonly when?: string;
  readonly zone?: string;
  readonly seconds?: string;
}

const callback = z.looseObject({
  id: z.string(),
  confirmationId: z.string(),
  queue: z.string(),
  state: z.string(),
  customerNumber: z.string(),
  priority: z.number(),
  attempt: z.number(),
  promisedAt: z.string().optional(),
  dueAt: z.string().optional(),
  arrivedAt: z.string().optional(),
  waiting: z.looseObject({ for: z.string() }).optional(),
  outcome: z.string().optional(),
});
type Callback = z.infer<typeof callback>;
const page = z.object({ items: z.array(callback), next: z.string().optional() });

const COLUMNS: Columns<Callback> = {
  callback: ({ id }) => id,
  confirmation: ({ confirmationId }) => confirmationId,
  queue: ({ queue }) => queue,
  number: ({ customerNumber }) => customerNumber,
  state: ({ state, waiting, outcome }) =>
    [state, waiting && `(${waiting.for})`, outcome && `(${outcome})`].filter(Boolean).join(' '),
  due: ({ dueAt, promisedAt, arrivedAt }) => dueAt ?? promisedAt ?? arrivedAt,
  attempts: ({ attempt }) => String(attempt),
};

type Group = Parameters<Family>[0];
const optionsOf = (command: { optsWithGlobals(): unknown }): Options => command.optsWithGlobals() as Options;

export const callbacks: Family = (program, io) => {
  const group = program
    .command('callbacks')
    .description('callbacks of a tenant: who is called back when, and why not yet');
  for (const add of [list, why, attempt, request, reschedule, pause, prioritise, reassign, cancelMany]) add(group, io);
  simple(group, io, 'resume', 'let a callback go on that rests');
  simple(group, io, 'cancel', 'a callback is not wanted any more');
  simple(group, io, 'complete', 'a callback is done without a call');
};

const filtered = (command: ReturnType<Group['command']>) =>
  command
    .requiredOption(...TENANT)
    .option('--queue <queue>', 'only of this queue')
    .option('--state <state>', 'live (default), ended, all, or one state such as scheduled')
    .option('--number <number>', 'only for this number, in E.164')
    .option('--confirmation <id>', 'only the one with that confirmation id')
    .option('--due-before <time>', 'only those that are due by then');

function list(group: Group, io: Io): void {
  filtered(
    group.command('list').description('callbacks, pending ones in the order in which they were asked for'),
  ).action(async (_, command) => {
    const options = optionsOf(command);
    const items = await found(io, options);
    show(io, options.json ?? false, { items }, { rows: items, columns: COLUMNS, none: 'there is no callback' });
  });
}

async function found(io: Io, options: Options): Promise<Callback[]> {
  const { queue, state, number, confirmation, dueBefore } = options;
  const query = { queue, state, customerNumber: number, confirmationId: confirmation, dueBefore };
  return connect(options, io).all(inTenant(options.tenant, 'callbacks'), page, query);
}

const facts = z.record(z.string(), z.unknown());
const told = (io: Io, options: Options, about: z.infer<typeof facts>): void => {
  const rows = Object.entries(about).map(([name, value]) => ({
    name,
    value: typeof value === 'string' ? value : JSON.stringify(value),
  }));
  const columns: Columns<(typeof rows)[number]> = { what: ({ name }) => name, is: ({ value }) => value };
  show(io, options.json ?? false, about, { rows, columns, none: '' });
};

function why(group: Group, io: Io): void {
  group
    .command('why')
    .description('why a callback is where it is, and which numbers its next dial uses')
    .argument('<callback>', 'its id')
    .requiredOption(...TENANT)
    .action(async (id: string, _, command) => {
      const options = optionsOf(command);
      told(io, options, await connect(options, io).get(`${inTenant(options.tenant, 'callbacks', id)}/why`, facts));
    });
}

const timed = (command: ReturnType<Group['command']>) =>
  command.option('--when <time>', 'asap (default), or a time').option('--zone <zone>', 'of a time without an offset');

function attempt(group: Group, io: Io): void {
  timed(group.command('try').description('what would become of a callback that was asked for now; nothing is changed'))
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
    .argument('<queue>', 'the queue')
    .argument('<number>', 'whom to call back')
    .requiredOption(...TENANT)
    .action(async (queue: string, number: string, _, command) => {
      const options = optionsOf(command);
      const body = { queue, to: { number }, ...timeOf(options) };
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

/** One after the other, so that each is refused or done for itself. */
function cancelMany(group: Group, io: Io): void {
  filtered(group.command('cancel-all').description('cancel every pending callback that fits')).action(
    async (_, command) => {
      const options = optionsOf(command);
      const client = connect(options, io);
      const results: { callback: string; result: string }[] = [];
      for (const { id } of await found(io, options)) {
        const path = `${inTenant(options.tenant, 'callbacks', id)}/cancel`;
        const result = await client.post(path, z.unknown(), { body: {} }).then(
          () => 'cancelled',
          (error: unknown) => (error instanceof Error ? error.message : String(error)),
        );
        results.push({ callback: id, result });
      }
      const columns: Columns<(typeof results)[number]> = {
        callback: ({ callback: id }) => id,
        result: ({ result }) => result,
      };
      show(
        io,
        options.json ?? false,
        { items: results },
        { rows: results, columns, none: 'there is no such callback' },
      );
    },
  );
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
