/** Versions of the mapping: the one in force and those that were, which the store keeps as ended resources. */
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { SYSTEM } from '../core/ids';
import { type MappingVersion, publicView } from '../core/kinds';
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
    const stored = await this.stored(limit, cursor);
    if (isRefusal(stored)) return stored;
    const { facts, next } = stored;
    // The newest may not be in the store yet.
    const known = cursor === undefined ? this.inMemory(facts[0]?.version ?? 0).map(factsOf) : [];
    const items = [...known, ...facts].map((one) => publicView('mapping', one));
    return { items, ...(next !== undefined && { next }) };
  }

  /** Each is as long as the mapping was, so that one is read after the other. */
  private async stored(limit: number, from?: string): Promise<{ facts: VersionFacts[]; next?: string } | Refusal> {
    const facts: VersionFacts[] = [];
    for (let cursor = from; ; ) {
      const query = { limit: 1, ...(cursor !== undefined && { cursor }) };
      const page = await findPage(this.ports.store, SYSTEM, 'mapping', query);
      if (isRefusal(page)) return page;
      facts.push(...page.documents.map(read).map(factsOf));
      cursor = page.next;
      if (cursor === undefined) return { facts };
      if (facts.length === limit) return { facts, next: cursor };
      await this.partitions.breathe();
    }
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

  /** One version whose content is still there, as it was kept: settings that came later are not in it. */
  async content(
    version: number,
  ): Promise<(KeptVersion & { mapping: NonNullable<MappingVersion['mapping']> }) | Refusal> {
    const found = await this.get(version);
    if ('refused' in found) return found;
    const { mapping } = found.version;
    return mapping ? { ...found, mapping } : refuse('mapping.content_gone', `version ${version} is too old`);
  }
}

type VersionFacts = Omit<MappingVersion, 'mapping' | 'retiring'>;

const factsOf = ({ version: { mapping: _, retiring: __, ...facts } }: KeptVersion): VersionFacts => facts;

const read = ({ json, seq, secret }: Document): KeptVersion => ({
  version: JSON.parse(json) as MappingVersion,
  seq,
  secret,
});
