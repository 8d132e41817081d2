#!/usr/bin/env node
/** The `signalbox` command: finds the subcommand and runs it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseTail, tailUsage } from './arguments';
import { CliError } from './cliError';
import { tail } from './tail';

const HELP = `signalbox <command>

  tail <tenant>   print the feed of a tenant, one line per event
  help            this text
  version         version of this installation

${tailUsage}`;

const out = (line: string): void => void process.stdout.write(`${line}\n`);
const err = (line: string): void => void process.stderr.write(`${line}\n`);

async function main([command, ...rest]: readonly string[]): Promise<void> {
  if (command === 'tail')
    return tail(parseTail(rest, process.env), { out, err, after: realAfter, signal: interrupted() });
  if (command === 'version' || command === '--version') return out(version());
  if (command === undefined || command === 'help' || command === '--help') return out(HELP);
  throw new CliError(`there is no command ${command}; see signalbox help`, 2);
}

function realAfter(ms: number, fire: () => void): () => void {
  const timer = setTimeout(fire, ms);
  return () => clearTimeout(timer);
}

/** Aborted by Ctrl-C or a request to end, so that the socket is closed properly. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

/** From the package.json above this file, wherever it was built to. */
function version(): string {
  for (let folder = __dirname; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const found = versionIn(path.join(folder, 'package.json'));
    if (found !== undefined) return found;
  }
  return 'unknown';
}

function versionIn(file: string): string | undefined {
  try {
    const { name, version: found } = JSON.parse(readFileSync(file, 'utf8'));
    return name === 'signalbox' ? found : undefined;
  } catch {
    return undefined; // no package.json in this folder
  }
}

// `signalbox tail acme | head` closes the pipe: that is a normal end.
process.stdout.on('error', () => process.exit(0));
main(process.argv.slice(2)).catch((error: unknown) => {
  err(error instanceof CliError ? `signalbox: ${error.message}` : String((error as Error).stack ?? error));
  process.exitCode = error instanceof CliError ? error.exitCode : 1;
});
