/**
 * What was counted in a queue since the beginning of the day: the sum of the quarters that are closed, and those that are
 * not. While the past of the day is read, what happens meanwhile is newer than what is read.
 */
import { addCounts } from './interval';
import { NO_QUEUE_COUNTS, type QueueCounts, type QueueInterval } from './queueInterval';
import type { Span } from './reportTimes';

export class QueueToday {
  private closed: QueueCounts = NO_QUEUE_COUNTS;
  private readonly intervals = new Map<string, QueueInterval>();
  private whole = false;

  constructor(readonly day: Span) {}

  /** An interval as it is now. */
  put(interval: QueueInterval): void {
    if (interval.startsAt < this.day.from || interval.startsAt >= this.day.to) return;
    this.intervals.set(interval.id, interval);
    if (this.whole) this.fold(interval);
  }

  /** An interval as it was when it was read. */
  putRead(interval: QueueInterval): void {
    if (!this.intervals.has(interval.id)) this.put(interval);
  }

  /** Everything of the day was read. */
  complete(): void {
    this.whole = true;
    for (const interval of this.intervals.values()) this.fold(interval);
  }

  counts(): QueueCounts {
    let sum = this.closed;
    for (const interval of this.intervals.values()) sum = addCounts(sum, onlyCounts(interval));
    return sum;
  }

  private fold(interval: QueueInterval): void {
    if (interval.closedAt === undefined) return;
    this.intervals.delete(interval.id);
    this.closed = addCounts(this.closed, onlyCounts(interval));
  }
}

const onlyCounts = (interval: QueueInterval): QueueCounts => {
  const { id: _, queue: __, startsAt: ___, closedAt: ____, ...counts } = interval;
  return { ...NO_QUEUE_COUNTS, ...counts };
};
