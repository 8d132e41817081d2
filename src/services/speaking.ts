/** The audio behind prompts: files, and texts that become files. Without anything that speaks, a text waits. */
import { isRefusal, type Refusal } from '../core/errors';
import type { PromptLanguage } from '../core/prompt';
import type { Clock } from '../ports/clock';
import type { MediaFiles } from '../ports/media';
import type { RecordingFiles } from '../ports/recordings';
import type { Speech } from '../ports/speech';

/** What the gateway makes audible. */
export interface Media {
  readonly files: MediaFiles;
  readonly recordings: RecordingFiles;
  readonly speech?: Speech;
  /** Tones of our own: name of the prompt → its audio in `system`. */
  readonly tones?: Readonly<Record<string, string>>;
}

const NOBODY = 'nothing speaks here: neither espeak-ng nor SIGNALBOX_SPEECH_URL';

export class Speaking {
  readonly files: MediaFiles;

  constructor(
    private readonly media: Media,
    private readonly clock: Clock,
  ) {
    this.files = media.files;
  }

  /** The texts by language as parts of a prompt; a refusal when one of them could not be spoken. */
  async speakAll(tenant: string, texts: Readonly<Record<string, string>>): Promise<PromptLanguage[] | Refusal> {
    const spoken: PromptLanguage[] = [];
    for (const [language, text] of Object.entries(texts)) {
      const one = await this.speak(tenant, language, text);
      if (isRefusal(one)) return one;
      spoken.push(one);
    }
    return spoken;
  }

  /** Whether anything speaks. */
  get speaks(): boolean {
    return this.media.speech !== undefined;
  }

  private async speak(tenant: string, language: string, text: string): Promise<PromptLanguage | Refusal> {
    const part = { language, kind: 'text' as const, text };
    const { speech } = this.media;
    if (!speech) return { ...part, problem: NOBODY, changedAt: this.clock.now() };
    const spoken = await speech.speak(text, language);
    const taken = isRefusal(spoken) ? spoken : await this.files.take(tenant, spoken.body, spoken.type);
    if (isRefusal(taken)) return taken;
    const { content, durationMs } = taken;
    return { ...part, content, durationMs, changedAt: this.clock.now() };
  }

  /** Audio that no record names any more; it stays as long as somebody may be hearing it. */
  async release(tenant: string, contents: readonly string[]): Promise<void> {
    for (const content of contents) await this.files.release(tenant, content);
  }
}
