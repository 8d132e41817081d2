/** Lets everybody in a conversation hear that it will be recorded, before it is. */
import { bare } from '../core/ids';
import type { MediaItem } from '../core/media';
import type { Recording } from '../core/recording';
import type { Ids } from '../ports/ids';
import type { Pbx, Result } from '../ports/pbx';
import type { Resolve } from './promptAudio';
import type { RecordingStates } from './recordingStates';

export class Consents {
  /** Recordings whose prompt is being played, by job. */
  private readonly jobs = new Map<string, string>();

  constructor(
    private readonly ids: Ids,
    private readonly resolve: Resolve,
    private readonly states: Pick<RecordingStates, 'announced' | 'fail'>,
  ) {}

  get size(): number {
    return this.jobs.size;
  }

  /** Plays the prompt of a recording; once at a time. */
  async play(pbx: Pbx, tenant: string, { id, call, conversation = '', consent }: Recording): Promise<Result> {
    if (!consent || [...this.jobs.values()].includes(id)) return { result: 'ok', value: undefined };
    const { prompt: name, language } = consent;
    const item: MediaItem = { play: 'prompt', name, ...(language !== undefined && { language }) };
    const job = this.ids.fresh();
    this.jobs.set(job, id);
    const target = { conversation: bare(conversation) };
    const result = await pbx.play({ target, job, media: this.resolve(tenant, call, [item]) });
    if (result.result !== 'ok') this.jobs.delete(job);
    return result;
  }

  /** Stops the prompt of a recording that is not wanted any more. */
  async stop(pbx: Pbx, recording: string): Promise<void> {
    for (const [job, id] of this.jobs) if (id === recording) await pbx.stopJob(job);
  }

  jobEnded(job: string, outcome: 'done' | 'stopped' | 'failed'): void {
    const recording = this.jobs.get(job);
    this.jobs.delete(job);
    if (recording === undefined) return;
    if (outcome === 'done') this.states.announced(recording);
    else this.states.fail(recording, 'the consent prompt was not heard to its end');
  }

  /** The link was lost: nobody says any more what became of it. */
  forget(recording: string): void {
    for (const [job, id] of this.jobs) if (id === recording) this.jobs.delete(job);
  }
}
