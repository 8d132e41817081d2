/** What becomes of a recording, as records: each change is one that its state allows, or none. */
import type { Callback } from '../core/callback';
import type { nameStored } from '../core/callbackName';
import type { EventType } from '../core/events';
import { atPbx, type Recording } from '../core/recording';
import type { Partitions, Ports } from './partitions';

type Change = (recording: Recording) => Partial<Recording> | undefined;
/** What becomes of its callback in the same decision. */
type Along = typeof nameStored;

export class RecordingStates {
  constructor(
    private readonly ports: Pick<Ports, 'clock' | 'log'>,
    private readonly partitions: Partitions,
    /** Whose a recording is that a PBX may have. */
    private readonly tenantOf: (id: string) => string,
  ) {}

  get(id: string): Recording | undefined {
    return this.partitions.get(this.tenantOf(id))?.get<Recording>('recording', id);
  }

  /** Nothing happens when `make` has nothing to change. */
  change(id: string, type: EventType, make: Change, along?: Along): void {
    const tenant = this.tenantOf(id);
    this.partitions.decide(tenant, { actor: 'system' }, (partition, context) => {
      const recording = this.get(id);
      const patch = recording && make(recording);
      if (!recording || !patch) return { drafts: [], reply: undefined };
      const draft = { type, id, data: { ...recording, ...patch }, transaction: recording.transaction };
      const callback = partition.get<Callback>('callback', recording.callback ?? '');
      return { drafts: [draft, ...(along?.(recording, callback, tenant, context) ?? [])], reply: undefined };
    });
  }

  /** Everybody has heard that it will be recorded. */
  announced(id: string): void {
    this.change(id, 'recording.changed', ({ state }) => (state === 'announcing' ? { state: 'starting' } : undefined));
  }

  started(id: string): void {
    this.change(id, 'recording.started', ({ state }) => (state === 'starting' ? { state: 'recording' } : undefined));
  }

  /** The PBX leaves out what is said, or no more. */
  paused(id: string, on: boolean): void {
    this.change(id, on ? 'recording.paused' : 'recording.resumed', ({ state }) =>
      state === 'recording' ? { pausedAt: on ? this.ports.clock.now() : undefined } : undefined,
    );
  }

  /** It may hold what was to be left out: it ends, and nothing of it is kept. */
  spoil(id: string): void {
    this.change(id, 'recording.changed', ({ stopAskedAt }) => ({
      spoiled: true,
      stopAskedAt: stopAskedAt ?? this.ports.clock.now(),
    }));
  }

  fail(id: string, failure: string): void {
    this.ports.log.warn('a recording failed', { tenant: this.tenantOf(id), recording: id, failure });
    this.none(id, failure);
  }

  /** There is none, and nobody has to look after that. */
  none(id: string, failure: string): void {
    this.change(id, 'recording.failed', (recording) =>
      atPbx(recording) ? { state: 'failed', failure, endedAt: recording.endedAt ?? this.ports.clock.now() } : undefined,
    );
  }
}
