/**
 * Prompts that the mapping names and that nobody here has: neither the tenant, nor those that are built in. Only a PBX
 * knows whether one is a sound of its own; where it is not, callers hear a beep.
 */
import { isBuiltIn } from '../core/builtInPrompts';
import type { Flaw } from '../core/errors';
import type { Mapping } from '../core/mapping';
import type { NamedSound } from '../core/missingSound';
import type { Prompt } from '../core/prompt';
import { type NamedPrompt, promptsOf, tenantsOn } from './mediaOfMapping';
import type { Partitions } from './partitions';

/** Made by the gateway for every tenant. */
const TONES: ReadonlySet<string> = new Set(['tone-beep', 'tone-attention', 'tone-ringback', 'tone-hold']);

const unknown = (mapping: Mapping, tenant: string, partitions: Partitions): NamedPrompt[] =>
  promptsOf(mapping, tenant).filter(({ item: { name } }) => {
    const prompt = partitions.get(tenant)?.get<Prompt>('prompt', name);
    return !isBuiltIn(name) && !TONES.has(name) && (!prompt || prompt.deletedAt !== undefined);
  });

/** A warning for each place. */
export const promptWarnings = (mapping: Mapping, partitions: Partitions): Flaw[] =>
  Object.keys(mapping.tenants).flatMap((tenant) =>
    unknown(mapping, tenant, partitions).map(({ item: { name }, place }) => ({
      path: place,
      message: `${tenant} has no prompt ${name} and none is built in: unless the PBX has a sound of that name, a beep is heard`,
    })),
  );

/** What a PBX would have to have, each name once. */
export function soundsOn(mapping: Mapping, pbx: string, partitions: Partitions): NamedSound[] {
  const sounds = new Map<string, NamedSound>();
  for (const tenant of tenantsOn(mapping, pbx))
    for (const { item, place } of unknown(mapping, tenant, partitions))
      if (!sounds.has(item.name)) sounds.set(item.name, { name: item.name, tenant, place });
  return [...sounds.values()];
}
