/**
 * Venues and applications of the mapping in force, one document each: for people who look and programs that report. They
 * are written after the mapping and never read: what is changed here changes nothing.
 */
import { SYSTEM } from '../../core/ids';
import type { Mapping } from '../../core/mapping';
import type { Document } from '../../ports/store';
import type { Collections, ResourceDocument } from './collections';
import { toReadable } from './readable';
import { upsert } from './upsert';

const PLACES = ['venues', 'applications'] as const;

export class Places {
  constructor(private readonly collections: Collections) {}

  /** Brings both collections to what a mapping says; what it no longer names goes. */
  async follow(document: Document): Promise<void> {
    const { mapping } = JSON.parse(document.json) as { mapping?: Mapping };
    if (!mapping) return;
    for (const name of PLACES) {
      const model = await this.collections.named(name);
      const resources = [...Object.entries(mapping.tenants), [SYSTEM, shared(mapping)] as const].flatMap(
        ([tenant, said]) => Object.entries(said[name]).map(([id, place]) => placeDocument(tenant, id, place, document)),
      );
      if (resources.length > 0) await upsert(model, resources);
      await model.deleteMany({ seq: { $lt: document.seq } });
    }
  }

  async eraseTenant(tenant: string): Promise<void> {
    for (const name of PLACES) await (await this.collections.named(name)).deleteMany({ tenant });
  }
}

/** What several tenants share is the installation's. */
const shared = ({ system }: Mapping): Pick<Mapping['tenants'][string], (typeof PLACES)[number]> => ({
  venues: {},
  applications: system?.applications ?? {},
});

function placeDocument(tenant: string, id: string, place: object, { seq, time }: Document): ResourceDocument {
  const { data } = toReadable(JSON.stringify({ id, ...place }));
  const frame = { _id: `${tenant}/${id}`, tenant, id, seq, ended: false, time: new Date(time), keys: [] };
  return data ? { ...frame, data } : frame;
}
