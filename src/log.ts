/** Structured logs on standard error, one JSON line each; standard output is for the ready line. */
import pino from 'pino';
import type { Facts, Log } from './ports/log';

const STDERR = 2;
/** Who says more at once is written in pieces. */
const PIECE_BYTES = 16_000;
/** So long a line may wait for others: a write costs as much as ten lines. */
const TOGETHER_MS = 50;

export function systemLog(level: string): Log {
  const pieces = new Pieces();
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: ['password', 'secret', 'authorization', '*.password', '*.secret'],
    },
    pieces,
  );
  return wrap(logger, () => pieces.soon());
}

/** Lines are written several in one go, in their order: callers do not wait for whoever reads the log. */
class Pieces implements pino.DestinationStream {
  private readonly destination = pino.destination({ dest: STDERR, sync: true, minLength: PIECE_BYTES });
  private due: NodeJS.Timeout | undefined;
  private urgent = false;

  constructor() {
    process.once('exit', () => this.flush());
  }

  write(line: string): void {
    this.destination.write(line);
    this.due ??= setTimeout(() => this.flush(), TOGETHER_MS).unref();
  }

  /** When this turn is over. */
  soon(): void {
    if (this.urgent) return;
    this.urgent = true;
    setImmediate(() => this.flush());
  }

  private flush(): void {
    clearTimeout(this.due);
    this.due = undefined;
    this.urgent = false;
    this.destination.flushSync();
  }
}

/** `soon` has a warning or an error read at once, and what was said before it. */
function wrap(logger: pino.Logger, soon: () => void): Log {
  return {
    debug: (message, facts) => logger.debug(facts ?? {}, message),
    info: (message, facts) => logger.info(facts ?? {}, message),
    warn: (message, facts) => {
      logger.warn(facts ?? {}, message);
      soon();
    },
    error: (message, facts) => {
      logger.error(facts ?? {}, message);
      soon();
    },
    with: (facts: Facts) => wrap(logger.child(facts), soon),
  };
}
