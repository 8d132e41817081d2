/** What the commands about callbacks have in common: options, filters, and a callback as a line of a table. */
import { z } from 'zod';
import { connect, type Global } from '../access';
import type { Family } from '../family';
import type { Io } from '../io';
import type { Columns } from '../table';
import { inTenant, TENANT } from '../tenantPath';

export interface Options extends Global {
  readonly tenant: string;
  readonly queue?: string;
  readonly state?: string;
  readonly number?: string;
  readonly confirmation?: string;
  readonly dueBefore?: string;
  readonly when?: string;
  readonly zone?: string;
  readonly from?: string;
  readonly days?: string;
  readonly hold?: string;
  readonly message?: boolean;
  readonly seconds?: string;
  readonly csv?: boolean;
  readonly accept?: boolean | null;
  readonly dial?: boolean | null;
  readonly all?: true;
  readonly dryRun?: true;
}

export const callback = z.looseObject({
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
export type Callback = z.infer<typeof callback>;
const page = z.object({ items: z.array(callback), next: z.string().optional() });

export const COLUMNS: Columns<Callback> = {
  callback: ({ id }) => id,
  confirmation: ({ confirmationId }) => confirmationId,
  queue: ({ queue }) => queue,
  number: ({ customerNumber }) => customerNumber,
  state: ({ state, waiting, outcome }) =>
    [state, waiting && `(${waiting.for})`, outcome && `(${outcome})`].filter(Boolean).join(' '),
  due: ({ dueAt, promisedAt, arrivedAt }) => dueAt ?? promisedAt ?? arrivedAt,
  attempts: ({ attempt }) => String(attempt),
};

export type Group = Parameters<Family>[0];
export const optionsOf = (command: { optsWithGlobals(): unknown }): Options => command.optsWithGlobals() as Options;

export const filtered = (command: ReturnType<Group['command']>) =>
  command
    .requiredOption(...TENANT)
    .option('--queue <queue>', 'only of this queue')
    .option('--state <state>', 'live (default), ended, all, or one state such as scheduled')
    .option('--number <number>', 'only for this number, in E.164')
    .option('--confirmation <id>', 'only the one with that confirmation id')
    .option('--due-before <time>', 'only those that are due by then');

export async function found(io: Io, options: Options): Promise<Callback[]> {
  const { queue, state, number, confirmation, dueBefore } = options;
  const query = { queue, state, customerNumber: number, confirmationId: confirmation, dueBefore };
  return connect(options, io).all(inTenant(options.tenant, 'callbacks'), page, query);
}
