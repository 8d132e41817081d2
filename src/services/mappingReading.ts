/** The mapping as admins look at it: the version in force, its parts, its history, and what is sent to be looked at. */
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { publicView } from '../core/kinds';
import { MAPPING_PARTS, type MappingPartName, partAt, pathOfPart } from '../core/mappingParts';
import { rolesFor } from '../core/permissions';
import { iso } from '../core/time';
import type { MappingDesk, MappingText, MappingYaml } from '../ports/mappingSource';
import type { Asker, MappingInput, MappingReply, MappingYamlReply, Names, VersionPage } from './mappingApi';
import { jsonOf, type MappingChanges } from './mappingChanges';
import { type MappingFollower, placed } from './mappingFollower';
import type { MappingHistory } from './mappingHistory';
import type { Mappings } from './mappings';
import type { Partitions } from './partitions';

export interface MappingParts {
  readonly partitions: Partitions;
  readonly mappings: Mappings;
  readonly changes: MappingChanges;
  readonly history: MappingHistory;
  readonly follower: MappingFollower;
  readonly desk: MappingDesk;
  readonly yaml?: MappingYaml | undefined;
}

const NO_YAML = refuse('request.unsupported_type', 'this gateway does not speak YAML');

export class MappingReading {
  constructor(protected readonly parts: MappingParts) {}

  async get(asker: Asker): Promise<MappingReply> {
    const barred = this.barred(asker);
    if (barred) return barred;
    const { mappings, partitions, follower } = this.parts;
    const { resource, retiring } = mappings;
    if (!resource) return refuse('resource.not_found', 'no mapping was applied yet');
    await partitions.durable('system', resource.seq);
    const { pending } = follower;
    const view = publicView('mapping', { ...(resource.data as object), mapping: mappings.written }) as object;
    const data = {
      ...view,
      retiringPbxs: [...retiring],
      ...(pending && { pendingFile: { ...pending, since: iso(pending.since) } }),
    };
    return { status: 200, seq: resource.seq, data };
  }

  async export(asker: Asker, version?: number): Promise<MappingYamlReply> {
    const { yaml, mappings, history } = this.parts;
    const barred = this.barred(asker) ?? (yaml ? undefined : NO_YAML);
    if (barred || !yaml) return barred ?? NO_YAML;
    const { resource, writtenJson } = mappings;
    if (version === undefined) return { yaml: await yaml.print(writtenJson), ...(resource && { seq: resource.seq }) };
    const found = await history.content(version);
    return isRefusal(found) ? found : { yaml: await yaml.print(JSON.stringify(found.mapping)) };
  }

  async versions(asker: Asker, limit: number, cursor?: string): Promise<VersionPage | Refusal> {
    return this.barred(asker) ?? this.parts.history.list(limit, cursor);
  }

  async version(asker: Asker, version: number): Promise<MappingReply> {
    const found = this.barred(asker) ?? (await this.parts.history.get(version));
    return isRefusal(found) ? found : { status: 200, data: publicView('mapping', found.version) };
  }

  async compare(asker: Asker, version: number, against = version - 1): Promise<MappingReply> {
    const barred = this.barred(asker);
    if (barred) return barred;
    const { history, desk } = this.parts;
    const after = await history.content(version);
    if (isRefusal(after)) return after;
    // Before the first there was nothing.
    const before = against === 0 ? { mapping: { pbxs: {}, tenants: {} } } : await history.content(against);
    if (isRefusal(before)) return before;
    const changes = await desk.compareKept(JSON.stringify(before.mapping), JSON.stringify(after.mapping));
    return { status: 200, data: { changes: JSON.parse(changes), consequences: [] } };
  }

  async part(asker: Asker, part: MappingPartName, names: Names): Promise<MappingReply> {
    const barred = this.barred(asker);
    if (barred) return barred;
    const { mappings, changes } = this.parts;
    const data = partAt(changes.inForce, pathOfPart(part, names));
    if (data === undefined)
      return refuse('resource.not_found', `the mapping has not got ${MAPPING_PARTS[part].doc} of that name`);
    return { status: 200, data, seq: mappings.resource?.seq ?? 0 };
  }

  protected barred({ role }: Asker): Refusal | undefined {
    return rolesFor('mapping.get').includes(role) ? undefined : refuse('auth.forbidden');
  }

  protected async read(input: MappingInput): Promise<Omit<MappingText, 'canonical'> | Refusal> {
    if ('value' in input) return { json: jsonOf(input.value), places: async () => [] };
    const { yaml } = this.parts;
    if (!yaml) return NO_YAML;
    const text = await yaml.read(input.yaml);
    return 'flaws' in text ? { refused: 'mapping.invalid', errors: text.flaws } : text;
  }

  protected async checked(input: MappingInput) {
    const read = await this.read(input);
    if (isRefusal(read)) return read;
    const checked = await this.parts.mappings.check(read.json);
    return isRefusal(checked) ? placed(checked, read) : checked;
  }
}
