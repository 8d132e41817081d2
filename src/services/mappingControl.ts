/** Everything that changes the mapping, put together: the API, the file that is followed, and programs that apply one. */
import { isRefusal, type Refusal } from '../core/errors';
import { compareKept, examine } from '../core/mappingExamination';
import type { MappingDesk, MappingFiles, MappingYaml } from '../ports/mappingSource';
import { MappingService } from './mappingAdministration';
import type { MappingAdministration } from './mappingApi';
import { jsonOf, MappingChanges } from './mappingChanges';
import { MappingFollower } from './mappingFollower';
import { MappingHistory } from './mappingHistory';
import type { Mappings } from './mappings';
import type { Partitions, Ports } from './partitions';

export interface MappingSources {
  /** The mapping file that is followed; default: none. */
  readonly files?: MappingFiles;
  /** Reads and prints mappings as YAML; without it the API takes JSON alone. */
  readonly yaml?: MappingYaml;
  /** Where long work on mappings is done; default: here. */
  readonly desk?: MappingDesk;
}

/** Where nobody else has to wait, or not for long. */
export const deskHere: MappingDesk = {
  examine: async (examination) => examine(examination),
  compareKept: async (before, after) => compareKept(before, after),
};

export class MappingControl {
  readonly api: MappingAdministration;
  /** The mapping file beside the API. */
  readonly follower: MappingFollower;
  private readonly changes: MappingChanges;

  constructor(
    ports: Ports,
    partitions: Partitions,
    private readonly mappings: Mappings,
    { files, yaml, desk = deskHere }: MappingSources,
    /** Makes true what the mapping in force says: tenants, keys, links. */
    follow: () => Promise<void>,
  ) {
    const changes = new MappingChanges(ports, partitions, mappings, follow);
    const follower = new MappingFollower(ports, mappings, changes, files);
    this.changes = changes;
    this.follower = follower;
    const history = new MappingHistory(ports, partitions);
    this.api = new MappingService({ partitions, mappings, changes, history, follower, desk, yaml });
  }

  /** Nothing changes the mapping while `work` runs. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.changes.alone(work);
  }

  /** Puts another mapping in force and follows it; a refusal changes nothing. `written`: secrets may stand in it. */
  async apply(input: unknown, source: string, actor: string, written: boolean): Promise<{ version: number } | Refusal> {
    const secrets = { sealed: this.mappings.literals, written };
    const changed = await this.changes.apply(() => ({ json: jsonOf(input) }), { source, actor, secrets, insist: true });
    return isRefusal(changed) ? changed : { version: changed.version };
  }
}
