/** `signalbox reports …`: what happened in queues and what agents did, as a table, as JSON, or as CSV for a spreadsheet. */
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { REPORT_INTERVALS } from '../../core/reportTimes';
import { connect, type Global } from '../access';
import type { Family } from '../family';
import type { Io } from '../io';
import { type Columns, show } from '../table';

interface Options extends Global {
  readonly from?: string;
  readonly to?: string;
  readonly interval: string;
  readonly zone?: string;
  readonly queue?: string;
  readonly agent?: string;
  readonly csv?: boolean;
}

const line = z.looseObject({
  queue: z.string(),
  from: z.string(),
  offered: z.number(),
  answered: z.number(),
  abandoned: z.number(),
  shortAbandoned: z.number(),
  overflowed: z.record(z.string(), z.number()),
  serviceLevel: z.number().optional(),
  serviceLevelOfAll: z.number().optional(),
  meanAnsweredWaitSeconds: z.number().optional(),
  longestAnsweredWaitSeconds: z.number().optional(),
});
type Line = z.infer<typeof line>;

const percent = (share: number | undefined): string | undefined =>
  share === undefined ? undefined : `${(share * 100).toFixed(1)}%`;

const COLUMNS: Columns<Line> = {
  queue: ({ queue }) => queue,
  from: ({ from }) => from.slice(0, 16).replace('T', ' '),
  offered: ({ offered }) => offered,
  answered: ({ answered }) => answered,
  abandoned: ({ abandoned }) => abandoned,
  short: ({ shortAbandoned }) => shortAbandoned,
  overflowed: ({ overflowed }) => Object.values(overflowed).reduce((sum, count) => sum + count, 0),
  level: ({ serviceLevel }) => percent(serviceLevel),
  'level of all': ({ serviceLevelOfAll }) => percent(serviceLevelOfAll),
  'mean wait s': ({ meanAnsweredWaitSeconds }) => meanAnsweredWaitSeconds,
  'longest s': ({ longestAnsweredWaitSeconds }) => longestAnsweredWaitSeconds,
};

const work = z.looseObject({
  agent: z.string(),
  from: z.string(),
  signedInSeconds: z.number(),
  readySeconds: z.number(),
  notReadySeconds: z.number(),
  talkSeconds: z.number(),
  otherCallSeconds: z.number(),
  wrapUpSeconds: z.number(),
  offered: z.number(),
  answered: z.number(),
  declined: z.number(),
  notAnswered: z.number(),
  meanTalkSeconds: z.number().optional(),
});

const minutes = (seconds: number): string => (seconds / 60).toFixed(1);

const WORK_COLUMNS: Columns<z.infer<typeof work>> = {
  agent: ({ agent }) => agent,
  from: ({ from }) => from.slice(0, 16).replace('T', ' '),
  'signed in min': ({ signedInSeconds }) => minutes(signedInSeconds),
  ready: ({ readySeconds }) => minutes(readySeconds),
  'not ready': ({ notReadySeconds }) => minutes(notReadySeconds),
  talk: ({ talkSeconds }) => minutes(talkSeconds),
  'other calls': ({ otherCallSeconds }) => minutes(otherCallSeconds),
  'wrap-up': ({ wrapUpSeconds }) => minutes(wrapUpSeconds),
  offered: ({ offered }) => offered,
  answered: ({ answered }) => answered,
  declined: ({ declined }) => declined,
  'not answered': ({ notAnswered }) => notAnswered,
  'mean talk s': ({ meanTalkSeconds }) => meanTalkSeconds,
};

const sums = z.record(z.string(), z.number());
const calledBack = z.looseObject({
  queue: z.string(),
  from: z.string(),
  requested: z.number(),
  dials: z.number(),
  failed: sums,
  connected: z.number(),
  outcomes: sums,
  punctuality: z.number().optional(),
  meanWaitSeconds: z.number().optional(),
  meanErrorSeconds: z.number().optional(),
  withinP90: z.number().optional(),
});
const inWords = (counts: Readonly<Record<string, number>>): string[] =>
  Object.entries(counts).map(([name, count]) => `${name} ${count}`);

