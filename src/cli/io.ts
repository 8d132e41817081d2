/** What a command has of the outside: streams, environment, time. Tests give one in memory. */
import type { Clock } from '../ports/clock';
import { type Paint, paint } from './paint';

/** As `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface Io {
  readonly env: Environment;
  /** One line, or several, on standard output: what was asked for. */
  out(text: string): void;
  /** On standard error: what is said beside it. */
  err(text: string): void;
  readonly paint: Paint;
  readonly now: () => number;
  readonly after: Clock['after'];
  /** Aborted by Ctrl-C or a request to end. */
  readonly signal: AbortSignal;
  /** What comes in by a pipe, to its end. */
  stdin(): Promise<string>;
}

/** The process itself. */
export function processIo(): Io {
  const { env, stdout, stderr } = process;
  return {
    env,
    out: (text) => void stdout.write(`${text}\n`),
    err: (text) => void stderr.write(`${text}\n`),
    paint: paint(stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb'),
    now: Date.now,
    after: (ms, fire) => {
      const timer = setTimeout(fire, ms);
      return () => clearTimeout(timer);
    },
    signal: interrupted(),
    stdin: async () => {
      let text = '';
      for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk;
      return text;
    },
  };
}

/** The first Ctrl-C ends a command in good order, the second at once. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}
