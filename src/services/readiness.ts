/** Whether this node can do its work, and what is wrong with its PBXs: two questions, for two readers. */
import type { Health } from './api';
import type { Lines } from './lines';
import type { Mappings } from './mappings';
import type { Partitions } from './partitions';
import type { Probes } from './probes';

/** What is looked at. */
interface ReadyParts {
  readonly partitions: Partitions;
  readonly mappings: Mappings;
  readonly lines: Lines;
  readonly probes: Probes;
}

export class Readiness implements Health {
  constructor(
    private readonly running: () => boolean,
    private readonly parts: ReadyParts,
  ) {}

  notReady(): string[] {
    const reasons: string[] = [];
    if (!this.running()) reasons.push('the gateway is starting or stopping');
    if (this.parts.partitions.commits.away) reasons.push('the store does not answer');
    return reasons;
  }

  warnings(): string[] {
    const { lines, mappings, probes } = this.parts;
    // One that is being retired only sees its last calls off.
    const names = lines.names().filter((pbx) => !mappings.retiring.has(pbx));
    return names.flatMap((pbx) => {
      const state = lines.state(pbx);
      const silent = probes.of(pbx).filter(({ ok }) => !ok);
      return [
        ...(state === 'live' ? [] : [`the link to PBX ${pbx} is ${state}`]),
        ...silent.map(({ part }) => `${part} of PBX ${pbx} do not answer`),
      ];
    });
  }
}
