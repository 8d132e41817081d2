/** The worker that owns the lock and the only connection that writes. */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { Chores } from './chores';
import { Documents } from './documents';
import { type Holder, lockFolder } from './folderLock';
import { Journal } from './journal';
import { importPage } from './moving';
import type { WriterCalls } from './protocol';
import { migrate, prepareWriter } from './schema';
import { serve } from './serve';
import { type Database, openDatabase } from './sqlite';

interface Open {
  readonly journal: Journal;
  readonly documents: Documents;
  readonly chores: Chores;
  readonly db: Database;
  close(): void;
}

function open(folder: string, holder: Holder): Open {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const unlock = lockFolder(folder, holder);
  const file = join(folder, 'signalbox.db');
  // Made by us and not by SQLite, so that only this user reads it; the files beside it take over the mode.
  closeSync(openSync(file, 'a', 0o600));
  const db = openDatabase(file);
  const close = () => {
    db.close();
    unlock();
  };
  try {
    prepareWriter(db);
    migrate(db);
    return { journal: new Journal(db), documents: new Documents(db), chores: new Chores(db), db, close };
  } catch (error) {
    close();
    throw error;
  }
}

function writer(): WriterCalls {
  let opened: Open | undefined;
  const store = (): Open => {
    if (!opened) throw new Error('the writer is not open');
    return opened;
  };
  return {
    open: (folder, holder) => {
      opened = open(folder, holder);
    },
    write: (batches) => store().journal.write(batches),
    checkpoint: (slices) => store().documents.write(slices),
    chore: (tenant, chore) => store().chores.do(tenant, chore),
    import: (tenant, items) => importPage(store(), tenant, items),
    close: () => opened?.close(),
  };
}

serve<WriterCalls>(writer());
