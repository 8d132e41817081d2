/** Structured logs on standard error, one JSON line each; standard output is for the ready line. */
import pino from 'pino';
import type { Facts, Log } from './ports/log';

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
      pino.destination(2),
    ),
  );
}

const wrap = (logger: pino.Logger): Log => ({
  debug: (message, facts) => logger.debug(facts ?? {}, message),
  info: (message, facts) => logger.info(facts ?? {}, message),
  warn: (message, facts) => logger.warn(facts ?? {}, message),
  error: (message, facts) => logger.error(facts ?? {}, message),
  with: (facts: Facts) => wrap(logger.child(facts)),
});
