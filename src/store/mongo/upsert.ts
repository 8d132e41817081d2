/** Writing documents that only ever get newer. */
import type { Model } from 'mongoose';
import type { ResourceDocument } from './collections';
import { allDuplicates } from './errors';

/** Replaces each document that is older; that of one which is as new or newer stays. */
export async function upsert(model: Model<ResourceDocument>, resources: readonly ResourceDocument[]): Promise<void> {
  const operations = resources.map((resource) => ({
    replaceOne: { filter: { _id: resource._id, seq: { $lt: resource.seq } }, replacement: resource, upsert: true },
  }));
  try {
    await model.collection.bulkWrite(operations as never, { ordered: false });
  } catch (error) {
    // The one that is there is not older, so the upsert ran into its `_id`.
    if (!allDuplicates(error)) throw error;
  }
}
