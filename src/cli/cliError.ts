/** What the person at the terminal did or met: shown as one line, without a stack. */
export class CliError extends Error {
  constructor(
    message: string,
    /** 2: used wrongly; 1: it did not work. */
    readonly exitCode = 1,
  ) {
    super(message);
    this.name = 'CliError';
  }
}
