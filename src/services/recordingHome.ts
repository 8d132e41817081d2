/** What becomes of a recording that the PBX has made: it is at home, and the PBX forgets it; or nothing of it is kept. */
import { nameStored } from '../core/callbackName';
import { bare } from '../core/ids';
import { atPbx, KEEP_DAYS, type Recording } from '../core/recording';
import type { Clock } from '../ports/clock';
import type { Pbx } from '../ports/pbx';
import type { RecordingFiles } from '../ports/recordings';
import type { Mappings } from './mappings';
import type { RecordingStates } from './recordingStates';

const DAY_MS = 86_400_000;
/** A WAV of 8 kHz and 16 bits: header, and bytes of a millisecond. */
const HEADER = 44;
const BYTES_A_MS = 16;

export class RecordingHome {
  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    private readonly mappings: Pick<Mappings, 'current'>,
    private readonly files: RecordingFiles,
    private readonly states: RecordingStates,
  ) {}

  /** True when it must be tried again. */
  async keep(tenant: string, recording: Recording, audio: AsyncIterable<Uint8Array>, pbx: Pbx): Promise<boolean> {
    if (recording.spoiled) return this.discard(recording.id, audio, pbx);
    return this.kept(tenant, recording, await this.files.keep(tenant, recording.id, audio), pbx);
  }

  /** On our disk: only now may the PBX forget it; a name it keeps, for whoever is to hear it. */
  async kept(tenant: string, { id, callback }: Recording, bytes: number, pbx: Pbx): Promise<boolean> {
    const isName = callback !== undefined;
    if (isName && !(await this.files.speaks(tenant, id))) return this.nothingSaid(tenant, id, pbx);
    if (!isName && !(await forgets(pbx, id))) return true;
    const days = this.mappings.current.tenants[tenant]?.recordings?.keepDays ?? KEEP_DAYS;
    const durationMs = Math.max(0, Math.round((bytes - HEADER) / BYTES_A_MS));
    const store = (recording: Recording): Partial<Recording> | undefined => {
      const endedAt = recording.endedAt ?? this.clock.now();
      if (!atPbx(recording)) return undefined;
      const here = { state: 'stored', endedAt, durationMs, bytes, keepUntil: endedAt + days * DAY_MS } as const;
      return isName ? { ...here, kept: true } : here;
    };
    this.states.change(id, 'recording.stored', store, nameStored);
    return false;
  }

  private async nothingSaid(tenant: string, id: string, pbx: Pbx): Promise<boolean> {
    if (!(await forgets(pbx, id))) return true;
    this.states.none(id, 'nothing was said');
    await this.files.remove(tenant, id);
    return false;
  }

  private async discard(id: string, audio: AsyncIterable<Uint8Array>, pbx: Pbx): Promise<boolean> {
    await audio[Symbol.asyncIterator]().return?.();
    if (!(await forgets(pbx, id))) return true;
    this.states.fail(id, 'the PBX could not pause it in time: nothing of it is kept');
    return false;
  }
}

/** Has a PBX forget a recording; one that it does not know is forgotten. */
export async function forgets(pbx: Pbx, id: string): Promise<boolean> {
  const { result } = await pbx.forget(bare(id));
  return result === 'ok' || result === 'gone';
}
