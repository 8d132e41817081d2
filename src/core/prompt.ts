/**
 * Prompts of a tenant (design §2): an announcement by language, as audio that was uploaded or as text that is spoken.
 * Audio is named by its content, so a change is one record, and what is being played stays where it is.
 */
import { z } from 'zod';
import { time } from './fields';
import { language } from './media';

/** Name of a prompt; treatments name it, and it stands in the address. */
const promptName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$/, 'lower-case letters, digits, _ and -, 1 to 64 characters');

/** What a text may say. */
const promptText = z.string().trim().min(1).max(2_000);

/** A sound of the PBX, heard while the audio cannot be fetched. */
const sound = z.string().regex(/^[\w][\w/-]{0,79}$/, 'the name of a sound of the PBX');

const audioSource = z.object({
  encoding: z.string(),
  rate: z.int().meta({ description: 'Samples a second, as uploaded' }),
  channels: z.int(),
  bits: z.int(),
});
export type AudioSource = z.infer<typeof audioSource>;

const promptLanguage = z.object({
  language,
  kind: z.enum(['audio', 'text']),
  text: z.string().optional(),
  source: audioSource.optional(),
  /** SHA-256 of the audio that is played; absent while a text has not been spoken. */
  content: z.string().optional(),
  durationMs: z.int().optional(),
  /** Why a text is not spoken: the sound of the PBX is played instead. */
  problem: z.string().optional(),
  changedAt: time,
});
export type PromptLanguage = z.infer<typeof promptLanguage>;

export const promptSchema = z.object({
  /** Its name. */
  id: z.string(),
  description: z.string().optional(),
  instead: z.string().optional(),
  /** Counts its changes from 1. */
  version: z.int(),
  languages: z.array(promptLanguage),
  createdAt: time,
  changedAt: time,
  deletedAt: time.optional(),
});
export type Prompt = z.infer<typeof promptSchema>;

const described = {
  description: z.string().max(200).optional(),
  instead: sound.optional(),
};

export const createPromptBody = z.strictObject({
  name: promptName,
  ...described,
  /** Language → what is spoken. */
  texts: z.record(language, promptText).optional(),
});

export const changePromptBody = z.strictObject({
  ...described,
  /** Language → what is spoken from now on; null takes the language out. */
  texts: z.record(language, promptText.nullable()).optional(),
});

export const MAX_PROMPTS = 1_000;
export const MAX_LANGUAGES = 40;
/** Heard when nothing else can be: short, and on every PBX. */
export const LAST_RESORT = 'beep';

/** Languages to look for, best first: as asked for, without its region, the tenant's, English. */
export function languageChain(...wanted: readonly (string | undefined)[]): string[] {
  const chain = new Set<string>();
  for (const tag of [...wanted, 'en']) {
    if (tag === undefined) continue;
    const parts = tag.toLowerCase().split('-');
    for (let n = parts.length; n > 0; n--) chain.add(parts.slice(0, n).join('-'));
  }
  return [...chain];
}

/** The audio of a prompt for whoever prefers these languages; any other before none. */
export function spokenIn(prompt: Prompt, chain: readonly string[]): PromptLanguage | undefined {
  const audible = prompt.languages.filter((one) => one.content !== undefined);
  for (const tag of chain) {
    const exact = audible.find((one) => one.language.toLowerCase() === tag);
    const region = exact ?? audible.find((one) => one.language.toLowerCase().startsWith(`${tag}-`));
    if (region) return region;
  }
  return audible[0];
}
