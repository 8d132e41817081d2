/** The writing side of the journal over a database that fails: what is the machine's fault, and what is a bug. */
import { expect } from 'chai';
import { Journal } from '../../../src/store/embedded/journal';
import { packBatch } from '../../../src/store/embedded/pack';
import { migrate } from '../../../src/store/embedded/schema';
import { type Database, openDatabase } from '../../../src/store/embedded/sqlite';
import { batch, plain } from '../../contracts/store/subject';

describe('the journal', () => {
  let db: Database;
  let journal: Journal;
  beforeEach(() => {
    db = openDatabase(':memory:');
    migrate(db);
    journal = new Journal(db);
  });
  afterEach(() => db.close());

  const stored = () => db.prepare('SELECT tenant, seq FROM journal ORDER BY tenant, seq').all() as object[];
  const large = (tenant: string) => packBatch(batch(tenant, 1, [{ data: 'x'.repeat(1_000_000) }]));
  const pageLimit = (pages: number) => db.exec(`PRAGMA max_page_count = ${pages}`);

  it('answers unknown for every batch of a write that found the disk full, and stores none', () => {
    const { page_count: pages } = db.prepare('PRAGMA page_count').get() as { page_count: number };
    pageLimit(pages + 2);
    const batches = [packBatch(batch('a', 1, plain(2))), large('b')];
    expect(journal.write(batches)).to.deep.equal(['unknown', 'unknown']);
    expect(stored()).to.deep.equal([]);
    pageLimit(100_000);
    expect(journal.write(batches)).to.deep.equal(['durable', 'durable']);
    expect(stored()).to.have.length(3);
  });

  it('lets a batch that cannot be written harm no other', () => {
    const broken = { ...packBatch(batch('b', 1, plain(2))), types: ['call.offered'] };
    const [a, b, c] = journal.write([packBatch(batch('a', 1, plain(2))), broken, packBatch(batch('c', 1, plain(1)))]);
    expect([a, c]).to.deep.equal(['durable', 'durable']);
    expect(b).to.have.property('bug').that.is.a('string');
    expect(stored()).to.have.length(3);
  });

  it('stores nothing of a batch that begins in the middle of what is there', () => {
    journal.write([packBatch(batch('a', 1, plain(2)))]);
    expect(journal.write([packBatch(batch('a', 2, plain(3), 2))])).to.deep.equal(['stale']);
    expect(journal.write([packBatch(batch('a', 2, plain(3), 1))])).to.deep.equal(['stale']);
    expect(stored()).to.have.length(2);
  });

  it('lets the primary key refuse what the look-up before it would have missed', () => {
    journal.write([packBatch(batch('a', 1, plain(1)))]);
    const again = () => db.exec("INSERT INTO journal VALUES ('a', 1, 9, 0, 'call.offered', NULL, '{}', NULL)");
    expect(again).to.throw(/UNIQUE/);
  });
});
