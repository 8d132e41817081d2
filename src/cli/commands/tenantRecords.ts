/** `signalbox tenants quotas|export|erase`: how much a tenant may use, all of it as a file, and the end of it. */
import { z } from 'zod';
import { connect, type Global } from '../access';
import { CliError, EXIT } from '../cliError';
import { eachLine, intoFile } from '../download';
import type { Family } from '../family';
import type { Io } from '../io';
import { show } from '../table';
import { inTenant } from '../tenantPath';

type Group = Parameters<Family>[0];

const quotas = z.looseObject({ limits: z.record(z.string(), z.number()), used: z.record(z.string(), z.number()) });
type Quotas = z.infer<typeof quotas>;

export const ofSystem = (id: string): string => `/v1/system/tenants/${encodeURIComponent(id)}`;

export function tenantQuotas(group: Group, io: Io): void {
  group
    .command('quotas')
    .description('what a tenant may use and uses, or set it')
    .argument('<tenant>', 'the tenant')
    .argument('[changes...]', '<quota>=<number> for each; <quota>=default takes it back')
    .addHelpText(
      'after',
      '\nExamples:\n  signalbox tenants quotas acme\n  signalbox tenants quotas acme dialsPerMinute=60 webhooks=default',
    )
    .action(async (tenant: string, changes: string[], _, command) => {
      const global = command.optsWithGlobals() as Global;
      const client = connect(global, io);
      if (changes.length > 0) {
        const { etag = '' } = await client.send(ofSystem(tenant));
        const body = { quotas: Object.fromEntries(changes.map(quota)) };
        await client.send(ofSystem(tenant), { method: 'PATCH', body, headers: { 'if-match': etag } });
      }
      const now = await client.get(inTenant(tenant, 'quotas'), quotas);
      const columns = {
        quota: (name: string) => name,
        used: (name: string) => now.used[name] ?? 0,
        limit: (name: string) => now.limits[name],
      };
      show<string>(io, global.json ?? false, now, { rows: namesOf(now), columns, none: '' });
    });
}

const namesOf = ({ limits }: Quotas): string[] => Object.keys(limits);

function quota(text: string): [name: string, limit: number | null] {
  const [, name = '', limit = ''] = /^(\w+)=(\d{1,9}|default)$/.exec(text) ?? [];
  if (name === '') throw new CliError(`'${text}' is not <quota>=<number> or <quota>=default`, EXIT.usage);
  return [name, limit === 'default' ? null : Number(limit)];
}

export function exportTenant(group: Group, io: Io): void {
  group
    .command('export')
    .description(
      'everything of a tenant as JSON lines, as the API shows it; to move a tenant to another store: signalbox export',
    )
    .argument('<tenant>', 'the tenant')
    .option('--output <file>', 'where to write; default: standard output')
    .addHelpText('after', '\nExamples:\n  signalbox tenants export acme --output acme.jsonl')
    .action(async (tenant: string, _, command) => {
      const { output, ...global } = command.optsWithGlobals() as Global & { output?: string };
      const client = connect(global, io);
      const answer = await client.stream(inTenant(tenant, 'export'));
      if (output === undefined) return eachLine(answer, client.reach.url, (line) => io.out(line));
      await intoFile(answer, output);
      io.err(`everything of ${tenant} is in ${output}`);
    });
}

export function eraseTenant(group: Group, io: Io): void {
  group
    .command('erase')
    .description('drop everything of a tenant, for ever; it is suspended and out of the mapping before')
    .argument('<tenant>', 'the tenant')
    .requiredOption('--confirm <tenant>', 'its name once more: there is no way back')
    .addHelpText(
      'after',
      '\nExamples:\n  signalbox tenants suspend initech && signalbox tenants erase initech --confirm initech',
    )
    .action(async (tenant: string, _, command) => {
      const { confirm, ...global } = command.optsWithGlobals() as Global & { confirm: string };
      const { data } = await connect(global, io).send(`${ofSystem(tenant)}/erase`, {
        method: 'POST',
        body: { confirm },
      });
      if (global.json) io.out(JSON.stringify(data, null, 2));
      else io.err(`nothing of ${tenant} is left but its name, which is not used again`);
    });
}
