#!/usr/bin/env node
/** The `signalbox` command as a process. */
import { processIo } from './io';
import { run } from './program';

// `signalbox tail acme | head` closes the pipe: that is a normal end.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const LINGER_MS = 1_000;

void run(process.argv.slice(2), processIo()).then((code) => {
  // What was written to a pipe leaves first; a socket that somebody holds open keeps no command alive.
  process.exitCode = code;
  setTimeout(() => process.exit(), LINGER_MS).unref();
});
