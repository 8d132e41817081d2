/** Long work on mappings: in a thread that comes to the same outcome, and is there again when it broke off. */
import { expect } from 'chai';
import { systemClock } from '../../src/clock';
import { type Examination, examine } from '../../src/core/mappingExamination';
import { deskInThread } from '../../src/mapping/mappingDesk';
import { twoTenants } from '../support/twoTenants';

describe('the desk for mappings', () => {
  const desk = deskInThread(systemClock, 0);
  after(() => desk.close());

  const inForce = JSON.stringify(twoTenants);
  const asked = (input: object): Examination => ({
    input: JSON.stringify(input),
    secrets: { sealed: {}, written: false },
    inForce,
    live: [['acme', 2]],
  });
  const { globex, acme } = twoTenants.tenants;
  const rows: readonly (readonly [what: string, mapping: object])[] = [
    ['one that is like the one in force', twoTenants],
    ['one without a tenant', { ...twoTenants, tenants: { globex } }],
    ['one with names that point to nothing', { pbxs: {}, tenants: { acme } }],
    ['one that does not fit', { pbxs: { pbx: { kind: 'parrot' } }, tenants: {} }],
    [
      'one with a secret',
      { ...twoTenants, tenants: { acme: { ...acme, keys: { a: { role: 'owner', secret: { literal: 'x' } } } } } },
    ],
    ['one with a name that is none', JSON.parse('{ "pbxs": {}, "tenants": { "__proto__": { "name": "x" } } }')],
  ];
  for (const [what, mapping] of rows)
    it(`comes to the same elsewhere as here: ${what}`, async () => {
      let done = false;
      const found = desk.examine(asked(mapping)).finally(() => {
        done = true;
      });
      // What is done here is over before this turn is.
      for (let i = 0; i < 50; i += 1) await undefined;
      expect(done).to.equal(false);
      expect(await found).to.deep.equal(examine(asked(mapping)));
    });

  it('compares two that were kept, with the settings that came later', async () => {
    const kept = { ...twoTenants, tenants: { ...twoTenants.tenants, acme: { ...acme, name: 'Another' } } };
    const changes = JSON.parse(await desk.compareKept(inForce, JSON.stringify(kept)));
    expect(changes).to.deep.equal([
      { path: '/tenants/acme/name', change: 'changed', before: 'Acme', after: 'Another' },
    ]);
  });

  it('answers several at once, each its own', async () => {
    const found = await Promise.all(rows.map(([, mapping]) => desk.examine(asked(mapping))));
    expect(found).to.deep.equal(rows.map(([, mapping]) => examine(asked(mapping))));
  });

  it('gives up what takes too long, and takes the next', async () => {
    let late: (() => void) | undefined;
    const impatient = deskInThread(
      {
        after: (_, fire) => {
          late ??= fire;
          return () => {};
        },
      },
      0,
    );
    const first = impatient.examine(asked(twoTenants));
    const second = impatient.examine(asked(twoTenants));
    await Promise.resolve().then(() => late?.());
    expect(await first).to.deep.equal({ unfit: [{ path: '', message: 'takes too long to check' }] });
    expect(await second).to.deep.equal(examine(asked(twoTenants)));
    await impatient.close();
  });

  it('breaks off with what is no work, and is there for the next', async () => {
    const broken = await desk.examine({ ...asked(twoTenants), input: 'no JSON' }).catch((error: Error) => error);
    expect(broken).to.be.instanceOf(SyntaxError);
    expect(await desk.examine(asked(twoTenants))).to.deep.equal(examine(asked(twoTenants)));
  });
});
