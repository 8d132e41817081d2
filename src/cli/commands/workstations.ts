/** `signalbox workstations …`: desks of a tenant, their phones, who is signed in at each, and setting them up. */
import { z } from 'zod';
import { connect, type Global } from '../access';
import type { Family } from '../family';
import { ownPart } from '../ownParts';
import { type Columns, show } from '../table';
import { inTenant, TENANT } from '../tenantPath';

const desk = z.looseObject({
  id: z.string(),
  name: z.string().optional(),
  phone: z.record(z.string(), z.string()),
  agent: z.string().optional(),
  device: z.string(),
});
type Desk = z.infer<typeof desk>;
const page = z.object({ items: z.array(desk), next: z.string().optional() });

const DESKS: Columns<Desk> = {
  workstation: ({ id }) => id,
  name: ({ name }) => name,
  phone: ({ phone }) => phone.endpoint ?? phone.number ?? phone.sip,
  device: ({ device }) => device,
  agent: ({ agent: who }) => who,
};

interface Phone {
  readonly name?: string;
  readonly endpoint?: string;
  readonly number?: string;
  readonly sip?: string;
}

export const workstations: Family = (program, io) => {
  const group = program
    .command('workstations')
    .description('desks of a tenant: their phones, and who is signed in at each');
  group
    .command('list', { isDefault: true })
    .description('all workstations')
    .requiredOption(...TENANT)
    .action(async (_, command) => {
      const { tenant, ...options } = command.optsWithGlobals() as Global & { readonly tenant: string };
      const items = await connect(options, io).all(inTenant(tenant, 'workstations'), page);
      show(io, options.json ?? false, { items }, { rows: items, columns: DESKS, none: 'there is no workstation' });
    });
  ownPart(group, io, {
    ...{ part: 'workstations', one: 'workstation', body: settingsOf },
    options: (set) =>
      set
        .option('--endpoint <endpoint>', 'its phone, such as PJSIP/6009')
        .option('--number <number>', 'its phone, dialled by a trunk')
        .option('--sip <address>', 'its phone, such as sip:bob@example.com')
        .option('--name <name>', 'how people call it'),
    example: "signalbox workstations set desk-9 --tenant acme --endpoint PJSIP/6009 --name 'Desk 9'",
  });
};

function settingsOf({ name, endpoint, number, sip }: Phone): Readonly<Record<string, unknown>> {
  const phone = {
    ...(endpoint !== undefined && { endpoint }),
    ...(number !== undefined && { number }),
    ...(sip !== undefined && { sip }),
  };
  return { name, phone: Object.keys(phone).length > 0 ? phone : undefined };
}
