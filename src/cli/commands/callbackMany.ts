/** `signalbox callbacks cancel-all` and `switches`: what concerns many callbacks at once. */
import { InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { connect } from '../access';
import type { Io } from '../io';
import { type Columns, show } from '../table';
import { inTenant, TENANT } from '../tenantPath';
import { type Group, optionsOf } from './callbackTable';

const done = z.looseObject({ matched: z.number(), cancelled: z.number(), tooLate: z.number(), more: z.boolean() });
type Done = z.infer<typeof done>;

/** Request after request, as long as something is left to cancel. */
export function cancelMany(group: Group, io: Io): void {
  group
    .command('cancel-all')
    .description('cancel every pending callback that fits')
    .requiredOption(...TENANT)
    .option('--queue <queue>', 'only of this queue')
    .option('--state <state>', 'only in this state, such as scheduled')
    .option('--number <number>', 'only for this number, in E.164')
    .option('--due-before <time>', 'only those that are due by then')
    .option('--all', 'every one of the tenant')
    .option('--no-message', 'send no messages about it')
    .option('--dry-run', 'only count them')
    .action(async (_, command) => {
      const options = optionsOf(command);
      const { queue, state, number, dueBefore, all, dryRun } = options;
      const quiet = options.message === false && { confirmationMessage: false };
      const body = { queue, state, customerNumber: number, dueBefore, all, dryRun, ...quiet };
      const client = connect(options, io);
      const path = inTenant(options.tenant, 'callbacks', 'cancel');
      let sum: Done = { matched: 0, cancelled: 0, tooLate: 0, more: true };
      for (let first = true; sum.more; first = false) {
        const one = await client.post(path, done, { body });
        sum = {
          matched: first ? one.matched : sum.matched,
          cancelled: sum.cancelled + one.cancelled,
          // Who could not be cancelled is found again by the next request.
          tooLate: one.tooLate,
          more: one.more && one.cancelled > 0,
        };
      }
      const columns: Columns<Done> = {
        found: ({ matched }) => matched,
        cancelled: ({ cancelled }) => cancelled,
        'too late': ({ tooLate }) => tooLate,
      };
      show(io, options.json ?? false, sum, { rows: [sum], columns, none: '' });
    });
}

const level = z.looseObject({
  accept: z.boolean(),
  dial: z.boolean(),
  byHand: z.looseObject({ by: z.string() }).optional(),
});
const allSwitches = z.object({
  installation: level,
  tenant: level,
  queues: z.array(level.extend({ queue: z.string() })),
});
const ON_OFF = { on: true, off: false, mapping: null } as const;
function onOff(value: string): boolean | null {
  if (value in ON_OFF) return ON_OFF[value as keyof typeof ON_OFF];
  throw new InvalidArgumentError('it takes on, off or mapping.');
}

/** Turns them where a value is given; shows what holds then. */
export function switches(group: Group, io: Io): void {
  group
    .command('switches')
    .description('whether callbacks are taken and dialled; with a value this is set by hand')
    .requiredOption(...TENANT)
    .option('--queue <queue>', 'of this queue; else of all of the tenant')
    .option('--accept <value>', 'take new ones: on, off, or mapping (as it says there)', onOff)
    .option('--dial <value>', 'dial them: on, off, or mapping', onOff)
    .action(async (_, command) => {
      const options = optionsOf(command);
      const { accept, dial } = options;
      const client = connect(options, io);
      const path = inTenant(options.tenant, 'callbacks', 'switches');
      const body = { queue: options.queue, accept, dial };
      if (accept !== undefined || dial !== undefined) await client.post(path, z.unknown(), { body });
      const now = await client.get(path, allSwitches);
      const rows = [
        { where: 'installation', ...now.installation },
        { where: 'tenant', ...now.tenant },
        ...now.queues.map(({ queue, ...rest }) => ({ where: `queue ${queue}`, ...rest })),
      ];
      const columns: Columns<(typeof rows)[number]> = {
        where: ({ where }) => where,
        taken: (one) => (one.accept ? 'on' : 'off'),
        dialled: (one) => (one.dial ? 'on' : 'off'),
        'by hand': ({ byHand }) => byHand?.by,
      };
      show(io, options.json ?? false, now, { rows, columns, none: '' });
    });
}
