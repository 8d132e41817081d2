/** `signalbox callbacks slots` and `hold`: which times are free, and one kept while somebody is asked. */
import { z } from 'zod';
import { connect } from '../access';
import type { Io } from '../io';
import { type Columns, show } from '../table';
import { inTenant, TENANT } from '../tenantPath';
import { type Group, optionsOf } from './callbackTable';

const free = z.looseObject({
  zone: z.string(),
  slots: z.array(z.object({ from: z.string(), until: z.string(), local: z.string(), left: z.number() })),
  next: z.string().optional(),
});
type Slot = z.infer<typeof free>['slots'][number];
const SLOTS: Columns<Slot> = { slot: ({ local }) => local, left: ({ left }) => left, from: ({ from }) => from };

/** At most 500; what comes then is asked for from `next` on. */
export function slots(group: Group, io: Io): void {
  group
    .command('slots')
    .description('times at which a callback may be promised, and how many places are left')
    .argument('<queue>', 'the queue')
    .requiredOption(...TENANT)
    .option('--from <time>', 'a date or a time; now without it')
    .option('--days <days>', 'so many days of them', '1')
    .option('--number <number>', 'in the calling windows of that number')
    .option('--zone <zone>', 'zone of the customer, and of a time without an offset')
    .action(async (queue: string, _, command) => {
      const options = optionsOf(command);
      const { from, days, number, zone } = options;
      const client = connect(options, io);
      const path = inTenant(options.tenant, 'queues', queue, 'callback-slots');
      const all = await client.get(path, free, { from, days, number, zone });
      const rows = all.slots;
      show(io, options.json ?? false, all, { rows, columns: SLOTS, none: 'no free times' });
    });
}

const held = z.looseObject({ hold: z.string(), until: z.string() });

export function hold(group: Group, io: Io): void {
  group
    .command('hold')
    .description('keep a place in a slot for a while: callbacks request takes it with --hold')
    .argument('<queue>', 'the queue')
    .argument('<number>', 'whom to call back')
    .requiredOption(...TENANT)
    .requiredOption('--when <time>', 'the time')
    .option('--zone <zone>', 'of a time without an offset')
    .action(async (queue: string, number: string, _, command) => {
      const options = optionsOf(command);
      const { when, zone } = options;
      const body = { queue, to: { number }, when, ...(zone !== undefined && { zone }) };
      const one = await connect(options, io).post(inTenant(options.tenant, 'callbacks', 'holds'), held, { body });
      const columns: Columns<typeof one> = { hold: ({ hold }) => hold, until: ({ until }) => until };
      show(io, options.json ?? false, one, { rows: [one], columns, none: '' });
    });
}
