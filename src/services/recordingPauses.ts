/**
 * Has the PBX leave out what is said, and record on. A pause that the PBX did not take at once has come too late: the
 * recording may hold what was to be left out, and nothing of it is kept.
 */
import { bare } from '../core/ids';
import type { Pbx, Result } from '../ports/pbx';
import type { RecordingStates } from './recordingStates';

export interface PauseParts {
  readonly states: Pick<RecordingStates, 'get' | 'paused' | 'spoil'>;
  readonly pbx: (name: string) => Pbx | undefined;
  readonly later: (id: string) => void;
}

export class Pauses {
  private readonly telling = new Set<string>();

  constructor(private readonly parts: PauseParts) {}

  get size(): number {
    return this.telling.size;
  }

  /** Tells the PBX what is wanted, until it is so. */
  async follow(id: string): Promise<void> {
    if (this.telling.has(id)) return;
    this.telling.add(id);
    while (await this.step(id));
    this.telling.delete(id);
  }

  /** A process before this one, or a link that was lost, may have left a pause untold. */
  check(id: string): void {
    const recording = this.parts.states.get(id);
    if (!recording || this.telling.has(id) || recording.state !== 'recording') return;
    if (recording.pause?.wanted && recording.pausedAt === undefined) this.parts.states.spoil(id);
    else void this.follow(id);
  }

  /** True when it is to look again. */
  private async step(id: string): Promise<boolean> {
    const recording = this.parts.states.get(id);
    if (recording?.state !== 'recording' || recording.stopAskedAt !== undefined) return false;
    const wanted = recording.pause?.wanted ?? false;
    if (wanted === (recording.pausedAt !== undefined)) return false;
    const result: Result = (await this.parts.pbx(recording.pbx)?.pauseRecord(bare(id), wanted)) ?? {
      result: 'linkDown',
    };
    if (result.result === 'ok') this.parts.states.paused(id, wanted);
    else if (result.result !== 'gone' && wanted) this.parts.states.spoil(id);
    else if (result.result !== 'gone') this.parts.later(id);
    return result.result === 'ok';
  }
}
