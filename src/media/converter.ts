/** Conversions one after the other, each in a thread that ends with it: a broken file can take nothing down but itself. */
import { join } from 'node:path';
import { type Refusal, refuse } from '../core/errors';
import type { Clock } from '../ports/clock';
import { inThread } from '../thread';
import type { Converted } from './convert';

/** How long one conversion may take: ten minutes of audio take about two seconds. */
const CONVERT_MS = 20_000;
/** Conversions that may wait. */
const MAX_WAITING = 8;

interface Answer {
  readonly converted?: Converted;
  readonly problem?: string;
  readonly refused?: boolean;
}

export class Converter {
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  constructor(private readonly clock: Clock) {}

  /** Converts the file; audio that cannot be taken is a refusal, all else throws. */
  async run(path: string, type: string): Promise<Converted | Refusal> {
    if (this.waiting >= MAX_WAITING) return refuse('audio.busy');
    this.waiting += 1;
    const turn = this.last.then(() => this.convert(path, type));
    this.last = turn.catch(() => undefined).finally(() => this.waiting--);
    return turn;
  }

  private async convert(path: string, type: string): Promise<Converted | Refusal> {
    const answer = await inThread<Answer>(this.clock, join(__dirname, 'convertThread'), { path, type }, CONVERT_MS);
    if (!answer) return refuse('audio.invalid', 'it takes too long to convert');
    const { converted, problem = '', refused } = answer;
    if (converted) return converted;
    if (refused) return refuse('audio.invalid', problem.replace(/^Error: /, ''));
    throw new Error(problem);
  }
}
