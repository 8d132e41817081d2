/** `signalbox doctor`: what is well and what is not, each in words that say what to do. */
import type { Finding } from '../../core/finding';
import { doctorView } from '../../delivery/http/doctor';
import { connect, type Global } from '../access';
import { CliError, EXIT } from '../cliError';
import { Refused } from '../client';
import type { Family } from '../family';
import type { Io } from '../io';
import { examineLocally } from '../localDoctor';
import { printable } from '../paint';

interface Options extends Global {
  readonly quiet?: boolean;
}

export const doctor: Family = (program, io) => {
  program
    .command('doctor')
    .description('look over PBXs, dialplan, store, programs and machine; says what to do about each fault')
    .option('--quiet', 'only what is not well')
    .addHelpText(
      'after',
      `
Ends with 4 when a check failed. Without a gateway that answers it looks at what this machine has.

Examples:
  signalbox doctor
  signalbox doctor --quiet
  signalbox doctor --json | jq '.findings[] | select(.level == "fail")'`,
    )
    .action(async (_, command) => {
      const { quiet = false, ...global } = command.optsWithGlobals() as Options;
      const findings = await look(global, io);
      if (global.json) io.out(JSON.stringify({ findings }, null, 2));
      else print(findings, quiet, io);
      if (findings.some(({ level }) => level === 'fail')) throw new CliError('', EXIT.found);
    });
};

async function look(global: Global, io: Io): Promise<readonly Finding[]> {
  try {
    return (await connect(global, io).get('/v1/system/doctor', doctorView)).findings;
  } catch (error) {
    if (!(error instanceof CliError) || error instanceof Refused || error.exitCode === EXIT.usage) throw error;
    if (global.url ?? io.env.SIGNALBOX_URL) throw error; // another machine: nothing of it can be seen from here
    return examineLocally(io.env, error.message);
  }
}

function print(findings: readonly Finding[], quiet: boolean, io: Io): void {
  const { paint } = io;
  const marks = {
    ok: paint.good('ok  '),
    unknown: paint.dim('?   '),
    warn: paint.warn('warn'),
    fail: paint.bad('FAIL'),
  };
  const shown = quiet ? findings.filter(({ level }) => level === 'warn' || level === 'fail') : findings;
  const width = Math.max(0, ...shown.map(({ area }) => area.length));
  for (const { area, level, words, todo } of shown) {
    io.out(`${marks[level]}  ${paint.bold(printable(area.padEnd(width)))}  ${printable(words)}`);
    if (todo !== undefined && level !== 'ok') io.out(`      ${' '.repeat(width)}  -> ${printable(todo)}`);
  }
  const count = (level: Finding['level']) => findings.filter((one) => one.level === level).length;
  io.err(
    `${count('ok')} ok, ${count('unknown')} not looked at, ${count('warn')} to look after, ${count('fail')} failed`,
  );
}
