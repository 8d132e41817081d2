/**
 * Journals of released shapes must load for ever. `test/fixtures/journal-v1.json` was written by the first release; it is
 * never written anew: a later shape gets a fixture of its own (`RECORD_JOURNAL=<file>` writes one from the same story).
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Call } from '../../src/core/call';
import { isEventType } from '../../src/core/events';
import { KINDS, publicView } from '../../src/core/kinds';
import { Partition } from '../../src/core/partition';
import type { JournalRecord } from '../../src/core/record';
import { upgradeRecord } from '../../src/core/upgrade';
import { House } from '../support/house';
import { twoTenants } from '../support/twoTenants';
import { wholeJournal } from '../support/wholeJournal';

const FIXTURE = 'test/fixtures/journal-v1.json';

/** A connected call with digits and attributes, one that is still waiting, and a request that is remembered. */
async function story(): Promise<JournalRecord[]> {
  const house = await new House({ mapping: twoTenants }).up();
  house.sim.phone('PJSIP/a1', { answerAfterMs: 500, hangupAfterMs: 5_000 });
  const program = await house.attach('acme', 'hotline');
  const customer = house.sim.call({
    routingPoint: 'main',
    ani: '+493023125777',
    dnis: '1000',
    endpoint: 'PJSIP/carrier',
  });
  const offer = await house.world.waitFor(() => program.of('call.offered')[0]);
  const { id } = offer.data as Call;
  await house.command('acme', 'call.set_attributes', id, { attributes: { vip: true } }, program, 'first');
  const treatments = [
    { do: 'collect', as: 'choice' },
    { do: 'connect', to: { endpoint: 'PJSIP/a1' } },
  ];
  await house.command('acme', 'call.route', id, { treatments }, program, 'second');
  await house.world.waitFor(() => program.of('call.treated')[0]);
  await house.world.finish(customer.press('1'));
  await house.world.waitFor(() => program.of('call.cleared')[0]);
  house.sim.call({ routingPoint: 'main', ani: '+493023125778', dnis: '1001' });
  await house.world.advance(1_000);
  const records = await wholeJournal(house);
  await house.stop();
  return [...records];
}

describe('the journal of the first release', () => {
  before(async () => {
    const file = process.env.RECORD_JOURNAL;
    if (file) writeFileSync(file, `${JSON.stringify(await story(), null, 1)}\n`);
  });

  const records = () => JSON.parse(readFileSync(FIXTURE, 'utf8')) as JournalRecord[];

  it('is applied as it stands', () => {
    const partition = new Partition('acme');
    for (const record of records()) partition.apply(upgradeRecord(record));
    const calls = [...partition.ids('call')].map((id) => partition.get<Call>('call', id));
    expect(calls.map((call) => call?.state)).to.deep.equal(['cleared', 'treated']);
    expect(calls[0]).to.deep.include({ attributes: { vip: true, choice: '1' }, cause: 'normal' });
    expect(partition.request('key:acme', 'second')).to.include({ status: 200, ref: calls[0]?.id });
    expect(partition.seq).to.equal(records().length);
  });

  it('has nothing that the shapes of today do not know or show', () => {
    for (const record of records()) {
      expect(isEventType(record.type), record.type).to.equal(true);
      const kind = record.subject.split('/')[0] as keyof typeof KINDS;
      const { data } = upgradeRecord(record);
      expect(KINDS[kind].schema.safeParse(data).success, `${record.seq} ${record.type}`).to.equal(true);
      expect(publicView(kind, data)).to.be.an('object');
    }
  });
});
