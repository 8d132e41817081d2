/** `signalbox webhooks dead-letters …`: events that a webhook did not take. */
import type { Command } from 'commander';
import { z } from 'zod';
import { connect, type Global } from '../access';
import type { Family } from '../family';
import type { Io } from '../io';
import { type Columns, second, show } from '../table';
import { inTenant, TENANT } from '../tenantPath';

interface Options extends Global {
  readonly tenant: string;
}

const letter = z.looseObject({
  id: z.string(),
  sequence: z.number(),
  type: z.string(),
  transaction: z.string().optional(),
  attempts: z.number(),
  lastAt: z.string(),
  reason: z.string(),
  status: z.number().optional(),
});
type Letter = z.infer<typeof letter>;
const page = z.object({ items: z.array(letter), next: z.string().optional() });
const counted = z.looseObject({ count: z.number() });

const COLUMNS: Columns<Letter> = {
  'dead letter': ({ id }) => id,
  sequence: ({ sequence }) => `#${sequence}`,
  type: ({ type }) => type,
  attempts: ({ attempts }) => attempts,
  'last tried': ({ lastAt }) => second(lastAt),
  why: ({ reason, status }) => (status === undefined ? reason : `${reason} ${status}`),
};

const VERBS = {
  replay: ['try all of them once more, or one, before the next event', 'are tried once more'],
  purge: ['throw all of them away, or one', 'are thrown away'],
} as const;

type Group = Parameters<Family>[0];
const optionsOf = (command: { optsWithGlobals(): unknown }): Options => command.optsWithGlobals() as Options;

export function deadLetters(webhooks: Group, io: Io): void {
  const group = webhooks.command('dead-letters').description('events that a webhook did not take');
  of(group, 'list', 'dead letters of a webhook, the oldest first').action(async (webhook: string, _, command) => {
    const options = optionsOf(command);
    const items = await connect(options, io).all(inTenant(options.tenant, 'webhooks', webhook, 'dead-letters'), page);
    show(io, options.json ?? false, { items }, { rows: items, columns: COLUMNS, none: 'there is none' });
  });
  for (const [verb, [words, done]] of Object.entries(VERBS))
    of(group, verb, words)
      .argument('[letter]', 'one of them; default all')
      .action(async (webhook: string, one: string | undefined, _, command) => {
        const options = optionsOf(command);
        const words = [webhook, 'dead-letters', ...(one === undefined ? [] : [one]), verb];
        const told = await connect(options, io).post(inTenant(options.tenant, 'webhooks', ...words), counted);
        if (options.json) io.out(JSON.stringify(told, null, 2));
        else io.err(`${told.count} ${done}`);
      });
}

const of = (group: Group, verb: string, words: string): Command =>
  group
    .command(verb)
    .description(words)
    .argument('<webhook>', 'id of the webhook')
    .requiredOption(...TENANT);
