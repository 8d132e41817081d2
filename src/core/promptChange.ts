/** What becomes of a prompt when it is changed; pure, so that two changes at once are one after the other. */
import type { Prompt, PromptLanguage } from './prompt';

export interface PromptEdit {
  readonly description?: string | undefined;
  readonly instead?: string | undefined;
  /** Put in the place of what the language had. */
  readonly put?: readonly PromptLanguage[];
  /** Languages that are taken out. */
  readonly take?: readonly string[];
}

/** The prompt after the edit. */
export function edited(prompt: Prompt, { description, instead, put = [], take = [] }: PromptEdit, now: number): Prompt {
  const gone = new Set([...take, ...put.map((one) => one.language)]);
  const languages = [...prompt.languages.filter((one) => !gone.has(one.language)), ...put];
  return {
    ...prompt,
    ...(description !== undefined && { description }),
    ...(instead !== undefined && { instead }),
    version: prompt.version + 1,
    languages: languages.sort((a, b) => (a.language < b.language ? -1 : 1)),
    changedAt: now,
  };
}

/** Audio that the prompt no longer has. */
export function replaced(before: Prompt, after: Prompt | undefined): string[] {
  const kept = new Set(after?.languages.map((one) => one.content));
  return before.languages.flatMap(({ content }) => (content === undefined || kept.has(content) ? [] : [content]));
}
