/**
 * Changes of the mapping, one after the other: from the API, from the file, by roll-back. Each is looked at against the
 * version in force, checked, compared, put in force as a whole and followed; a refusal changes nothing.
 */
import { isRefusal, type Refusal, refuse } from '../core/errors';
import { SYSTEM } from '../core/ids';
import type { Mapping } from '../core/mapping';
import { summaryOf } from '../core/mappingDiff';
import type { Difference } from '../core/mappingExamination';
import type { SecretRules } from '../core/mappingSecrets';
import type { Checked, Mappings } from './mappings';
import type { Partitions, Ports } from './partitions';

export interface Change {
  /** A file, `api`, or `rollback:<version>`. */
  readonly source: string;
  readonly actor: string;
  readonly comment?: string | undefined;
  /** Sequence of the version that the change was made for. */
  readonly ifMatch?: number | '*' | undefined;
  /** Only says what would change. */
  readonly preview?: boolean | undefined;
  /** Hash of the file that it comes from. */
  readonly byFile?: string;
  readonly secrets?: SecretRules;
  /** A version is made whatever is in force, as soon as the store takes it. */
  readonly insist?: boolean;
}

export interface Changed extends Difference {
  /** The version that is now in force; the one before when it was a preview. */
  readonly version: number;
  /** Sequence of the version in force. */
  readonly seq: number;
}

/** Contents of versions so much older than the newest are dropped; who changed what and when is not. */
const KEPT_VERSIONS = 200;

/** Makes the mapping that is wanted, as JSON and not yet validated, of the one in force. */
export type Wanted = (current: Mapping) => { readonly json: string } | Refusal;

/** What is no JSON at all is refused like any other value that is no mapping. */
export const jsonOf = (input: unknown): string => JSON.stringify(input) ?? 'null';

export class MappingChanges {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly ports: Ports,
    private readonly partitions: Partitions,
    private readonly mappings: Mappings,
    /** Makes true what the mapping in force says: tenants, keys, links. */
    private readonly follow: () => Promise<void>,
  ) {}

  /** Nothing else changes the mapping while `work` runs. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const next = this.last.then(work);
    this.last = next.catch(() => undefined);
    return next;
  }

  apply(wanted: Wanted, change: Change): Promise<Changed | Refusal> {
    return this.alone(() => this.applyNow(wanted, change));
  }

  /** Within `alone`. */
  async applyNow(wanted: Wanted, change: Change): Promise<Changed | Refusal> {
    if (this.partitions.commits.away && !change.insist) return refuse('store.away');
    const moved = this.moved(change.ifMatch);
    if (moved) return moved;
    const made = wanted(this.inForce);
    if (isRefusal(made)) return made;
    const checked = await this.mappings.check(made.json, change.secrets);
    if (isRefusal(checked)) return checked;
    const { difference } = checked;
    if (change.preview) return { version: this.mappings.applied?.version ?? 0, seq: this.seq, ...difference };
    if (!change.insist && checked.hash === this.mappings.applied?.hash) return this.again(difference);
    return this.putInForce(checked, change);
  }

  /** The same once more is no version; secrets that it refers to may have changed. */
  private async again(difference: Difference): Promise<Changed> {
    await this.follow();
    return { version: this.mappings.applied?.version ?? 0, seq: this.seq, ...difference };
  }

  private async putInForce(checked: Checked, change: Change): Promise<Changed | Refusal> {
    const { difference } = checked;
    await this.partitions.breathe();
    const { source, actor, comment, byFile } = change;
    const notes = { source, author: actor, byFile, summary: summaryOf(difference.changes) };
    const made = this.mappings.commit(checked, comment === undefined ? notes : { ...notes, comment });
    if (isRefusal(made)) return made;
    const { seq } = this;
    await this.partitions.durable(SYSTEM, made.seq);
    await this.follow();
    await this.forget(made.reply.version - KEPT_VERSIONS);
    return { version: made.reply.version, seq, ...difference };
  }

  /** The mapping in force as it was written, secrets hidden. */
  get inForce(): Mapping {
    return this.mappings.written;
  }

  private get seq(): number {
    return this.mappings.resource?.seq ?? 0;
  }

  private moved(ifMatch: Change['ifMatch']): Refusal | undefined {
    if (ifMatch === undefined || ifMatch === '*' || ifMatch === this.seq) return undefined;
    const { applied } = this.mappings;
    const facts = { version: applied?.version ?? 0, etag: `"${this.seq}"`, author: applied?.author ?? 'system' };
    return refuse('resource.changed', `version ${facts.version} is in force now`, facts);
  }

  /** The content of a version that nobody goes back to any more. */
  private async forget(version: number): Promise<void> {
    const document = version > 0 ? await this.ports.store.get(SYSTEM, 'mapping', `v${version}`) : undefined;
    const { mapping, ...data } = document ? (JSON.parse(document.json) as { mapping?: unknown }) : {};
    if (mapping === undefined) return;
    this.partitions.decide(SYSTEM, { actor: 'system' }, () => ({
      drafts: [{ type: 'mapping.forgotten', id: `v${version}`, data }],
      reply: undefined,
    }));
  }
}
