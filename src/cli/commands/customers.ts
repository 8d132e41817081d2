/** `signalbox customers erase`: a customer who wants to be forgotten. */
import { z } from 'zod';
import { connect, type Global } from '../access';
import type { Family } from '../family';
import { inTenant, TENANT } from '../tenantPath';

const forgotten = z.looseObject({
  calls: z.number(),
  transactions: z.number(),
  recordings: z.number(),
  held: z.number(),
  emptied: z.number(),
  left: z.number(),
});

export const customers: Family = (program, io) => {
  const group = program.command('customers').description('people who call a tenant');
  group
    .command('erase')
    .description('forget what transactions of a number said, and delete their recordings; doing it again does no harm')
    .argument('<number>', 'the customer, in E.164')
    .requiredOption(...TENANT)
    .addHelpText('after', '\nExamples:\n  signalbox customers erase +493088877766 --tenant acme')
    .action(async (number: string, _, command) => {
      const { tenant, json } = command.optsWithGlobals() as Global & { tenant: string };
      const path = inTenant(tenant, 'customers', 'erase');
      const told = await connect(command.optsWithGlobals(), io).post(path, forgotten, { body: { number } });
      if (json) return io.out(JSON.stringify(told, null, 2));
      const { calls, transactions, recordings, held, emptied, left } = told;
      io.out(
        `${transactions} transactions with ${calls} calls are forgotten: ${emptied} records and documents were emptied`,
      );
      io.out(`${recordings} recordings are deleted`);
      if (held > 0) io.out(`${held} recordings stay: a legal hold keeps them`);
      if (left > 0) io.out(`${left} transactions go on: erase again when they are over`);
    });
};
