/** A party that is given back to the dialplan of Asterisk, as if it had never been with us. */
import { expect } from 'chai';
import { channel, event, start } from '../../support/ariEvents';
import { AriSubject } from '../../support/ariSubject';

const TAGS = { tenant: 'acme', call: 'c0ffee'.padEnd(32, '0'), role: 'customer' } as const;

describe('a party that is given back', () => {
  let on: AriSubject;
  beforeEach(async () => {
    on = await AriSubject.open();
  });
  afterEach(() => on.end());

  it('goes on at a point of the dialplan, which is the end of it', async () => {
    const party = await on.arrival();
    expect((await on.pbx.giveBack(party, 'back,music')).result).to.equal('ok');
    expect(on.fake.asked.at(-1)?.query).to.deep.equal({ context: 'back', extension: 'music', priority: '1' });
    on.fake.send(event('StasisEnd', { channel: channel('1.1') }));
    expect(await on.event('gone')).to.include({ party, cause: 'normal', by: 'local' });
    expect(await on.pbx.giveBack(await on.arrival('2.2'), 'nowhere')).to.include({
      result: 'refused',
      code: 'invalid',
    });
  });

  it('takes nothing of ours along, and the account code that it came with', async () => {
    on.fake.send(start(channel('1.1', { accountcode: 'sales' })));
    const { snapshot } = await on.event('arrived');
    await on.pbx.tag(snapshot.party, TAGS, 60_000);
    await on.pbx.hold(snapshot.party, 'default');
    expect((await on.pbx.giveBack(snapshot.party, 'back,music')).result).to.equal('ok');
    expect(on.fake.asked.slice(-3).map(({ method, path }) => `${method} ${path}`)).to.deep.equal([
      'DELETE channels/1.1/moh',
      'POST channels/1.1/variables',
      'POST channels/1.1/continue',
    ]);
    expect(on.fake.requests(/variables$/).at(-1)?.body).to.deep.equal({
      variables: {
        'CHANNEL(accountcode)': 'sales',
        'TIMEOUT(absolute)': '0',
        'PJSIP_TRANSFER_HANDLING()': 'core',
      },
    });
  });

  it('has no tags when it comes back with those of another call', async () => {
    const accountcode = 'sb.wP_uAAAAAAAAAAAAAAAAAA.customer..globex';
    on.fake.send(start(channel('1.1', { accountcode })));
    const { snapshot } = await on.event('arrived');
    expect(snapshot).to.not.have.property('tags');
    await on.pbx.giveBack(snapshot.party, 'back,music');
    expect(on.fake.requests(/variables$/).at(-1)?.body).to.have.nested.property('variables.CHANNEL(accountcode)', '');
  });
});
