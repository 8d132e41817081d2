/** Where lists go on: what no answer gave is refused, with its place, in every list alike. */
import { expect } from 'chai';
import type { Refusal } from '../../src/core/errors';
import type { Page } from '../../src/services/api';
import { House } from '../support/house';
import { twoTenants } from '../support/twoTenants';

describe('the cursor of a list', () => {
  let house: House;
  beforeEach(async () => {
    house = await new House({ mapping: twoTenants }).start();
  });
  afterEach(() => house.stop());

  type List = (cursor: string) => Promise<Page | Refusal>;
  const owner = () => house.principal('acme', 'owner');
  const admin = { key: 'admin', actor: 'key:admin', role: 'admin' } as const;
  const at = (cursor: string) => ({ limit: 2, cursor });
  const lists: Readonly<Record<string, List>> = {
    'live calls': (cursor) => house.api.queries.calls(owner(), 'acme', at(cursor)),
    'ended calls': (cursor) => house.api.queries.calls(owner(), 'acme', { state: 'ended', ...at(cursor) }),
    'live offers': (cursor) => house.api.offers.list(owner(), 'acme', at(cursor)),
    'all offers': (cursor) => house.api.offers.list(owner(), 'acme', { state: 'all', ...at(cursor) }),
    'live callbacks': (cursor) => house.api.callbacks.list(owner(), 'acme', at(cursor)),
    'ended callbacks': (cursor) => house.api.callbacks.list(owner(), 'acme', { state: 'ended', ...at(cursor) }),
    'entries of a queue': (cursor) => house.api.queues.entries(owner(), 'acme', 'sales', at(cursor)),
    'served entries': (cursor) => house.api.reports.fairness(owner(), 'acme', 'sales', at(cursor)),
    'the audit': (cursor) => house.api.records.audit(owner(), 'acme', at(cursor)),
    'versions of the mapping': (cursor) => house.api.mappings.versions(admin, 2, cursor),
  };

  for (const [name, list] of Object.entries(lists))
    it(`of ${name} is one of an answer`, async () => {
      for (const cursor of ['x', 'AAAA', '0x10', '-1', 'ca_1', 'W10', `zz_${'0'.repeat(32)}`]) {
        const refusal = (await house.world.finish(list(cursor))) as Refusal;
        expect([refusal.refused, refusal.errors?.map(({ path }) => path)], cursor).to.deep.equal([
          'request.invalid',
          ['query /cursor'],
        ]);
      }
    });
});
