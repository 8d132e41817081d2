/** What a command ends with when it does not end well: shown as words that say what to do, never as a stack. */

/** The exit codes of every command; docs/cli.md prints them. */
export const EXIT = {
  ok: 0,
  /** It did not work: nobody answers, a file cannot be read. */
  failed: 1,
  /** Used wrongly. */
  usage: 2,
  /** The gateway said no. */
  refused: 3,
  /** It worked, and what was looked for is there: a check that failed, a difference. */
  found: 4,
  /** The configuration is at fault. */
  config: 78,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What the person at the terminal did or met. */
export class CliError extends Error {
  constructor(
    message: string,
    readonly exitCode: ExitCode = EXIT.failed,
  ) {
    super(message);
    this.name = 'CliError';
  }
}
