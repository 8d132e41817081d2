/** Steps from older shapes: each leads on to today's, and what is of today is left as it is. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { KINDS } from '../../src/core/kinds';
import type { JournalRecord } from '../../src/core/record';
import { NewerShape, UPGRADES, upgrade, upgradeRecord } from '../../src/core/upgrade';

const FIXTURES = path.join(__dirname, '../fixtures');
const olderVersions = Object.entries(KINDS).flatMap(([kind, { v }]) =>
  Array.from({ length: v - 1 }, (_, i) => [kind, i + 1] as const),
);

/** Records of every fixture of a journal. */
const released = (): JournalRecord[] =>
  readdirSync(FIXTURES)
    .filter((file) => /^journal-.*\.json$/.test(file))
    .flatMap((file) => JSON.parse(readFileSync(path.join(FIXTURES, file), 'utf8')) as JournalRecord[]);

const record = (v: number, data: unknown): JournalRecord => ({
  ...{ seq: 1, commit: 1, v, type: 'tenant.created', time: 0, subject: 'tenant/acme', actor: 'system', data },
});

describe('the table of upgrades', () => {
  it('leads from every version of every kind to the next', () => {
    for (const [kind, v] of olderVersions) expect(UPGRADES[kind]?.[v], `${kind} ${v}`).to.be.a('function');
  });

  it('has no step that nothing needs', () => {
    const steps = Object.entries(UPGRADES).flatMap(([kind, of]) => Object.keys(of).map((v) => `${kind} ${v}`));
    expect(steps.sort()).to.deep.equal(olderVersions.map(([kind, v]) => `${kind} ${v}`).sort());
  });

  it('makes of every record that was ever released one that the shapes of today know', () => {
    for (const one of released()) {
      const kind = one.subject.split('/')[0] as keyof typeof KINDS;
      const { data } = upgradeRecord(one);
      expect(KINDS[kind].schema.safeParse(data).success, `${one.seq} ${one.type}`).to.equal(true);
    }
  });

  it('has a fixture of every shape that was', () => {
    const kept = new Set(released().map(({ subject, v }) => `${subject.split('/')[0]} ${v}`));
    for (const [kind, v] of olderVersions) expect(kept.has(`${kind} ${v}`), `${kind} ${v}`).to.equal(true);
  });
});

describe('an upgrade', () => {
  const table = {
    tenant: {
      [-1]: (data: object) => ({ ...data, steps: 'a' }),
      0: (data: { steps?: string }) => ({ ...data, steps: `${data.steps ?? ''}b` }),
    },
  };

  it('leaves data of today as it is, and makes no copy', () => {
    const today = record(1, { id: 'acme' });
    expect(upgradeRecord(today, table)).to.equal(today);
    expect(upgrade('tenant', today.data, 1, table)).to.equal(today.data);
  });

  it('takes each step, in order, and says so in the record', () => {
    expect(upgradeRecord(record(-1, { id: 'acme' }), table)).to.deep.equal(record(1, { id: 'acme', steps: 'ab' }));
    expect(upgrade('tenant', { id: 'acme' }, 0, table)).to.deep.equal({ id: 'acme', steps: 'b' });
  });

  it('leaves empty what was erased', () => {
    expect(upgrade('tenant', {}, -1, table)).to.deep.equal({});
  });

  it('refuses what a newer version has written, and says what to do', () => {
    const words = /newer version of Signalbox has written it; start that one, or restore/;
    expect(() => upgradeRecord(record(2, { id: 'acme' }))).to.throw(NewerShape, words);
    expect(() => upgrade('fax', { id: 'fa_1' }, 1)).to.throw(NewerShape, 'there is a fax');
  });
});
