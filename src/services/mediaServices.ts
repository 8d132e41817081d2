/** Everything of a node that has to do with prompts and recordings, put together. */
import type { Prompt } from '../core/prompt';
import type { Deadlines } from './deadlines';
import type { Lines } from './lines';
import type { Mappings } from './mappings';
import type { Partitions, Ports } from './partitions';
import { PromptAudio, type Resolve } from './promptAudio';
import { PromptService } from './prompts';
import { RecordedNames } from './recordedNames';
import { Recorder } from './recorder';
import { RecordingService } from './recordings';
import { RequestMarks } from './requestMarks';
import { type Media, Speaking } from './speaking';
import { WaitingTexts } from './waitingTexts';
import { Warming } from './warming';

const DAY_MS = 86_400_000;

export class MediaServices {
  readonly prompts: PromptService;
  readonly recordings: RecordingService;
  private readonly audio: PromptAudio;
  private readonly waiting: WaitingTexts;
  private readonly warming: Warming;
  private readonly recorder: Recorder;
  private readonly names: RecordedNames;

  constructor(
    private readonly ports: Ports,
    private readonly media: Media,
    partitions: Partitions,
    mappings: Mappings,
    lines: Pick<Lines, 'get' | 'state' | 'names'>,
  ) {
    const speaking = new Speaking(media, ports.clock);
    this.prompts = new PromptService(ports, partitions, mappings, speaking, new RequestMarks(ports, partitions));
    this.recordings = new RecordingService(ports, partitions, media.recordings);
    this.audio = new PromptAudio(partitions, mappings, media.files, media.tones);
    this.waiting = new WaitingTexts(ports.log, partitions, speaking, this.prompts);
    this.warming = new Warming(ports, lines, mappings, this.audio);
    this.recorder = new Recorder(ports, partitions, mappings, lines, media.recordings, this.resolve);
    const pbx = (name: string) => (lines.state(name) === 'live' ? lines.get(name) : undefined);
    this.names = new RecordedNames(ports.clock, { partitions, mappings, pbx });
    for (const listener of [this.warming, this.recorder, this.names]) partitions.listen(listener);
  }

  readonly resolve: Resolve = (tenant, call, media) => this.audio.resolve(tenant, call, media);

  /** Recordings on their way home, and those that a PBX is to forget. */
  get size(): number {
    return this.recorder.size + this.names.size;
  }

  handle(deadlines: Deadlines): void {
    deadlines.handle('recording', (tenant, id) => this.recordings.deadline(tenant, id));
  }

  /** A tenant was loaded. */
  loaded(tenant: string): void {
    this.recorder.loaded(tenant);
    this.names.loaded(tenant);
  }

  /** Everything is loaded: what waited for a voice is spoken. */
  started(): Promise<void> {
    return this.waiting.speak();
  }

  /** The link to a PBX is live. */
  live(pbx: string): void {
    this.warming.all(pbx);
    this.recorder.live(pbx);
    void this.names.live(pbx);
  }

  /** The link to a PBX is lost. */
  lost(pbx: string): void {
    this.warming.forget(pbx);
  }

  /** Another mapping is in force. */
  mapped(): void {
    this.warming.everywhere();
  }

  jobEnded(job: string, outcome: 'done' | 'stopped' | 'failed', durationMs: number | undefined): void {
    this.recorder.jobEnded(job, outcome, durationMs);
  }

  /** Deletes audio that no prompt and no recording has had for a day: the longest call that may be hearing it. Says how much. */
  async sweep(): Promise<number> {
    const { media, ports } = this;
    const before = ports.clock.now() - DAY_MS;
    const prompts = await media.files.sweep((tenant, content) => this.audio.uses(tenant, content), before);
    return prompts + (await media.recordings.sweep((tenant, id) => this.recordings.knows(tenant, id), before));
  }

  /** A tenant is about to be erased: its PBXs forget what they have of it. */
  leave(tenant: string): Promise<void> {
    return this.names.forgetAll(tenant);
  }

  /** Nothing of a tenant that is erased is kept: recordings go at once, its prompts once nobody can be hearing them. */
  async erase(tenant: string, prompts: readonly Prompt[]): Promise<void> {
    const { files, recordings } = this.media;
    for (const { content } of prompts.flatMap(({ languages }) => languages))
      if (content !== undefined) await files.release(tenant, content);
    await recordings.removeAll(tenant);
  }

  stop(): void {
    this.warming.forget();
    this.recorder.stop();
    this.names.stop();
  }
}
