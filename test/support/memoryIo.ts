/** The outside of a command in memory: what it printed is kept. */
import type { Environment, Io } from '../../src/cli/io';
import { paint } from '../../src/cli/paint';
import { run } from '../../src/cli/program';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export class MemoryIo implements Io {
  readonly printed: string[] = [];
  readonly said: string[] = [];
  readonly controller = new AbortController();
  readonly paint = paint(false);
  readonly now = Date.now;

  constructor(
    readonly env: Environment = {},
    private readonly input = '',
  ) {}

  out(text: string): void {
    this.printed.push(text);
  }

  err(text: string): void {
    this.said.push(text);
  }

  after(ms: number, fire: () => void): () => void {
    const timer = setTimeout(fire, ms);
    return () => clearTimeout(timer);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  async stdin(): Promise<string> {
    return this.input;
  }

  /** Runs one command line, as a shell would hand it over. */
  async run(...args: string[]): Promise<Ran> {
    this.printed.length = 0;
    this.said.length = 0;
    const code = await run(args, this);
    return { code, out: this.printed.join('\n'), err: this.said.join('\n') };
  }
}
