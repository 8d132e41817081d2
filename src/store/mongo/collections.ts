/**
 * The collections and their schemas. Those of the store itself (journal, archive, checkpoints, leases) and one for each
 * kind of resource, named in plain words. Every document of a kind has the same frame around its `data`.
 */
import { type Connection, type Model, Schema } from 'mongoose';
import type { Document } from '../../ports/store';
import { original, storable, toReadable, toText } from './readable';

/** A record as part of a batch; `json` is the record itself, the rest is there to be found by. */
export interface BatchRecord {
  readonly seq: number;
  readonly type: string;
  readonly time: Date;
  readonly transaction?: string;
  readonly audit?: boolean;
  readonly json: string;
}

/** One batch of the journal. Batches of a tenant lie edge to edge, which makes `_id` the fence. */
export interface BatchDocument {
  /** `<tenant>:<first sequence when it was written>`. */
  readonly _id: string;
  readonly tenant: string;
  /** Of the records that are left of it. */
  readonly first: number;
  readonly last: number;
  readonly term: number;
  readonly transactions: readonly string[];
  /** There is an act of administration in it. */
  readonly audit?: boolean;
  readonly records: readonly BatchRecord[];
}

/** An act of administration that has left the journal. */
export interface ArchiveDocument {
  readonly _id: string;
  readonly tenant: string;
  readonly seq: number;
  readonly term: number;
  readonly time: Date;
  readonly type: string;
  readonly transaction?: string;
  readonly json: string;
}

export interface CheckpointDocument {
  /** The tenant. */
  readonly _id: string;
  readonly seq: number;
  /** Kinds of which the tenant has, or had, documents. */
  readonly kinds: readonly string[];
}

export interface LeaseDocument {
  readonly _id: string;
  readonly owner: string;
  readonly term: number;
  /** By the clock of the server, in ms, as `asked` is, when somebody asked last. */
  readonly until: number;
  readonly asked: number;
}

/** A resource, or a venue or application of the mapping. */
export interface ResourceDocument {
  /** `<tenant>/<id>`. */
  readonly _id: string;
  readonly tenant: string;
  readonly id: string;
  /** Sequence of the record that made it so. */
  readonly seq: number;
  readonly ended: boolean;
  readonly v?: number;
  readonly time: Date;
  /** `name=value`. */
  readonly keys: readonly string[];
  readonly data?: Record<string, unknown>;
  readonly text?: string;
  readonly secret?: string;
  readonly erased?: boolean;
}

const FIXED = { versionKey: false, minimize: false, autoIndex: false, autoCreate: false, id: false } as const;
const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const any = Schema.Types.Mixed;

const batchSchema = () =>
  new Schema(
    {
      _id: text,
      tenant: text,
      first: number,
      last: number,
      term: number,
      transactions: [String],
      audit: Boolean,
      records: [
        {
          _id: false,
          seq: Number,
          type: { type: String },
          time: Date,
          transaction: String,
          audit: Boolean,
          json: String,
        },
      ],
    },
    { ...FIXED, collection: 'journal' },
  )
    .index({ tenant: 1, last: 1 })
    .index({ tenant: 1, transactions: 1, last: 1 })
    .index({ tenant: 1, last: -1 }, { name: 'acts', partialFilterExpression: { audit: true } });

const archiveSchema = () =>
  new Schema(
    {
      ...{ _id: text, tenant: text, seq: number, term: number, time: Date },
      ...{ type: { type: String }, transaction: String, json: text },
    },
    { ...FIXED, collection: 'archive' },
  )
    .index({ tenant: 1, seq: -1 })
    .index({ tenant: 1, time: 1 })
    .index({ tenant: 1, transaction: 1 });

const checkpointSchema = () =>
  new Schema({ _id: text, seq: number, kinds: [String] }, { ...FIXED, collection: 'checkpoints' });

const leaseSchema = () =>
  new Schema(
    { _id: text, owner: text, term: number, until: number, asked: number },
    { ...FIXED, collection: 'leases' },
  );

