/** `signalbox prompts …`: announcements of a tenant, as texts or audio, by language. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { connect, type Global } from '../access';
import { CliError } from '../cliError';
import { type Client, Refused } from '../client';
import { intoFile } from '../download';
import type { Family } from '../family';
import type { Io } from '../io';
import { type Columns, show } from '../table';
import { inTenant, TENANT } from '../tenantPath';

interface Options extends Global {
  readonly tenant: string;
}

const prompt = z.looseObject({
  id: z.string(),
  description: z.string().optional(),
  instead: z.string().optional(),
  languages: z.array(
    z.looseObject({
      language: z.string(),
      text: z.string().optional(),
      durationMs: z.number().optional(),
      problem: z.string().optional(),
    }),
  ),
});
type Prompt = z.infer<typeof prompt>;
const page = z.object({ items: z.array(prompt), next: z.string().optional() });

/** A language of a prompt; none for a prompt that has none. */
interface Row {
  readonly name: string;
  readonly instead?: string | undefined;
  readonly in?: Prompt['languages'][number];
}

const COLUMNS: Columns<Row> = {
  prompt: ({ name }) => name,
  language: (row) => row.in?.language,
  seconds: (row) => row.in?.durationMs && (row.in.durationMs / 1_000).toFixed(1),
  text: (row) => row.in?.text?.slice(0, 60),
  problem: (row) => row.in?.problem,
  instead: ({ instead }) => instead,
};

type Group = Parameters<Family>[0];
const optionsOf = (command: { optsWithGlobals(): unknown }): Options => command.optsWithGlobals() as Options;
const NAME = ['<prompt>', 'its name, as treatments say it'] as const;
const LANGUAGE = ['<language>', 'such as en or de-CH'] as const;

export const prompts: Family = (program, io) => {
  const group = program.command('prompts').description('announcements of a tenant, by language');
  for (const add of [listPrompts, say, upload, download, remove]) add(group, io);
};

function listPrompts(group: Group, io: Io): void {
  group
    .command('list')
    .description('prompts with their languages')
    .requiredOption(...TENANT)
    .action(async (_, command) => {
      const options = optionsOf(command);
      const items = await connect(options, io).all(inTenant(options.tenant, 'prompts'), page);
      show(
        io,
        options.json ?? false,
        { items },
        { rows: items.flatMap(rowsOf), columns: COLUMNS, none: 'there is none' },
      );
    });
}

const rowsOf = ({ id: name, instead, languages }: Prompt): Row[] =>
  languages.length === 0 ? [{ name, instead }] : languages.map((one) => ({ name, instead, in: one }));

function say(group: Group, io: Io): void {
  group
    .command('say')
    .description('a text that is spoken in that language; a prompt that is not there is made')
    .argument(...NAME)
    .argument(...LANGUAGE)
    .argument('<text>', 'what is said')
    .requiredOption(...TENANT)
    .addHelpText('after', "\nExamples:\n  signalbox prompts say welcome en 'Welcome to Acme.' --tenant acme")
    .action(async (name: string, language: string, text: string, _, command) => {
      const options = optionsOf(command);
      const client = connect(options, io);
      await made(client, options, name);
      const body = { texts: { [language]: text } };
      print(
        await client.post(inTenant(options.tenant, 'prompts', name), prompt, { method: 'PATCH', body }),
        options,
        io,
      );
    });
}

function upload(group: Group, io: Io): void {
  group
    .command('upload')
    .description('audio in the place of what the language had; a prompt that is not there is made')
    .argument(...NAME)
    .argument(...LANGUAGE)
    .argument('<file>', 'a WAV file of at most 10 MiB')
    .requiredOption(...TENANT)
    .addHelpText('after', '\nExamples:\n  signalbox prompts upload welcome de welcome-de.wav --tenant acme')
    .action(async (name: string, language: string, file: string, _, command) => {
      const options = optionsOf(command);
      const audio = { type: 'audio/wav', bytes: bytesOf(file) };
      const client = connect(options, io);
      await made(client, options, name);
      const path = inTenant(options.tenant, 'prompts', name, language);
      print(await client.post(path, prompt, { method: 'PUT', upload: audio }), options, io);
    });
}

function download(group: Group, io: Io): void {
  group
    .command('download')
    .description('the audio of a language as it is played, as a WAV file')
    .argument(...NAME)
    .argument(...LANGUAGE)
    .argument('<file>', 'a file that is not there yet')
    .requiredOption(...TENANT)
    .action(async (name: string, language: string, file: string, _, command) => {
      const options = optionsOf(command);
      await intoFile(await connect(options, io).stream(inTenant(options.tenant, 'prompts', name, language)), file);
      io.err(`${name} in ${language} is in ${file}`);
    });
}

function remove(group: Group, io: Io): void {
  group
    .command('delete')
    .description('delete a prompt that the mapping does not name, or one language of it')
    .argument(...NAME)
    .argument('[language]', 'only this one')
    .requiredOption(...TENANT)
    .action(async (name: string, language: string | undefined, _, command) => {
      const options = optionsOf(command);
      const path = inTenant(options.tenant, 'prompts', name, ...(language === undefined ? [] : [language]));
      const { data } = await connect(options, io).send(path, { method: 'DELETE' });
      if (options.json) io.out(JSON.stringify(data, null, 2));
      else io.err(`prompt ${name}${language === undefined ? '' : ` in ${language}`} is deleted`);
    });
}

/** Makes the prompt where it is not there. */
async function made(client: Client, { tenant }: Options, name: string): Promise<void> {
  try {
    await client.send(inTenant(tenant, 'prompts', name));
  } catch (error) {
    if (!(error instanceof Refused) || error.problem.status !== 404) throw error;
    await client.send(inTenant(tenant, 'prompts'), { method: 'POST', body: { name } });
  }
}

function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new CliError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

const print = (one: Prompt, { json = false }: Options, io: Io): void =>
  show(io, json, one, { rows: rowsOf(one), columns: COLUMNS, none: '' });
