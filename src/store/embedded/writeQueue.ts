/**
 * Who writes next. One write is in flight; what arrives meanwhile becomes the next one, of several tenants together:
 * the disk is synced once for all of them. Under load writes keep a distance, so that each carries more
 * (docs/decisions/0007). Commits go first. Slices (documents, pruning, erasing) fill the pauses; where commits leave none, slices
 * get at most a tenth of the time, else documents would never be written under load (docs/decisions/0005).
 */
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Batch, CommitOutcome, Document, Stored } from '../../ports/store';
import { Lane, type Size } from './lane';
import { packBatch, packDocuments } from './pack';
import type { Chore, ChoreDone, PackedBatch, PackedSlice, WriteOutcome, WriterCalls } from './protocol';
import type { Thread } from './thread';

/** 1 MiB, counted in characters: the limit is there for the length of a write, not for space. */
const MAX_CHARS = 1_048_576;
const MAX_RECORDS = 1_000;
/** Documents in one write at most: few milliseconds, for which a commit that comes meanwhile has to wait. */
export const SLICE = 100;

/** Milliseconds for which commits may keep the first slice waiting. */
const PATIENCE = 50;
/**
 * A write costs two changes of threads and a sync, whatever it carries. One that carried more than `FEW` records shows
 * that many decide at the same time: the next begins no sooner than `SPACING` ms after it.
 */
const FEW = 4;
const SPACING = 4;
/** How many times as long as a slice took the commits then go first again. */
const SHARE = 9;

/** A part of a checkpoint: at most `SLICE` documents; the last part carries the mark. */
export interface Slice {
  readonly tenant: string;
  readonly documents: readonly Document[];
  readonly mark?: number;
}

/** What is neither a commit nor a checkpoint: one slice of a chore, or a page of an import. */
type Extra = (writer: Thread<WriterCalls>) => Promise<unknown>;

export class WriteQueue {
  private readonly commits = new Lane<PackedBatch, CommitOutcome>({ count: MAX_RECORDS, chars: MAX_CHARS });
  private readonly slices = new Lane<Slice, void>({ count: SLICE, chars: MAX_CHARS });
  private readonly extras = new Lane<Extra, unknown>({ count: 1, chars: 0 });
  private writing = false;
  private sliceDueAt = 0;
  private commitsDueAt = 0;

  constructor(private readonly writer: Thread<WriterCalls>) {}

  async commit(batch: Batch): Promise<CommitOutcome> {
    const packed = packBatch(batch);
    return this.wake(this.commits.push(packed, sizeOf(batch.records)));
  }

  checkpoint(slice: Slice): Promise<void> {
    this.beginPatience();
    return this.wake(this.slices.push(slice, sizeOf(slice.documents)));
  }

  /** Drops or erases one slice. */
  chore(tenant: string, chore: Chore): Promise<ChoreDone> {
    return this.extra((writer) => writer.call('chore', tenant, chore)) as Promise<ChoreDone>;
  }

  /** Writes a page of an import. */
  async import(tenant: string, items: readonly Stored[]): Promise<void> {
    await this.extra((writer) => writer.call('import', tenant, items));
  }

  private extra(work: Extra): Promise<unknown> {
    this.beginPatience();
    return this.wake(this.extras.push(work, { count: 1, chars: 0 }));
  }

  private wake<T>(answer: Promise<T>): Promise<T> {
    if (!this.writing) {
      this.writing = true;
      // Not at once: what is committed in the same turn belongs to the same write.
      queueMicrotask(() => void this.run());
    }
    return answer;
  }

  private async run(): Promise<void> {
    for (;;) {
      // Whoever was answered just now may commit again at once: a slice would be in the way.
      if (this.commits.isEmpty && this.sliceWaits()) await setImmediate();
      const sliceDue = this.sliceWaits() && performance.now() >= this.sliceDueAt;
      if (!this.commits.isEmpty && !sliceDue) await this.writeCommits();
      else if (this.sliceWaits()) await this.writeSlice();
      else break;
    }
    this.writing = false;
  }

  private sliceWaits(): boolean {
    return !(this.slices.isEmpty && this.extras.isEmpty);
  }

  private beginPatience(): void {
    if (!this.sliceWaits()) this.sliceDueAt = Math.max(this.sliceDueAt, performance.now() + PATIENCE);
  }

  private async writeCommits(): Promise<void> {
    const wait = this.commitsDueAt - performance.now();
    if (wait > 0) await setTimeout(wait);
    await this.commits.send(async (batches) => {
      const records = batches.reduce((sum, { jsons }) => sum + jsons.length, 0);
      this.commitsDueAt = records > FEW ? performance.now() + SPACING : 0;
      return (await this.writer.call('write', batches)).map(toResult);
    });
  }

  private async writeSlice(): Promise<void> {
    const began = performance.now();
    if (this.slices.isEmpty) {
      await this.extras.send(async ([work]) => [await (work as Extra)(this.writer)]);
    } else {
      await this.slices.send((slices) => this.writeDocuments(slices));
    }
    this.sliceDueAt = performance.now() + SHARE * (performance.now() - began);
  }

  private async writeDocuments(slices: readonly Slice[]): Promise<undefined[]> {
    const packed = slices.map(
      ({ documents, ...rest }): PackedSlice => ({ ...rest, documents: packDocuments(documents) }),
    );
    await this.writer.call('checkpoint', packed);
    return slices.map(() => undefined);
  }
}

function sizeOf(items: readonly { readonly json: string }[]): Size {
  return { count: items.length, chars: items.reduce((sum, { json }) => sum + json.length, 0) };
}

function toResult(outcome: WriteOutcome): CommitOutcome | Error {
  return typeof outcome === 'string' ? outcome : new Error(`the store could not write a batch: ${outcome.bug}`);
}
