/** Structured logs on standard error, one JSON line each; standard output is for the ready line. */
import pino from 'pino';
import type { Facts, Log } from './ports/log';

const STDERR = 2;
/** A turn that says more is written in pieces. */
const PIECE_BYTES = 16_000;

export function systemLog(level: string): Log {
  return wrap(
    pino(
      {
        level,
        base: null,
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
        redact: ['password', 'secret', 'authorization', '*.password', '*.secret'],
      },
      afterTheTurn(),
    ),
  );
}

/** What is said in one turn is written at its end, in one go: callers do not wait for whoever reads the log. */
function afterTheTurn(): pino.DestinationStream {
  const destination = pino.destination({ dest: STDERR, sync: true, minLength: PIECE_BYTES });
  let due = false;
  const flush = (): void => {
    due = false;
    destination.flushSync();
  };
  process.once('exit', flush);
  return {
    write(line) {
      destination.write(line);
      if (due) return;
      due = true;
      setImmediate(flush);
    },
  };
}

const wrap = (logger: pino.Logger): Log => ({
  debug: (message, facts) => logger.debug(facts ?? {}, message),
  info: (message, facts) => logger.info(facts ?? {}, message),
  warn: (message, facts) => logger.warn(facts ?? {}, message),
  error: (message, facts) => logger.error(facts ?? {}, message),
  with: (facts: Facts) => wrap(logger.child(facts)),
});
