/** Documents of resources: written behind the journal, found by their keys, newest first. */

import { checkLimit, fromCursor, toCursor } from '../../ports/paging';
import type { Document, DocumentName, FindQuery, Found } from '../../ports/store';
import { type Collections, keyOf, type ResourceDocument, toDocument, toResource } from './collections';
import { Places } from './places';
import { upsert } from './upsert';

const between = ({ from, before }: FindQuery) => ({
  ...(from !== undefined && { $gte: new Date(from) }),
  ...(before !== undefined && { $lt: new Date(before) }),
});

/** Documents in one write at most (design §4). */
const SLICE = 200;

export class Documents {
  /** Kinds that the checkpoint of a tenant is known to name: `<tenant>/<kind>`. */
  private readonly named = new Set<string>();
  private readonly places: Places;

  constructor(private readonly collections: Collections) {
    this.places = new Places(collections);
  }

  /** Each document only where it is newer than what is there. */
  async write(tenant: string, documents: readonly Document[]): Promise<void> {
    for (const kind of new Set(documents.map((document) => document.kind))) {
      const ofKind = documents.filter((document) => document.kind === kind);
      await this.name(tenant, kind);
      const model = await this.collections.ofKind(kind);
      for (let start = 0; start < ofKind.length; start += SLICE) {
        const slice = ofKind.slice(start, start + SLICE).map((document) => toResource(tenant, document));
        await upsert(model, slice);
      }
      // The version before ends after the new one begins: in force is the one that has not ended.
      const inForce = kind === 'mapping' ? ofKind.filter(({ ended }) => !ended) : [];
      for (const document of inForce) await this.places.follow(document);
    }
  }

  /** The documents of a tenant are complete up to `seq`. */
  async mark(tenant: string, seq: number): Promise<void> {
    await this.collections.checkpoints.updateOne({ _id: tenant }, { $max: { seq } }, { upsert: true });
  }

  async head(tenant: string): Promise<{ seq: number; kinds: readonly string[] }> {
    const found = await this.collections.checkpoints.findById(tenant).lean();
    return { seq: found?.seq ?? 0, kinds: found?.kinds ?? [] };
  }

  async live(tenant: string, kinds: readonly string[]): Promise<Document[]> {
    const documents: Document[] = [];
    for (const kind of [...kinds].sort()) {
      const model = await this.collections.ofKind(kind);
      const found = model.find({ tenant, ended: false }).sort({ time: 1, id: 1 });
      for await (const resource of found.lean<ResourceDocument[]>().cursor({ batchSize: SLICE }))
        documents.push(toDocument(kind, resource as ResourceDocument));
    }
    return documents;
  }

  async get(tenant: string, kind: string, id: string): Promise<Document | undefined> {
    const model = await this.collections.ofKind(kind);
    const found = await model.findById(`${tenant}/${id}`).lean<ResourceDocument>();
    return found && !found.erased ? toDocument(kind, found) : undefined;
  }

  async find(tenant: string, kind: string, query: FindQuery): Promise<Found> {
    checkLimit(query.limit, 200);
    const keys = Object.entries(query.keys ?? {}).map(([name, value]) => keyOf(name, value));
    const place = query.cursor === undefined ? undefined : fromCursor(query.cursor);
    const time = place && new Date(place.time);
    const model = await this.collections.ofKind(kind);
    const found = await model
      .find({
        tenant,
        erased: { $ne: true },
        ...(keys.length > 0 && { keys: { $all: keys } }),
        ...(query.ended !== undefined && { ended: query.ended }),
        ...((query.from !== undefined || query.before !== undefined) && { time: between(query) }),
        ...(place && { $or: [{ time: { $lt: time } }, { time, id: { $lt: place.id } }] }),
      } as object)
      .sort({ time: -1, id: -1 })
      .limit(query.limit + 1)
      .lean<ResourceDocument[]>();
    const documents = found.slice(0, query.limit).map((resource) => toDocument(kind, resource));
    const last = documents.at(-1);
    return found.length > query.limit && last ? { documents, next: toCursor(last) } : { documents };
  }

  async prune(tenant: string, kind: string, before: number, which: 'ended' | 'all'): Promise<number> {
    const model = await this.collections.ofKind(kind);
    const due = { tenant, time: { $lt: new Date(before) }, ...(which === 'ended' && { ended: true }) };
    return (await model.deleteMany(due)).deletedCount;
  }

  /** Empties one document where it has ended. */
  async erase(tenant: string, { kind, id }: DocumentName): Promise<'emptied' | 'left' | 'nothing'> {
    const model = await this.collections.ofKind(kind);
    const _id = `${tenant}/${id}`;
    const { modifiedCount } = await model.updateOne(
      { _id, ended: true, erased: { $ne: true } },
      { $set: { keys: [], erased: true }, $unset: { data: 1, text: 1, secret: 1 } },
    );
    if (modifiedCount > 0) return 'emptied';
    return (await model.exists({ _id, ended: false })) ? 'left' : 'nothing';
  }

  async eraseTenant(tenant: string): Promise<void> {
    const { kinds } = await this.head(tenant);
    for (const kind of kinds) await (await this.collections.ofKind(kind)).deleteMany({ tenant });
    await this.places.eraseTenant(tenant);
    await this.collections.checkpoints.deleteOne({ _id: tenant });
    for (const kind of kinds) this.named.delete(`${tenant}/${kind}`);
  }

  /** The documents of a kind after an id, erased ones, too. */
  async after(tenant: string, kind: string, id: string, limit: number): Promise<Document[]> {
    const model = await this.collections.ofKind(kind);
    const found = await model
      .find({ _id: { $gt: `${tenant}/${id}`, $lt: `${tenant}0` } })
      .sort({ _id: 1 })
      .limit(limit)
      .lean<ResourceDocument[]>();
    return found.map((resource) => toDocument(kind, resource));
  }

  /** The checkpoint names every kind before the first document of it, so that a load looks nowhere else. */
  private async name(tenant: string, kind: string): Promise<void> {
    const key = `${tenant}/${kind}`;
    if (this.named.has(key)) return;
    const named = { $addToSet: { kinds: kind }, $max: { seq: 0 } };
    await this.collections.checkpoints.updateOne({ _id: tenant }, named, { upsert: true });
    this.named.add(key);
  }
}
