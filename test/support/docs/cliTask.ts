/** A task at the command line, as docs/cli.md prints it and a test carries it out. */
interface Step {
  /** As typed, after `signalbox`; `$FOLDER` is a folder of one's own, other names were kept by a step before. */
  readonly command: string;
  /** Words that the answer has. */
  readonly shows: string | RegExp;
  /** Default 0. */
  readonly code?: number;
  /** What of the answer later steps name: `$<name>` is what the pattern found. */
  readonly keep?: { readonly name: string; readonly of: RegExp };
}

export interface Task {
  readonly title: string;
  readonly steps: readonly Step[];
}
