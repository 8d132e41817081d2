/** Texts that nothing could speak when they were written are spoken once something does: at a start with a voice. */
import { isRefusal } from '../core/errors';
import type { Prompt } from '../core/prompt';
import type { Log } from '../ports/log';
import type { Partitions } from './partitions';
import type { PromptService } from './prompts';
import type { Speaking } from './speaking';

export class WaitingTexts {
  constructor(
    private readonly log: Log,
    private readonly partitions: Partitions,
    private readonly speaking: Speaking,
    private readonly prompts: Pick<PromptService, 'edit'>,
  ) {}

  async speak(): Promise<void> {
    if (!this.speaking.speaks) return;
    for (const tenant of this.partitions.tenants())
      for (const name of [...(this.partitions.get(tenant)?.ids('prompt') ?? [])]) await this.speakPrompt(tenant, name);
  }

  private async speakPrompt(tenant: string, name: string): Promise<void> {
    const resource = this.partitions.get(tenant)?.resource('prompt', name);
    const prompt = resource?.data as Prompt | undefined;
    if (!resource || !prompt || prompt.deletedAt !== undefined) return;
    const silent = prompt.languages.flatMap(({ language, text, content }) =>
      text !== undefined && content === undefined ? [[language, text] as const] : [],
    );
    if (silent.length === 0) return;
    const put = await this.speaking.speakAll(tenant, Object.fromEntries(silent));
    // Somebody may have changed it meanwhile, and that is newer.
    if (!isRefusal(put)) await this.prompts.edit('system', tenant, name, { put }, resource.seq);
    else this.log.warn('a prompt could not be spoken; it is tried at the next start', { tenant, prompt: name, ...put });
  }
}
