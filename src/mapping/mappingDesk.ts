/** Does what takes long of a mapping in a thread, which is kept for a while: to start one takes longer than most mappings. */
import path from 'node:path';
import { compareKept, type Examination, type Examined, examine } from '../core/mappingExamination';
import type { Clock } from '../ports/clock';
import type { MappingDesk } from '../ports/mappingSource';
import { KeptThread } from '../thread';

/** So many characters are looked at in a few milliseconds: they need no thread. */
const SHORT = 24_000;
/** The largest mapping that is taken needs a second, several on a busy machine. */
const WORK_MS = 30_000;
const ENTRY = path.join(__dirname, 'mappingDeskThread');

export type DeskJob = { readonly examine: Examination } | { readonly compare: readonly [string, string] };

export interface MappingThread extends MappingDesk {
  /** Ends the thread; what it is asked for is not answered. */
  close(): Promise<void>;
}

export function deskInThread(clock: Pick<Clock, 'after'>, short = SHORT, ms = WORK_MS): MappingThread {
  const thread = new KeptThread(clock, ENTRY);
  return {
    async examine(job) {
      if (job.input.length + job.inForce.length < short) return examine(job);
      const found = await thread.do<Examined>({ examine: job } satisfies DeskJob, ms);
      return found ?? { unfit: [{ path: '', message: 'takes too long to check' }] };
    },
    async compareKept(before, after) {
      if (before.length + after.length < short) return compareKept(before, after);
      const found = await thread.do<string>({ compare: [before, after] } satisfies DeskJob, ms);
      if (found === undefined) throw new Error('two mappings took too long to compare');
      return found;
    },
    close: () => thread.close(),
  };
}
