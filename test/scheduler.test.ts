/** Housekeeping: each thing lives as long as its kind says, and a tenant that fails holds up no other. */
import { expect } from 'chai';
import type { Log } from '../src/ports/log';
import type { Document, Store } from '../src/ports/store';
import { prune } from '../src/scheduler';
import { batch, document, ids, range, START, seqs } from './contracts/store/subject';
import { MemoryTables } from './support/memoryTables';

const DAY = 86_400_000;

describe('housekeeping', () => {
  function world() {
    const tables = new MemoryTables();
    const said: string[] = [];
    const log: Log = {
      debug: () => {},
      info: (message, facts) => void said.push(`info ${message} ${JSON.stringify(facts)}`),
      warn: () => {},
      error: (message, facts) => void said.push(`error ${message} ${JSON.stringify(facts)}`),
      with: () => log,
    };
    const store = {
      tenants: async () => tables.tenants(),
      prune: async (tenant, before) => tables.prune(tenant, before),
      pruneAudit: async (tenant, before) => tables.pruneAudit(tenant, before),
      pruneDocuments: async (...args) => tables.pruneDocuments(...args),
    } as Pick<Store, 'tenants' | 'prune' | 'pruneAudit' | 'pruneDocuments'> as Store;
    const at = (days: number) => ({ store, log, clock: { now: () => START + days * DAY } as never });
    return { tables, said, store, at };
  }

  /** One record a day with an act of administration on the second, and documents of each lifetime. */
  function fill(tables: MemoryTables, tenant: string): void {
    const whole = batch(
      tenant,
      1,
      range(1, 10).map((n) => ({ time: START + n * DAY })),
    );
    tables.write({ ...whole, records: whole.records.map((one) => (one.seq === 2 ? { ...one, audit: true } : one)) });
    const kept = (kind: string, id: string, ended: boolean): Document => document(id, 1, { kind, ended, time: START });
    tables.checkpoint(
      tenant,
      [kept('call', 'ca_1', true), kept('call', 'ca_2', false), kept('key', 'ke_1', true), kept('request', 'r', false)],
      10,
    );
  }

  const left = (tables: MemoryTables, kind: string) => ids(tables.find('t', kind, { limit: 9 }).documents);

  it('drops records after the resume window, requests after a day, ended resources as their kind says', async () => {
    const { tables, at } = world();
    fill(tables, 't');
    await prune(at(10.5), 7);
    expect(seqs(tables.history('t', { after: 0 }, {}, 20))).to.deep.equal(range(4, 10));
    expect(left(tables, 'request')).to.deep.equal([]);
    expect(left(tables, 'call')).to.have.members(['ca_1', 'ca_2']);
    await prune(at(91), 7);
    expect(left(tables, 'call')).to.deep.equal(['ca_2']);
    expect(left(tables, 'key')).to.deep.equal(['ke_1']);
    expect(seqs(tables.audit('t', 9))).to.deep.equal([2]);
    await prune(at(403), 7);
    expect(left(tables, 'key')).to.deep.equal([]);
    expect(tables.audit('t', 9)).to.deep.equal([]);
  });

  it('goes on with the next tenant when one fails', async () => {
    const { tables, said, store, at } = world();
    fill(tables, 'a');
    fill(tables, 't');
    const { prune: really } = store;
    store.prune = async (tenant, before) => {
      if (tenant === 'a') throw new Error('no luck');
      return really(tenant, before);
    };
    await prune(at(10.5), 7);
    expect(said.map((line) => line.split(' ')[0])).to.deep.equal(['error', 'info']);
    expect(said[0]).to.contain('"tenant":"a"').and.contain('no luck');
    expect(said[1]).to.contain('"records":3').and.contain('"documents":1');
    expect(tables.oldest('t')).to.equal(4);
  });
});
