/** What happened in a world, line by line, with a running SHA-256: two runs were the same when their hashes are. */
import { createHash } from 'node:crypto';

const SHOWN = 200;

/** Lines with the virtual time at which they were written. */
export class Trace {
  readonly lines: string[] = [];
  private readonly sum = createHash('sha256');

  constructor(private readonly elapsed: () => number) {}

  /** Appends one line; the hash covers its time and text. */
  readonly write = (line: string): void => {
    const stamped = `${(this.elapsed() / 1000).toFixed(3).padStart(10)}  ${line}`;
    this.lines.push(stamped);
    this.sum.update(`${stamped}\n`);
  };

  /** SHA-256 of everything written so far. */
  hash(): string {
    return this.sum.copy().digest('hex');
  }

  /** The last lines, for a failed test. */
  tail(): string {
    const left = this.lines.length - SHOWN;
    return (left > 0 ? [`(${left} lines before)`] : []).concat(this.lines.slice(-SHOWN)).join('\n');
  }
}
