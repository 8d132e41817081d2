/** Structured logs on standard error, one JSON line each; standard output is for the ready line. */
import { writeSync } from 'node:fs';
import pino from 'pino';
import type { Facts, Log } from './ports/log';

const STDERR = 2;
/** Who says more at once is written in pieces. */
const PIECE_CHARS = 16_000;
/** So long a line may wait for others: a write costs as much as ten lines. */
const TOGETHER_MS = 50;
/** So much waits for whoever reads. */
const WAITING_CHARS = 4_000_000;
/** So long a process that ends waits for whoever reads. */
const EXIT_MS = 1_000;
const EXIT_LOOK_MS = 10;

export function systemLog(level: string): Log {
  const writer = new Writer((lines) => logger.warn({ lines }, 'lines of the log are lost, they were not read in time'));
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: ['password', 'secret', 'authorization', '*.password', '*.secret'],
    },
    writer,
  );
  return wrap(logger, () => writer.soon());
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

/**
 * The way of lines to standard error, which nobody waits for: whoever reads a log may stop, and calls go on. Lines are
 * written several in one go, in their order; what comes beyond those that wait for the reader is lost, and counted.
 */
class Writer {
  private lines: string[] = [];
  private chars = 0;
  /** What is being written: what is left of it, and how many lines it was. */
  private rest: Uint8Array = new Uint8Array();
  private inRest = 0;
  private lost = 0;
  /** The lost lines that `rest` tells of. */
  private told = 0;
  private due: NodeJS.Timeout | undefined;
  private urgent = false;

  /** `onLost` is told how many lines are missing once others are taken again; what it logs stands in their place. */
  constructor(private readonly onLost: (lines: number) => void) {
    // Node makes a pipe or a socket non-blocking when it opens the stream: a full one refuses a write instead of holding it.
    void process.stderr;
    process.once('exit', () => this.end());
  }

  write(line: string): void {
    if (this.lost > 0 || this.chars + this.rest.length + line.length > WAITING_CHARS) this.lost += 1;
    else {
      this.lines.push(line);
      this.chars += line.length;
    }
    if (this.chars >= PIECE_CHARS && this.rest.length === 0) this.flush();
    else this.later();
  }

  /** When this turn is over. */
  soon(): void {
    if (this.urgent) return;
    this.urgent = true;
    setImmediate(() => this.flush());
  }

  private later(): void {
    this.due ??= setTimeout(() => this.flush(), TOGETHER_MS).unref();
  }

  private flush(): void {
    clearTimeout(this.due);
    this.due = undefined;
    this.urgent = false;
    if (!this.pass()) this.later();
  }

  private end(): void {
    const until = performance.now() + EXIT_MS;
    const nobody = new Int32Array(new SharedArrayBuffer(4));
    while (!this.pass() && performance.now() < until) Atomics.wait(nobody, 0, 0, EXIT_LOOK_MS);
  }

  /** Writes until nothing is left, or nothing more is taken: false then. */
  private pass(): boolean {
    try {
      while (this.rest.length > 0 || this.next()) this.rest = this.rest.subarray(writeSync(STDERR, this.rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return false;
      // The reader is gone, or a disk is full: that ends no call.
      this.lost += this.told + this.inRest + this.lines.length;
      this.take();
      this.rest = new Uint8Array();
    }
    return true;
  }

  /** Whether there is more to write, which is then in `rest`. */
  private next(): boolean {
    this.told = 0;
    if (this.lines.length === 0 && this.lost > 0) {
      const { lost } = this;
      this.lost = 0;
      this.onLost(lost);
      this.told = lost - this.lines.length; // the line that tells of them counts as one when it is lost itself
    }
    this.inRest = this.lines.length;
    this.rest = Buffer.from(this.take());
    return this.rest.length > 0;
  }

  private take(): string {
    const all = this.lines.join('');
    this.lines = [];
    this.chars = 0;
    return all;
  }
}
