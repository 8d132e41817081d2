/** A party is listened to in the dialplan of an Asterisk that has what it takes, and nowhere else. */
import { expect } from 'chai';
import { machineParams } from '../../../../src/core/machine';
import { channel, event } from '../../../support/ariEvents';
import { AriSubject } from '../../../support/ariSubject';
import { type FakeDialplan, fakeDialplan } from '../../../support/fakeDialplan';

const PARTY = 'd'.padEnd(32, '0');
const PARAMS = machineParams.parse({});

describe('listening for machines', () => {
  let on: AriSubject;
  let set: FakeDialplan;
  beforeEach(async () => {
    on = await AriSubject.open();
    set = fakeDialplan(on.fake, 'app_amd', ['sb-main-machine,s,1']);
  });

  afterEach(() => on.end());

  it('is left to the dialplan, which is told how; the party comes back with the verdict', async () => {
    await on.dialled(PARTY);
    expect((await on.pbx.detectMachine(PARTY, machineParams.parse({ words: 3 }))).result).to.equal('ok');
    expect(on.last).to.equal(`POST channels/${PARTY}/continue`);
    expect(on.fake.asked.at(-1)?.query).to.deep.equal({ context: 'sb-main-machine', extension: 's', priority: '1' });
    const [variables] = on.fake.requests(`POST channels/${PARTY}/variables`);
    expect(variables?.body).to.deep.equal({ variables: { SB_MACHINE: '2500,1500,800,5000,100,50,3,256' } });
    on.fake.send(event('StasisEnd', { channel: channel(PARTY) }));
    on.fake.send(event('StasisStart', { channel: channel(PARTY, { state: 'Up' }), args: ['machine', 'HUMAN'] }));
    expect((await on.event('machine')).verdict).to.equal('human');
    expect([on.all('gone'), on.all('arrived')]).to.deep.equal([[], []]);
  });

  for (const [what, has, detail] of [
    ['the application', { module: undefined }, 'app_amd is not loaded; it needs an amd.conf'],
    ['a running application', { module: 'Not Running' }, 'app_amd is not loaded; it needs an amd.conf'],
    ['the context', { exists: '0' }, 'the dialplan has no context sb-main-machine with extension s'],
    ['what knows of it', { exists: undefined }, 'func_dialplan is not loaded: nobody knows whether it would come back'],
  ] as const)
    it(`is refused without ${what}, and the party stays where it is`, async () => {
      Object.assign(set, has);
      await on.dialled(PARTY);
      const refusal = { result: 'refused', code: 'failed', detail };
      expect(await on.pbx.detectMachine(PARTY, PARAMS)).to.deep.equal(refusal);
      expect(on.fake.requests(/continue/)).to.deep.equal([]);
    });

  it('is refused for one who called, and before the answer', async () => {
    const arrived = await on.arrival();
    expect(await on.pbx.detectMachine(arrived, PARAMS)).to.include({ result: 'refused', code: 'invalid' });
    await on.ringing(PARTY);
    expect(await on.pbx.detectMachine(PARTY, PARAMS)).to.include({ result: 'refused', code: 'invalid' });
  });
});
