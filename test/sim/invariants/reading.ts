/**
 * What one subscriber may count on, over all its connections: each sequence that passes its filter comes once and in
 * order, none is left out, each is word for word what the journal has, and nothing is told that is not on the disk.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Envelope } from '../../../src/core/envelope';
import { publicView } from '../../../src/core/kinds';
import type { JournalRecord } from '../../../src/core/record';
import { unsupervised } from '../../../src/core/supervision';
import type { SubscribeOptions } from '../../../src/services/api';
import { type Disk, idsIn } from '../disk';
import type { Findings } from '../findings';
import type { SimTenant } from '../tenants';
import type { Borders } from './borders';

interface Parts {
  readonly disk: Disk;
  readonly findings: Findings;
  readonly borders: Borders;
}

interface SnapshotItem {
  readonly subject: string;
  readonly sequence: number;
  readonly data: unknown;
}

export class Reading {
  /** Everything up to here that passes the filter was seen; undefined before the first connection. */
  at: number | undefined;
  private resumedAfter: number | undefined;

  constructor(
    private readonly parts: Parts,
    private readonly tenant: SimTenant,
    private readonly filter: SubscribeOptions,
    /** May know who listens. */
    private readonly supervises = false,
  ) {}

  /** A connection begins, after that sequence or from now. */
  begin(after: number | undefined): void {
    this.resumedAfter = after;
  }

  /** Takes a frame; the event, when it is one. */
  frame(text: string): Envelope | undefined {
    this.parts.borders.look(this.tenant, text, this.supervises);
    const frame = JSON.parse(text) as Envelope | { type: 'welcome' | 'snapshot'; data: never };
    if ('specversion' in frame) {
      this.event(frame, text);
      return frame;
    }
    if (frame.type === 'welcome') this.welcome(frame.data);
    else this.snapshot(frame.data);
    return undefined;
  }

  private welcome({ durableSeq }: { durableSeq: number }): void {
    const after = this.resumedAfter;
    if (after !== undefined && after > durableSeq)
      this.found('what was told is not lost', `told ${after}, now there is ${durableSeq}`);
    if (durableSeq > this.parts.disk.journal(this.tenant.id).length)
      this.found('nothing is told that is not on the disk', `welcome to ${durableSeq}`);
    this.at = after ?? durableSeq;
  }

  private snapshot({ items }: { items: SnapshotItem[] }): void {
    for (const { subject, sequence, data } of items) {
      const record = this.parts.disk.record(this.tenant.id, sequence);
      const kind = subject.slice(0, subject.indexOf('/'));
      if (record?.subject !== subject || !isDeepStrictEqual(plain(publicView(kind, this.told(record).data)), data))
        this.found('a snapshot is what the journal has', `${subject} at ${sequence}`);
    }
  }

  private event(event: Envelope, text: string): void {
    if (event.sequence !== undefined) return this.durable(event.sequence, text);
    if (event.type === 'stream.truncated') return this.truncated((event.data as { oldest: number }).oldest);
    if (event.type === 'stream.position') return this.position((event.data as { sequence: number }).sequence);
    for (const id of idsIn(text))
      if (this.parts.disk.ownerOf(id) === undefined)
        this.found('nothing is told that is not on the disk', `${event.type}: ${id}`);
  }

  /** The journal does not reach back: a snapshot follows, as of a moment that only the next sequence tells. */
  private truncated(oldest: number): void {
    if ((this.at ?? 0) + 1 >= oldest) this.found('only what is gone is truncated', `${oldest}, seen ${this.at}`);
    this.at = undefined;
  }

  private durable(seq: number, text: string): void {
    const { disk } = this.parts;
    const record = disk.record(this.tenant.id, seq);
    if (!record) return this.found('nothing is told that is not on the disk', `event ${seq}`);
    if (disk.textOf(this.tenant.id, record, this.supervises) !== text)
      this.found('an event is what the journal has', `event ${seq}`);
    if (seq <= (this.at ?? 0)) this.found('each sequence comes once and in order', `${seq} after ${this.at}`);
    if (!wanted(this.filter, this.told(record))) this.found('a filter holds', `event ${seq} ${record.type}`);
    this.noneMissed(seq - 1);
    this.at = seq;
  }

  private told(record: JournalRecord): JournalRecord {
    return this.supervises ? record : unsupervised(record);
  }

  private position(seq: number): void {
    if (seq < (this.at ?? 0)) this.found('a position does not go back', `${seq} after ${this.at}`);
    this.noneMissed(seq);
    this.at = seq;
  }

  private noneMissed(until: number): void {
    if (this.at === undefined) return;
    for (let seq = this.at + 1; seq <= until; seq += 1) {
      const record = this.parts.disk.record(this.tenant.id, seq);
      if (record && wanted(this.filter, this.told(record)))
        this.found('no event is left out', `${seq} ${record.type}, read on to ${until}`);
    }
  }

  private found(invariant: string, what: string): void {
    this.parts.findings.found(invariant, `${this.tenant.id}: ${what}`);
  }
}

/** Whether a filter asks for the record, told apart without the gateway's own filter. */
function wanted({ types, venues }: SubscribeOptions, { type, data }: JournalRecord): boolean {
  const { venue } = data as { venue?: string };
  const [entity = ''] = type.split('.');
  return (
    (!types || types.includes(type) || types.includes(`${entity}.*`)) &&
    (!venues || (venue !== undefined && venues.includes(venue)))
  );
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
