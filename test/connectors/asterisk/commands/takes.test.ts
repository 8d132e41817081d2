/** Who talks to a phone on a call of the dialplan is taken out of it by an Asterisk that is set up for that, and by no other. */
import { expect } from 'chai';
import { channel, event } from '../../../support/ariEvents';
import { AriSubject } from '../../../support/ariSubject';
import { type FakeDialplan, fakeDialplan } from '../../../support/fakeDialplan';

const DESK = 'd'.padEnd(32, '0');
const TAGS = { tenant: 'acme', call: 'c'.padEnd(32, '0'), role: 'agent' } as const;

describe('taking who talks to a phone', () => {
  let on: AriSubject;
  let set: FakeDialplan;

  beforeEach(async () => {
    on = await AriSubject.open();
    set = fakeDialplan(on.fake, 'app_channelredirect', ['sb-main-taken,fetch,1', 'sb-main-taken,s,1']);
    await on.dialled(DESK);
  });
  afterEach(() => on.end());

  /** The phone asks; says whom it gives away. */
  async function asked(): Promise<string> {
    const ends = { destination_channel: channel('7.7'), connected_channel: channel('8.8', { name: 'PJSIP/a2-0001' }) };
    const refer = { ...ends, requested_destination: { destination: '' } };
    on.fake.send(event('ChannelTransfer', { referred_by: { source_channel: channel(DESK) }, refer_to: refer }));
    return (await on.event('transferAsked')).other?.party ?? '';
  }

  it('is left to the dialplan; when it has come it is tagged, and its phone is hung up there', async () => {
    const party = await asked();
    expect(await on.pbx.take(party, TAGS, 60_000)).to.deep.equal({ result: 'ok', value: undefined });
    const [fetched] = on.fake.requests('POST channels');
    expect(fetched?.body).to.deep.include({
      endpoint: 'Local/fetch@sb-main-taken/n',
      variables: { SB_TAKEN: 'PJSIP/a2-0001' },
    });
    on.fake.send(event('StasisStart', { channel: channel('8.8', { state: 'Up' }), args: ['taken'] }));
    await on.event('answered', (said) => said.party === party);
    expect(await on.pbx.mute(party, true)).to.include({ result: 'ok' });
    expect(on.fake.requests('DELETE channels/7.7')).to.have.lengthOf(1);
    expect(on.fake.requests('POST channels/8.8/variables')).to.have.lengthOf(1);
    expect(on.all('arrived')).to.deep.equal([]);
  });

  for (const [what, has, detail] of [
    ['the application', { module: undefined }, 'app_channelredirect is not loaded'],
    ['the context', { exists: '0' }, 'the dialplan has no context sb-main-taken with extensions fetch and s'],
    ['func_dialplan', { exists: undefined }, 'the dialplan has no context sb-main-taken with extensions fetch and s'],
  ] as const)
    it(`is refused without ${what}, and the two talk on`, async () => {
      Object.assign(set, has);
      const refusal = { result: 'refused', code: 'failed', detail };
      expect(await on.pbx.take(await asked(), TAGS, 60_000)).to.deep.equal(refusal);
      expect(
        on.fake
          .requests(/^(POST channels|DELETE)/)
          .filter(({ path }) => path !== 'channels/create' && !path.endsWith('/dial')),
      ).to.deep.equal([]);
    });

  it('is gone for one whom nobody gave away, and hangs nobody up who has not come', async () => {
    expect(await on.pbx.take('e'.padEnd(32, '0'), TAGS, 60_000)).to.deep.equal({ result: 'gone' });
    const party = await asked();
    await on.pbx.take(party, TAGS, 60_000);
    expect(await on.pbx.hangup(party, 'noAnswer')).to.deep.equal({ result: 'gone' });
    expect(on.fake.requests(/DELETE/)).to.deep.equal([]);
  });

  it('is told to the phone before it can be hung up', async () => {
    const told = on.pbx.transferProgress(DESK, 'done');
    let over = false;
    void told.then(() => {
      over = true;
    });
    await on.pbx.mute(DESK, false);
    expect(over).to.equal(false);
    const ends = { source_channel: channel(DESK) };
    const refer = { requested_destination: { destination: '' } };
    on.fake.send(event('ChannelTransfer', { state: 'channel_answered', referred_by: ends, refer_to: refer }));
    expect(await told).to.include({ result: 'ok' });
  });
});
