/** `signalbox offers …`: whom agents are asked to take, what came of it, and saying no for one of them. */
import { Option } from 'commander';
import { z } from 'zod';
import { connect, type Global } from '../access';
import type { Family } from '../family';
import type { Io } from '../io';
import { whole } from '../optionValues';
import { type Columns, facts, second, show } from '../table';
import { inTenant, TENANT } from '../tenantPath';

interface Options extends Global {
  readonly tenant: string;
  readonly agent?: string;
  readonly state?: string;
  readonly limit?: number;
}

const offer = z.looseObject({
  id: z.string(),
  state: z.string(),
  reason: z.string().optional(),
  agent: z.string(),
  workstation: z.string(),
  queue: z.string(),
  entry: z.string(),
  call: z.string(),
  customerNumber: z.string().optional(),
  preview: z.looseObject({ callback: z.string() }).optional(),
  createdAt: z.string(),
  expiresAt: z.string(),
  endedAt: z.string().optional(),
});
type Offer = z.infer<typeof offer>;
const page = z.object({ items: z.array(offer), next: z.string().optional() });

const stateOf = ({ state, reason }: Offer): string => (reason === undefined ? state : `${state} (${reason})`);

const COLUMNS: Columns<Offer> = {
  offer: ({ id }) => id,
  agent: ({ agent }) => agent,
  state: stateOf,
  queue: ({ queue }) => queue,
  customer: ({ customerNumber }) => customerNumber,
  of: ({ preview, call }) => preview?.callback ?? call,
  began: ({ createdAt }) => second(createdAt),
  ended: ({ endedAt }) => endedAt && second(endedAt),
};

type Group = Parameters<Family>[0];
const optionsOf = (command: { optsWithGlobals(): unknown }): Options => command.optsWithGlobals() as Options;

export const offers: Family = (program, io) => {
  const group = program.command('offers').description('offers to agents: who is asked to take whom');
  for (const add of [list, one, decline]) add(group, io);
};

function list(group: Group, io: Io): void {
  group
    .command('list')
    .description('offers that ring, or have ended, newest first')
    .requiredOption(...TENANT)
    .option('--agent <agent>', 'only those to this agent')
    .addOption(new Option('--state <state>', 'live (default): they ring').choices(['live', 'ended', 'all']))
    .option('--limit <number>', 'at most so many; default 50', whole)
    .action(async (_, command) => {
      const { tenant, agent, state, limit = 50, ...global } = optionsOf(command);
      const items = await connect(global, io).all(inTenant(tenant, 'offers'), page, { agent, state }, limit);
      show(io, global.json ?? false, { items }, { rows: items, columns: COLUMNS, none: 'there is no offer' });
    });
}

const about = (group: Group, verb: string, words: string): Group =>
  group
    .command(verb)
    .description(words)
    .argument('<offer>', 'as `offers list` names it')
    .requiredOption(...TENANT);

function one(group: Group, io: Io): void {
  about(group, 'show', 'one offer: who is asked to take whom, since when, and what came of it').action(
    async (id: string, _, command) => {
      const options = optionsOf(command);
      const found = await connect(options, io).get(inTenant(options.tenant, 'offers', id), offer);
      facts(io, options.json ?? false, found, {
        offer: found.id,
        state: stateOf(found),
        agent: `${found.agent} at ${found.workstation}`,
        queue: found.queue,
        entry: found.entry,
        customer: found.customerNumber,
        call: found.call,
        callback: found.preview?.callback,
        began: second(found.createdAt),
        [found.endedAt === undefined ? 'rings until' : 'ended']: second(found.endedAt ?? found.expiresAt),
      });
    },
  );
}

function decline(group: Group, io: Io): void {
  about(group, 'decline', 'say no for an agent: the phone stops, and the next one is asked').action(
    async (id: string, _, command) => {
      const options = optionsOf(command);
      const path = inTenant(options.tenant, 'offers', id, 'decline');
      const told = await connect(options, io).post(path, z.unknown());
      io.out(options.json ? JSON.stringify(told, null, 2) : `${id} is declined`);
    },
  );
}
