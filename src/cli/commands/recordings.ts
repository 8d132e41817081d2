/** `signalbox recordings …`: what was recorded of a tenant's calls. */
import type { Command } from 'commander';
import { z } from 'zod';
import { connect, type Global } from '../access';
import { intoFile } from '../download';
import type { Family } from '../family';
import type { Io } from '../io';
import { type Columns, second, show } from '../table';
import { inTenant, TENANT } from '../tenantPath';

interface Options extends Global {
  readonly tenant: string;
  readonly call?: string;
}

const recording = z.looseObject({
  id: z.string(),
  call: z.string(),
  state: z.string(),
  startedAt: z.string(),
  durationMs: z.number().optional(),
  keepUntil: z.string().optional(),
  legalHold: z.boolean(),
});
type Recording = z.infer<typeof recording>;
const page = z.object({ items: z.array(recording), next: z.string().optional() });

const COLUMNS: Columns<Recording> = {
  recording: ({ id }) => id,
  call: ({ call }) => call,
  state: ({ state }) => state,
  began: ({ startedAt }) => second(startedAt),
  seconds: ({ durationMs }) => durationMs && Math.round(durationMs / 1_000),
  'kept until': ({ legalHold, keepUntil }) => (legalHold ? 'told otherwise' : keepUntil?.slice(0, 10)),
};

type Group = Parameters<Family>[0];
const optionsOf = (command: { optsWithGlobals(): unknown }): Options => command.optsWithGlobals() as Options;

export const recordings: Family = (program, io) => {
  const group = program.command('recordings').description('what was recorded of calls');
  for (const add of [listRecordings, download, holds, remove]) add(group, io);
};

/** A command about one recording. */
const about = (group: Group, verb: string, words: string): Command =>
  group
    .command(verb)
    .description(words)
    .argument('<recording>', 'its id')
    .requiredOption(...TENANT);

function listRecordings(group: Group, io: Io): void {
  group
    .command('list')
    .description('recordings that are made or kept, newest first')
    .requiredOption(...TENANT)
    .option('--call <call>', 'only those of this call')
    .action(async (_, command) => {
      const options = optionsOf(command);
      const path = inTenant(options.tenant, 'recordings');
      const items = await connect(options, io).all(path, page, { call: options.call });
      show(io, options.json ?? false, { items }, { rows: items, columns: COLUMNS, none: 'there is none' });
    });
}

function download(group: Group, io: Io): void {
  about(group, 'download', 'the audio, as a WAV file')
    .argument('<file>', 'a file that is not there yet')
    .action(async (id: string, file: string, _, command) => {
      const options = optionsOf(command);
      await intoFile(await connect(options, io).stream(inTenant(options.tenant, 'recordings', id, 'audio')), file);
      io.err(`${id} is in ${file}`);
    });
}

function holds(group: Group, io: Io): void {
  for (const [verb, words, legalHold] of [
    ['hold', 'keep a recording until told otherwise, against time and everybody', true],
    ['release', 'end the legal hold of a recording', false],
  ] as const)
    about(group, verb, words).action(async (id: string, _, command) => {
      const options = optionsOf(command);
      const path = inTenant(options.tenant, 'recordings', id);
      const one = await connect(options, io).post(path, recording, { method: 'PATCH', body: { legalHold } });
      show(io, options.json ?? false, one, { rows: [one], columns: COLUMNS, none: '' });
    });
}

function remove(group: Group, io: Io): void {
  about(group, 'delete', 'delete a recording for good').action(async (id: string, _, command) => {
    const options = optionsOf(command);
    const path = inTenant(options.tenant, 'recordings', id);
    const { data } = await connect(options, io).send(path, { method: 'DELETE' });
    if (options.json) io.out(JSON.stringify(data, null, 2));
    else io.err(`recording ${id} is deleted`);
  });
}
