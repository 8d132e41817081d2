/** `signalbox audit`: who changed what. */
import { z } from 'zod';
import { connect, type Global } from '../access';
import { changeText } from '../changeText';
import type { Family } from '../family';
import { whole } from '../optionValues';
import { type Columns, second, show } from '../table';
import { inTenant } from '../tenantPath';

interface Options extends Global {
  readonly tenant?: string;
  readonly actor?: string;
  readonly subject?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit?: number;
}

const act = z.looseObject({
  time: z.string(),
  type: z.string(),
  subject: z.string(),
  actor: z.string(),
  actorName: z.string().optional(),
  changes: z.array(z.looseObject({ field: z.string(), before: z.unknown().optional(), after: z.unknown().optional() })),
});
type Act = z.infer<typeof act>;
const page = z.object({ items: z.array(act), next: z.string().optional() });

const COLUMNS: Columns<Act> = {
  time: ({ time }) => second(time),
  by: ({ actor, actorName }) => (actorName === undefined ? actor : `${actorName} (${actor})`),
  act: ({ type }) => type,
  of: ({ subject }) => subject,
  changes: ({ changes }) => changes.map(changeText).join('; ').slice(0, 200),
};

export const audit: Family = (program, io) => {
  program
    .command('audit')
    .description('who changed what, newest first; acts of administration are kept for 400 days')
    .option('--tenant <tenant>', 'in and about this tenant; without it: in the installation')
    .option('--actor <actor>', 'only by this one: user:<id>, key:<id> or system')
    .option('--subject <subject>', 'only to this: <kind>/<id>, or all of a kind')
    .option('--from <time>', 'from then on, such as 2027-01-01T00:00:00Z')
    .option('--to <time>', 'before then')
    .option('--limit <number>', 'at most so many; default 50', whole)
    .addHelpText('after', '\nExamples:\n  signalbox audit --tenant acme\n  signalbox audit --subject mapping --limit 5')
    .action(async (_, command) => {
      const { tenant, actor, subject, from, to, limit = 50, ...global } = command.optsWithGlobals() as Options;
      const path = tenant === undefined ? '/v1/system/audit' : inTenant(tenant, 'audit');
      const query = { actor, subject, from, to };
      const items = await connect(global, io).all(path, page, query, limit);
      show(io, global.json ?? false, { items }, { rows: items, columns: COLUMNS, none: 'nothing was changed' });
    });
};
