/** docs/cli.md, printed from the command table and from the tasks that a test carries out. */
import type { Command } from 'commander';
import { EXIT } from '../../../src/cli/cliError';
import { program } from '../../../src/cli/program';
import { MemoryIo } from '../memoryIo';
import { TASKS } from './cliTasks';

const MEANING: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: 'It worked.',
  failed: 'It did not work: nobody answers, a file cannot be read, the gateway is in trouble.',
  usage: 'The command was used wrongly.',
  refused: 'The gateway said no: the key may not, there is no such thing, the input has flaws (each is named).',
  found:
    'It worked, and what it looks for is there: `doctor` a check that failed, `mappings diff --exit-code` a difference.',
  config: 'The configuration is at fault; every setting that is wrong is named.',
};

export function cliPage(notice: string): string {
  const root = program(new MemoryIo());
  const exits = Object.entries(EXIT).map(([name, code]) => `| ${code} | ${MEANING[name as keyof typeof EXIT]} |`);
  return `${notice}
# The command line

\`make run\` and \`npm install\` put \`signalbox\` into \`node_modules/.bin\`: \`npx signalbox help\`. Commands that ask a gateway need its address
and a key. On the machine of the gateway both are found by themselves, in its settings and its data folder; elsewhere give \`--url\` and
\`--key\`, or set \`SIGNALBOX_URL\` and \`SIGNALBOX_KEY\`. Tables are for people; \`--json\` prints what the API answered. Colours are for a terminal
alone, never with \`NO_COLOR\`.

| exit code | meaning |
|---|---|
${exits.join('\n')}

## Options of every command

${optionsOf(root)}

## Tasks

${TASKS.map(taskOf).join('\n\n')}

${leaves(root).map(section).join('\n')}`;
}

const taskOf = ({ title, steps }: (typeof TASKS)[number]): string =>
  `${title}\n\n\`\`\`sh\n${steps
    .filter(({ code = 0 }) => code === 0)
    .map(({ command }) => `signalbox ${command.replaceAll('$FOLDER', '/backup')}`)
    .join('\n')}\n\`\`\``;

/** Commands that do something, in the order of the table. */
const leaves = (command: Command): Command[] =>
  command.commands.flatMap((sub) => (sub.commands.length > 0 ? leaves(sub) : [sub]));

const wordsOf = (command: Command): string => `${command.parent ? `${wordsOf(command.parent)} ` : ''}${command.name()}`;

function section(command: Command): string {
  const args = command.registeredArguments.filter((arg) => arg.description);
  const parts = [
    `## ${wordsOf(command)}`,
    `\`\`\`\n${wordsOf(command)} ${command.usage()}\n\`\`\``,
    `${sentence(command.description())}`,
    args.map((arg) => `- \`${arg.name()}\`: ${arg.description}`).join('\n'),
    optionsOf(command),
    examplesOf(command),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

const sentence = (text: string): string =>
  `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.:]$/.test(text) ? '' : '.'}`;

const optionsOf = (command: Command): string =>
  command.options.map(({ flags, description }) => `- \`${flags}\`: ${description}`).join('\n');

/** What `help` says after the options. */
function examplesOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  const examples = /\nExamples:\n([\s\S]*)$/.exec(text)?.[1];
  return examples === undefined ? '' : `\`\`\`sh\n${examples.trimEnd().replace(/^ {2}/gm, '')}\n\`\`\``;
}
