/** What is asked about callbacks over REST: bad times and numbers are refused in words that say what is meant. */
import { expect } from 'chai';
import type { Flaw } from '../../../src/core/errors';
import { MemoryServer } from '../../support/memoryServer';

const ASKED = '/v1/tenants/acme';
const TRIAL = `${ASKED}/queues/sales/callback?number=%2B493023125701`;
const SLOTS = `${ASKED}/queues/sales/callback-slots`;
const TIME = 'asap, or a time that there is, such as 2026-01-06T09:00 or 2026-01-06T09:00:00+01:00';
const DATE = 'a date such as 2026-01-06, or a time such as 2026-01-06T09:00';
const E164 = 'a number in E.164, such as +493023125701';

describe('callbacks over REST', () => {
  let server: MemoryServer;
  beforeEach(() => {
    server = new MemoryServer();
  });
  afterEach(() => server.end());

  const get = (path: string) => server.send({ method: 'GET', path, key: 'secret-owner' });

  for (const [path, flaw] of [
    ...['2026-02-30T09:00', '2026-01-06T25:00', 'tomorrow', '2026-01-06'].map(
      (when) => [`${TRIAL}&when=${when}`, { path: 'query /when', message: TIME }] as const,
    ),
    [`${TRIAL}&zone=Mars/Phobos`, { path: 'query /zone', message: 'a zone of the IANA database, like Europe/Berlin' }],
    [`${ASKED}/queues/sales/callback?number=zzz`, { path: 'query /number', message: 'a telephone number' }],
    [`${SLOTS}?from=tomorrow`, { path: 'query /from', message: DATE }],
    [`${SLOTS}?number=zzz`, { path: 'query /number', message: 'a telephone number' }],
    [`${ASKED}/callbacks?customerNumber=03023125701`, { path: 'query /customerNumber', message: E164 }],
  ] satisfies (readonly [string, Flaw])[])
    it(`does not take ${path}`, async () => {
      const { status, json } = await get(path);
      expect([status, json.code, json.errors]).to.deep.equal([400, 'request.invalid', [flaw]]);
    });

  it('finds those of a number however its digits are grouped', async () => {
    expect((await get(`${ASKED}/callbacks?customerNumber=%2B49%20(30)%20231257-01`)).status).to.equal(200);
    const query = server.api.asked.at(-1)?.at(-1);
    expect(query).to.deep.include({ customerNumber: '+493023125701' });
  });
});
