/** The prompts that the treatments of a mapping name: what a PBX fetches before anybody has to wait for it. */
import type { Mapping } from '../core/mapping';
import type { MediaItem } from '../core/media';
import type { Treatment } from '../core/treatment';

/** Prompts of tenants that have a venue on that PBX, each once. */
export function promptsOn(mapping: Mapping, pbx: string): MediaItem[] {
  const prompts = new Map<string, MediaItem>();
  for (const { venues, applications } of Object.values(mapping.tenants)) {
    const here = Object.values(venues).filter((venue) => venue.routingPoint.startsWith(`${pbx}/`));
    if (here.length === 0) continue;
    for (const { default: steps = [] } of here) collect(steps, prompts);
    for (const application of Object.values(applications))
      if (application.kind === 'treatment') collect(application.treatments, prompts);
  }
  return [...prompts.values()];
}

function collect(steps: readonly Treatment[], prompts: Map<string, MediaItem>): void {
  for (const step of steps) {
    if (step.do !== 'announce' && step.do !== 'collect') continue;
    for (const item of step.media ?? []) if (item.play === 'prompt') prompts.set(`${item.name} ${item.language}`, item);
  }
}
