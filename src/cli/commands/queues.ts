/** `signalbox queues …`: how the queues of a tenant stand, who waits in them, and what may be done about it. */
import { Option } from 'commander';
import { z } from 'zod';
import { connect, type Global } from '../access';
import type { Family } from '../family';
import type { Io } from '../io';
import { ownPart } from '../ownParts';
import { type Columns, facts, second, show } from '../table';
import { inTenant, TENANT } from '../tenantPath';
import { entryCommands } from './entries';
import { fairness } from './fairness';

interface Options extends Global {
  readonly tenant: string;
  readonly until?: string;
  readonly state?: string;
  readonly medium?: string;
  readonly skill?: string;
  readonly venue?: string;
}

const estimate = z.object({ p50Ms: z.number(), p90Ms: z.number(), cold: z.boolean() });
const queue = z.looseObject({
  name: z.string(),
  open: z.boolean(),
  changesAt: z.string().optional(),
  waiting: z.number().optional(),
  longestWaitMs: z.number().optional(),
});
type Queue = z.infer<typeof queue>;
const entry = z.looseObject({
  id: z.string(),
  position: z.number(),
  state: z.string(),
  priority: z.number(),
  arrivedAt: z.string(),
  call: z.string().optional(),
  callback: z.string().optional(),
  skills: z.looseObject({ required: z.record(z.string(), z.number()) }).optional(),
  remaining: estimate.optional(),
});
type Entry = z.infer<typeof entry>;
const stats = z.looseObject({
  offering: z.number(),
  agents: z.record(z.string(), z.number()),
  estimate: estimate.optional(),
  today: z.looseObject({ offered: z.number(), answered: z.number(), abandoned: z.number() }),
});
const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().optional() });

/** As people say it: `45 s`, `3:05 min`. */
const span = (ms: number): string => {
  const seconds = Math.round(ms / 1_000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} min`;
};
const spanOf = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : span(ms));
const expected = (one: z.infer<typeof estimate> | undefined): string | undefined =>
  one && `${span(one.p50Ms)}, at most ${span(one.p90Ms)}${one.cold ? ' (little is known yet)' : ''}`;

const QUEUES: Columns<Queue> = {
  queue: ({ name }) => name,
  state: ({ open }) => (open ? 'open' : 'closed'),
  waiting: ({ waiting }) => waiting,
  'longest wait': ({ longestWaitMs }) => spanOf(longestWaitMs),
  changes: ({ changesAt }) => changesAt,
};
const ENTRIES: Columns<Entry> = {
  '#': ({ position }) => position,
  entry: ({ id }) => id,
  state: ({ state }) => state,
  priority: ({ priority }) => priority,
  since: ({ arrivedAt }) => second(arrivedAt),
  'waits another': ({ remaining }) => remaining && span(remaining.p50Ms),
  asks: ({ skills }) => Object.entries(skills?.required ?? {}).map(([skill, level]) => `${skill}=${level}`),
  of: ({ call, callback }) => callback ?? call,
};

type Group = Parameters<Family>[0];
const optionsOf = (command: { optsWithGlobals(): unknown }): Options => command.optsWithGlobals() as Options;

export const queues: Family = (program, io) => {
  const group = program.command('queues').description('queues of a tenant: how they stand, and who waits');
  for (const add of [list, one, entries, fairness, ...switches, entryCommands]) add(group, io);
  ownPart(group, io, {
    ...{ part: 'queues', one: 'queue' },
    example: 'signalbox queues set sales sales.yaml --tenant acme',
  });
};

function list(group: Group, io: Io): void {
  group
    .command('list')
    .description('all queues, each with how many wait')
    .requiredOption(...TENANT)
    .action(async (_, command) => {
      const options = optionsOf(command);
      const { items } = await connect(options, io).get(inTenant(options.tenant, 'queues'), pageOf(queue));
      show(io, options.json ?? false, { items }, { rows: items, columns: QUEUES, none: 'there is no queue' });
    });
}

function one(group: Group, io: Io): void {
  group
    .command('show')
    .description('how a queue stands: open or closed, who waits, its agents, the day so far')
    .argument('<queue>', 'the queue')
    .requiredOption(...TENANT)
    .action((name: string, _, command) => showQueue(io, optionsOf(command), name));
}

async function showQueue(io: Io, options: Options, name: string): Promise<void> {
  const client = connect(options, io);
  const path = inTenant(options.tenant, 'queues', name);
  const [settings, now] = [await client.get(path, queue), await client.get(`${path}/stats`, stats)];
  const { today } = now;
  facts(
    io,
    options.json ?? false,
    { ...settings, ...now },
    {
      queue: name,
      state: settings.open ? 'open' : 'closed',
      changes: settings.changesAt,
      waiting: settings.waiting,
      'being reached': now.offering,
      'longest wait': spanOf(settings.longestWaitMs),
      'a newcomer waits': settings.open ? (expected(now.estimate) ?? 'nobody can say') : 'until it opens',
      agents: Object.entries(now.agents)
        .map(([state, count]) => `${count} ${state}`)
        .join(', '),
      today: `${today.offered} came, ${today.answered} answered, ${today.abandoned} hung up`,
    },
  );
}

function entries(group: Group, io: Io): void {
  group
    .command('entries')
    .description('who waits, in the order in which they are served')
    .argument('<queue>', 'the queue')
    .requiredOption(...TENANT)
    .addOption(new Option('--state <state>', 'only those of whom this is true').choices(['waiting', 'offering']))
    .addOption(new Option('--medium <medium>', 'only these').choices(['call', 'callback']))
    .option('--skill <skill>', 'only those that require it now')
    .option('--venue <venue>', 'only those that came in by it')
    .action(async (name: string, _, command) => {
      const { state, medium, skill, venue, ...options } = optionsOf(command);
      const path = inTenant(options.tenant, 'queues', name, 'entries');
      const items = await connect(options, io).all(path, pageOf(entry), { state, medium, skill, venue });
      show(io, options.json ?? false, { items }, { rows: items, columns: ENTRIES, none: 'nobody waits' });
    });
}

const switches = [
  (group: Group, io: Io) => opening(group, io, 'open', 'open a queue by hand, whatever its hours say'),
  (group: Group, io: Io) => opening(group, io, 'close', 'close a queue by hand, whatever its hours say'),
  (group: Group, io: Io) => {
    group
      .command('follow-hours')
      .description('take back that a queue was opened or closed by hand')
      .argument('<queue>', 'the queue')
      .requiredOption(...TENANT)
      .action((name: string, _, command) => turn(io, optionsOf(command), name, 'follow_hours'));
  },
];

function opening(group: Group, io: Io, verb: 'open' | 'close', description: string): void {
  group
    .command(verb)
    .description(description)
    .argument('<queue>', 'the queue')
    .requiredOption(...TENANT)
    .option('--until <time>', 'so long, such as 2026-12-24T14:00:00+01:00; default: until it is taken back')
    .action((name: string, _, command) => {
      const { until, ...options } = optionsOf(command);
      return turn(io, options, name, verb, until === undefined ? {} : { until });
    });
}

/** Does it, and shows the queue as it is then. */
async function turn(io: Io, options: Options, name: string, verb: string, body: object = {}): Promise<void> {
  await connect(options, io).post(inTenant(options.tenant, 'queues', name, verb), z.unknown(), { body });
  await showQueue(io, options, name);
}