const resourceSchema = (collection: string) =>
  new Schema(
    {
      _id: text,
      tenant: text,
      id: text,
      seq: number,
      ended: { type: Boolean, required: true },
      v: Number,
      time: Date,
      keys: [String],
      data: any,
      text: String,
      secret: String,
      erased: Boolean,
    },
    { ...FIXED, collection },
  )
    .index({ tenant: 1, time: -1, id: -1 })
    .index({ tenant: 1, keys: 1, time: -1, id: -1 })
    .index({ tenant: 1, time: 1, id: 1 }, { name: 'live', partialFilterExpression: { ended: false } });

/** The application of a mapping has its own collection; what a partition knows of one goes beside it. */
const NAMES: Readonly<Record<string, string>> = { application: 'applicationStates' };

/** The collection of a kind: its plural. */
function collectionOf(kind: string): string {
  return NAMES[kind] ?? (/[^aeiou]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : `${kind}s`);
}

/** The models of one connection; those of kinds are made, with their indexes, when they are first asked for. */
export class Collections {
  readonly journal: Model<BatchDocument>;
  readonly archive: Model<ArchiveDocument>;
  readonly checkpoints: Model<CheckpointDocument>;
  readonly leases: Model<LeaseDocument>;
  private readonly resources = new Map<string, Promise<Model<ResourceDocument>>>();

  constructor(private readonly connection: Connection) {
    this.journal = connection.model<BatchDocument>('journal', batchSchema() as never);
    this.archive = connection.model<ArchiveDocument>('archive', archiveSchema() as never);
    this.checkpoints = connection.model<CheckpointDocument>('checkpoints', checkpointSchema() as never);
    this.leases = connection.model<LeaseDocument>('leases', leaseSchema() as never);
  }

  /** Makes the indexes of the store's own collections. */
  async prepare(): Promise<void> {
    for (const model of [this.journal, this.archive, this.checkpoints, this.leases]) await model.createIndexes();
  }

  /** The documents of a kind. */
  ofKind(kind: string): Promise<Model<ResourceDocument>> {
    return this.named(collectionOf(kind));
  }

  /** A collection of documents with the common frame. */
  named(name: string): Promise<Model<ResourceDocument>> {
    let model = this.resources.get(name);
    if (!model) {
      model = this.make(name);
      this.resources.set(name, model);
      // Without its indexes it is asked for again: the server may have been away.
      model.catch(() => this.resources.delete(name));
    }
    return model;
  }

  private async make(name: string): Promise<Model<ResourceDocument>> {
    const known = this.connection.models[name] as Model<ResourceDocument> | undefined;
    const model = known ?? this.connection.model<ResourceDocument>(name, resourceSchema(name) as never);
    await model.createIndexes();
    return model;
  }
}

/** The name by which `find` looks for a key of a document. */
export const keyOf = (name: string, value: string): string => `${encodeURIComponent(name)}=${storable(value)}`;

/** A document as its collection keeps it. */
export function toResource(tenant: string, document: Document): ResourceDocument {
  const { id, seq, ended, json, secret, keys, time, v } = document;
  const frame = { _id: `${tenant}/${id}`, tenant, id, seq, ended, time: new Date(time) };
  if (json === ERASED) return { ...frame, keys: [], erased: true };
  return {
    ...frame,
    keys: Object.entries(keys).map(([name, value]) => keyOf(name, value)),
    ...toReadable(json),
    ...(secret !== undefined && { secret }),
    ...(v !== undefined && { v }),
  };
}

/** A document as the port gives it. */
export function toDocument(kind: string, resource: ResourceDocument): Document {
  const { id, seq, ended, time, keys, secret, erased, v } = resource;
  return {
    kind,
    id,
    seq,
    ended,
    time: time.getTime(),
    keys: Object.fromEntries(keys.map(keyFrom)),
    json: erased ? ERASED : toText(resource),
    ...(secret !== undefined && { secret }),
    ...(v !== undefined && { v }),
  };
}

function keyFrom(key: string): [name: string, value: string] {
  const equals = key.indexOf('=');
  return [decodeURIComponent(key.slice(0, equals)), original(key.slice(equals + 1))];
}

/** Text of a document that was erased: no state is empty. */
const ERASED = '{}';