const CALLED_BACK: Columns<z.infer<typeof calledBack>> = {
  queue: ({ queue }) => queue,
  from: ({ from }) => from.slice(0, 16).replace('T', ' '),
  requested: ({ requested }) => requested,
  dials: ({ dials }) => dials,
  failed: ({ failed }) => inWords(failed),
  connected: ({ connected }) => connected,
  outcomes: ({ outcomes }) => inWords(outcomes),
  punctual: ({ punctuality }) => punctuality,
  'mean wait s': ({ meanWaitSeconds }) => meanWaitSeconds,
  'estimate off by s': ({ meanErrorSeconds }) => meanErrorSeconds,
  'within p90': ({ withinP90 }) => percent(withinP90),
};

const told = z.looseObject({
  queue: z.string(),
  from: z.string(),
  judged: z.number(),
  meanErrorSeconds: z.number().optional(),
  biasSeconds: z.number().optional(),
  withinMinute: z.number().optional(),
  withinP90: z.number().optional(),
});

const TOLD_COLUMNS: Columns<z.infer<typeof told>> = {
  queue: ({ queue }) => queue,
  from: ({ from }) => from.slice(0, 16).replace('T', ' '),
  calls: ({ judged }) => judged,
  'mean error s': ({ meanErrorSeconds }) => meanErrorSeconds,
  'bias s': ({ biasSeconds }) => biasSeconds,
  'within a minute': ({ withinMinute }) => percent(withinMinute),
  'within p90': ({ withinP90 }) => percent(withinP90),
};

/** A report about whatever `name` says. */
interface About<T> {
  readonly name: 'queues' | 'waiting' | 'agents' | 'callbacks';
  /** By what, where nothing is said. */
  readonly every?: '1h' | '1d';
  readonly description: string;
  readonly line: z.ZodType<T>;
  readonly columns: Columns<T>;
}

export const reports: Family = (program, io) => {
  const group = program
    .command('reports')
    .description('what happened in the queues of a tenant, what its agents did, and what became of callbacks');
  const queues = 'offered, answered, abandoned, waits and service levels by interval; default: today by the hour';
  add(group, io, { name: 'queues', description: queues, line, columns: COLUMNS }).option(
    '--queue <queue>',
    'this queue alone',
  );
  const waiting = 'how well waiting times were told: mean error, bias, share within a minute and within p90; by day';
  add(group, io, { name: 'waiting', every: '1d', description: waiting, line: told, columns: TOLD_COLUMNS }).option(
    '--queue <queue>',
    'this queue alone',
  );
  const agents = 'times by state, offers and talks of agents by interval; default: today by the hour';
  add(group, io, { name: 'agents', description: agents, line: work, columns: WORK_COLUMNS }).option(
    '--agent <agent>',
    'this agent alone',
  );
  const back =
    'callbacks asked for, dialled, failed and ended, and how punctual, by interval; default: today by the hour';
  add(group, io, { name: 'callbacks', description: back, line: calledBack, columns: CALLED_BACK }).option(
    '--queue <queue>',
    'this queue alone',
  );
};

function add<T>(group: Command, io: Io, { name, every = '1h', description, line, columns }: About<T>): Command {
  return group
    .command(name)
    .description(description)
    .argument('<tenant>', 'the tenant')
    .option('--from <time>', 'a date, or a time such as 2026-11-30T09:00:00Z')
    .option('--to <time>', 'before this')
    .addOption(
      new Option('--interval <interval>', 'by quarters, hours or days').choices(REPORT_INTERVALS).default(every),
    )
    .option('--zone <zone>', 'whose hours and days, such as Europe/Berlin; default: that of the tenant')
    .option('--csv', 'print CSV for a spreadsheet')
    .addHelpText(
      'after',
      `\nExamples:\n  signalbox reports ${name} acme\n  signalbox reports ${name} acme --from 2026-11-01 --to 2026-12-01 --interval 1d --csv > november.csv`,
    )
    .action(async (tenant: string, _, command) => {
      const { csv = false, from, to, interval, zone, queue, agent, ...global } = command.optsWithGlobals() as Options;
      const path = `/v1/tenants/${encodeURIComponent(tenant)}/reports/${name}`;
      const query = { from, to, interval, zone, queue, agent };
      const client = connect(global, io);
      if (csv) return io.out((await client.text(path, { ...query, format: 'csv' })).trimEnd());
      const answer = await client.get(path, z.looseObject({ items: z.array(line) }), query);
      const none = 'nothing happened in that time';
      show(io, global.json ?? false, answer, { rows: answer.items, columns, none });
    });
}
