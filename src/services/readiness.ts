/** Why a gateway that runs takes no calls, or not all of them: what `/readyz` answers. */
import type { Lines } from './lines';
import type { Mappings } from './mappings';
import type { Partitions } from './partitions';
import type { Probes } from './probes';

interface ReadyParts {
  readonly partitions: Partitions;
  readonly mappings: Mappings;
  readonly lines: Lines;
  readonly probes: Probes;
}

/** Empty when everything is well. */
export function reasonsNotReady({ partitions, mappings, lines, probes }: ReadyParts): string[] {
  const reasons: string[] = [];
  if (partitions.commits.away) reasons.push('the store does not answer');
  for (const pbx of lines.names()) {
    // It only sees its last calls off.
    if (mappings.retiring.has(pbx)) continue;
    const state = lines.state(pbx);
    if (state !== 'live') reasons.push(`the link to PBX ${pbx} is ${state}`);
    for (const { part, ok } of probes.of(pbx)) if (!ok) reasons.push(`${part} of PBX ${pbx} do not answer`);
  }
  return reasons;
}
