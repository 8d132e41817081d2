/** Versions of the mapping: the one in force and those that were, which the store keeps as ended resources. */
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { SYSTEM } from '../core/ids';
import { type MappingVersion, publicView } from '../core/kinds';
import { filled } from '../core/mapping';
import type { Document } from '../ports/store';
import { findPage } from './cursors';
import type { VersionPage } from './mappingApi';
import type { Partitions, Ports } from './partitions';

/** A version with its sequence and sealed secrets. */
export interface KeptVersion {
  readonly version: MappingVersion;
  readonly seq: number;
  readonly secret?: string | undefined;
}

export class MappingHistory {
  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
  ) {}

  /** Newest first, without their content. */
  async list(limit: number, cursor?: string): Promise<VersionPage | Refusal> {
    const query = { limit, ...(cursor !== undefined && { cursor }) };
    const page = await findPage(this.ports.store, SYSTEM, 'mapping', query);
    if (isRefusal(page)) return page;
    const stored = page.documents.map(read);
    // The newest may not be in the store yet.
    const known = cursor === undefined ? this.inMemory(stored[0]?.version.version ?? 0) : [];
    const versions = [...known, ...stored].map(({ version: { mapping: _, retiring: __, ...facts } }) => facts);
    return {
      items: versions.map((facts) => publicView('mapping', facts)),
      ...(page.next !== undefined && { next: page.next }),
    };
  }

  private inMemory(after: number): KeptVersion[] {
    return this.loaded()
      .filter(({ version }) => version.version > after)
      .sort((a, b) => b.version.version - a.version.version);
  }

  private loaded(): KeptVersion[] {
    const partition = this.partitions.get(SYSTEM);
    return [...(partition?.ids('mapping') ?? [])].flatMap((id) => {
      const found = partition?.resource('mapping', id);
      return found ? [{ version: found.data as MappingVersion, seq: found.seq, secret: found.secret }] : [];
    });
  }

  /** One version, in memory or in the store. */
  async get(version: number): Promise<KeptVersion | Refusal> {
    const known = this.loaded().find((one) => one.version.version === version);
    if (known) return known;
    const found = await this.ports.store.find(SYSTEM, 'mapping', { keys: { version: String(version) }, limit: 1 });
    const [document] = found.documents;
    return document ? read(document) : refuse('resource.not_found', `there is no version ${version}`);
  }

  /** One version whose content is still there. */
  async content(
    version: number,
  ): Promise<(KeptVersion & { mapping: NonNullable<MappingVersion['mapping']> }) | Refusal> {
    const found = await this.get(version);
    if ('refused' in found) return found;
    const { mapping } = found.version;
    return mapping
      ? { ...found, mapping: filled(mapping) }
      : refuse('mapping.content_gone', `version ${version} is too old`);
  }
}

const read = ({ json, seq, secret }: Document): KeptVersion => ({
  version: JSON.parse(json) as MappingVersion,
  seq,
  secret,
});
