/** `signalbox queues fairness`: whom agents served, who stood before, and why the agent did not get them. */
import { z } from 'zod';
import { passedOver } from '../../core/offer';
import { connect, type Global } from '../access';
import type { Family } from '../family';
import type { Io } from '../io';
import { whole } from '../optionValues';
import { type Columns, second, show } from '../table';
import { inTenant, TENANT } from '../tenantPath';

interface Options extends Global {
  readonly tenant: string;
  readonly from?: string;
  readonly to?: string;
  readonly entry?: string;
  readonly limit?: number;
}

const served = z.looseObject({
  entry: z.string(),
  agent: z.string(),
  servedAt: z.string(),
  passedOver: z.number(),
  passed: z.array(passedOver),
  moved: z.looseObject({ by: z.string(), passed: z.number() }).optional(),
});
type Served = z.infer<typeof served>;
const page = z.object({ items: z.array(served), next: z.string().optional() });

/** `2 skill spanish=3`, with the queue where it is another one. */
function reasonOf({ queue, because, count }: Served['passed'][number], asked: string): string {
  const { reason } = because;
  const needs = reason === 'skill' ? `${because.skill}=${because.level}` : reason === 'level' ? because.level : '';
  return [count, reason, needs, queue === asked ? '' : `in ${queue}`].filter((word) => word !== '').join(' ');
}

const columnsOf = (queue: string): Columns<Served> => ({
  served: ({ servedAt }) => second(servedAt),
  entry: ({ entry }) => entry,
  agent: ({ agent }) => agent,
  'passed over': ({ passedOver }) => passedOver,
  why: ({ passed }) => passed.map((one) => reasonOf(one, queue)).join('; '),
  moved: ({ moved }) => moved && `by ${moved.by}, before ${moved.passed}`,
});

export const fairness: Family = (group, io: Io) => {
  group
    .command('fairness')
    .description('whom agents served, newest first, who stood before, and why the agent did not get them')
    .argument('<queue>', 'the queue')
    .requiredOption(...TENANT)
    .option('--from <time>', 'offered from then on, such as 2027-01-01T00:00:00Z')
    .option('--to <time>', 'offered before then')
    .option('--entry <entry>', 'this entry alone')
    .option('--limit <number>', 'at most so many; default 50', whole)
    .action(async (queue: string, _, command) => {
      const { tenant, from, to, entry, limit = 50, ...global } = command.optsWithGlobals() as Options;
      const path = inTenant(tenant, 'queues', queue, 'fairness');
      const items = await connect(global, io).all(path, page, { from, to, entry }, limit);
      const columns = columnsOf(queue);
      show(io, global.json ?? false, { items }, { rows: items, columns, none: 'nobody was served' });
    });
};
