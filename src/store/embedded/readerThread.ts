/** The worker that reads: in WAL mode it neither waits for the writer nor delays it. */
import { join } from 'node:path';
import { exportPage } from './moving';
import type { ReaderCalls } from './protocol';
import { DocumentReader } from './readDocuments';
import { JournalReader } from './readJournal';
import { prepareReader } from './schema';
import { serve } from './serve';
import { type Database, openDatabase } from './sqlite';

interface Open {
  readonly db: Database;
  readonly journal: JournalReader;
  readonly documents: DocumentReader;
}

function reader(): ReaderCalls {
  let opened: Open | undefined;
  const store = (): Open => {
    if (!opened) throw new Error('the reader is not open');
    return opened;
  };
  return {
    open: (folder) => {
      const db = openDatabase(join(folder, 'signalbox.db'));
      prepareReader(db);
      opened = { db, journal: new JournalReader(db), documents: new DocumentReader(db) };
    },
    tenants: () => store().journal.tenants(),
    head: (tenant) => store().journal.head(tenant),
    audit: (tenant, limit, before) => store().journal.audit(tenant, limit, before),
    export: (tenant, place) => exportPage(store().db, tenant, place),
    oldest: (tenant) => store().journal.oldest(tenant),
    records: (call) => store().journal.records(call),
    live: (tenant, after) => store().documents.live(tenant, after),
    get: (tenant, kind, id) => store().documents.get(tenant, kind, id),
    find: (call) => store().documents.find(call),
    close: () => opened?.db.close(),
  };
}

serve<ReaderCalls>(reader());
