/**
 * What a party hears of a list of media: prompts of its tenant become audio that the gateway serves, in the best
 * language there is; what is no prompt of the tenant is a built-in one or a sound of the PBX.
 */
import type { Call } from '../core/call';
import type { Callback } from '../core/callback';
import { SYSTEM } from '../core/ids';
import { type Audible, language, type MediaItem } from '../core/media';
import { own } from '../core/own';
import { LAST_RESORT, languageChain, type Prompt, type PromptLanguage, spokenIn } from '../core/prompt';
import type { MediaFiles } from '../ports/media';
import type { Mappings } from './mappings';
import type { Partitions } from './partitions';

/** Media of a call as its PBX is asked to play it. */
export type Resolve = (tenant: string, call: string, media: readonly MediaItem[]) => readonly Audible[];

export class PromptAudio {
  constructor(
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    private readonly files: Pick<MediaFiles, 'address'>,
    /** Name of a tone of our own → its audio in `system`. */
    private readonly tones: Readonly<Record<string, string>> = {},
  ) {}

  resolve(tenant: string, call: string, media: readonly MediaItem[]): Audible[] {
    return media.flatMap((item) => {
      // Nobody who waits in a queue is meant here.
      if (item.play === 'position' || item.play === 'waitingTime') return [];
      return item.play === 'prompt' ? this.prompt(tenant, call, item) : item;
    });
  }

  /** The tones that every tenant has. */
  get common(): Audible[] {
    return Object.keys(this.tones).flatMap((name) => this.tone(name) ?? []);
  }

  private tone(name: string): Audible | undefined {
    const content = own(this.tones, name);
    return content === undefined
      ? undefined
      : { play: 'audio', file: this.files.address(SYSTEM, content), instead: LAST_RESORT };
  }

  /** Every audio that the prompts of a tenant have. */
  all(tenant: string): Audible[] {
    const partition = this.partitions.get(tenant);
    return [...(partition?.ids('prompt') ?? [])].flatMap((name) => {
      const prompt = partition?.get<Prompt>('prompt', name);
      return prompt ? this.of(tenant, prompt) : [];
    });
  }

  /** The audio of one prompt, in every language. */
  of(tenant: string, prompt: Prompt): Audible[] {
    if (prompt.deletedAt !== undefined) return [];
    return prompt.languages.flatMap((spoken) => {
      const audio = this.audio(tenant, prompt, spoken);
      return audio ? [audio] : [];
    });
  }

  /** Whether a prompt of the tenant has that audio; of a tenant that is run elsewhere nobody knows. */
  uses(tenant: string, content: string): boolean {
    if (tenant === SYSTEM && Object.values(this.tones).includes(content)) return true;
    const partition = this.partitions.get(tenant);
    if (!partition) return true;
    for (const name of partition.ids('prompt')) {
      const prompt = partition.get<Prompt>('prompt', name);
      if (prompt?.deletedAt === undefined && prompt?.languages.some((one) => one.content === content)) return true;
    }
    return false;
  }

  private prompt(tenant: string, call: string, item: Extract<MediaItem, { play: 'prompt' }>): Audible {
    const wanted = [item.language, this.languageOf(tenant, call), this.mappings.current.tenants[tenant]?.language];
    const prompt = this.partitions.get(tenant)?.get<Prompt>('prompt', item.name);
    if (!prompt || prompt.deletedAt !== undefined) {
      const tone = this.tone(item.name);
      if (tone) return tone;
      const tag = wanted.find((one) => one !== undefined);
      return { ...item, ...(tag !== undefined && { language: tag }) };
    }
    const spoken = spokenIn(prompt, languageChain(...wanted));
    const audio = spoken && this.audio(tenant, prompt, spoken);
    return audio ?? { play: 'prompt', name: prompt.instead ?? LAST_RESORT };
  }

  private audio(tenant: string, prompt: Prompt, spoken: PromptLanguage): Audible | undefined {
    if (spoken.content === undefined) return undefined;
    return {
      play: 'audio',
      file: this.files.address(tenant, spoken.content),
      instead: prompt.instead ?? LAST_RESORT,
      language: spoken.language,
    };
  }

  /** The language that was learned of the caller: attribute `language`, else that of its callback, else that of the venue. */
  private languageOf(tenant: string, id: string): string | undefined {
    const call = this.partitions.get(tenant)?.get<Call>('call', id);
    const learned = language.safeParse(call?.attributes.language);
    if (learned.success) return learned.data;
    const wanted = this.partitions.get(tenant)?.get<Callback>('callback', call?.callback ?? '')?.language;
    if (wanted !== undefined) return wanted;
    return call?.venue === undefined ? undefined : this.mappings.current.tenants[tenant]?.venues[call.venue]?.language;
  }
}
