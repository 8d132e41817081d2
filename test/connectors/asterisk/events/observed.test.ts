/** Calls of phones that are none of ours: told once each, and not before it is clear that they do not come to us. */
import { expect } from 'chai';
import type { AriEvent, Channel } from '../../../../connectors/asterisk/words/ariTypes.generated';
import { channel, event, start } from '../../../support/ariEvents';
import { AriSubject } from '../../../support/ariSubject';

const PHONE = 'PJSIP/a6001';

describe('phones that Asterisk is asked to tell of', () => {
  let on: AriSubject;
  let channels: Channel[];

  beforeEach(async () => {
    channels = [];
    on = await AriSubject.open();
    on.fake.answers = ({ path }) => {
      if (path === 'endpoints') return { status: 200, body: [endpoint('a6001'), endpoint('a6002'), endpoint('trunk')] };
      return path === 'channels' ? { status: 200, body: channels } : undefined;
    };
    expect((await on.pbx.observe(['PJSIP/a600*'])).result).to.equal('ok');
  });
  afterEach(() => on.stop());

  const endpoint = (resource: string) => ({ technology: 'PJSIP', resource, channel_ids: [] });
  const line = (state: string, id = '1.1'): Channel => ({
    ...channel(id),
    name: `${PHONE}-00000001`,
    state,
    dialplan: { context: 'from-phone', exten: '22', priority: 1, app_name: '', app_data: '' },
  });
  const told = () => on.all('phoneCall').map(({ call }) => `${call.direction} ${call.state} ${call.number}`);
  const says = async (...events: AriEvent[]) => {
    for (const one of events) on.fake.send(one);
    await on.settled();
  };

  it('are asked for by pattern, among those that there are', () => {
    const [subscription] = on.fake.requests('POST applications/sb-main/subscription');
    expect(subscription?.query).to.deep.equal({ eventSource: 'endpoint:PJSIP/a6001,endpoint:PJSIP/a6002' });
  });

  it('tell each step once, however often Asterisk says it', async () => {
    const created = event('ChannelCreated', { channel: line('Down') });
    const rings = event('ChannelStateChange', { channel: line('Ringing') });
    const up = event('ChannelStateChange', { channel: line('Up') });
    const over = event('ChannelDestroyed', { channel: line('Up'), cause: 16 });
    await says(created, created, rings, rings, up, rings, up, over, over);
    expect(told().map((said) => said.slice(0, 6).trim())).to.deep.equal(['in rin', 'in up']);
    expect(on.all('phoneCallEnded').map(({ cause }) => cause)).to.deep.equal(['normal']);
  });

  it('tell of one who dials when a second is over, or it is answered', async () => {
    await says(event('ChannelCreated', { channel: line('Ring') }));
    expect(told()).to.deep.equal([]);
    on.clock.advance(1_000);
    expect(told()).to.deep.equal(['out ringing 22']);
    await says(event('ChannelCreated', { channel: line('Ring', '1.2') }));
    await says(event('ChannelStateChange', { channel: line('Up', '1.2') }));
    expect(told()).to.deep.equal(['out ringing 22', 'out up 22']);
  });

  it('tell nothing of one who calls us, and the end of what comes to us later', async () => {
    await says(event('ChannelCreated', { channel: line('Ring') }), start(channel('1.1')));
    on.clock.advance(1_000);
    expect(on.all('phoneCall')).to.deep.equal([]);
    await says(event('ChannelCreated', { channel: line('Ring', '1.2') }));
    on.clock.advance(1_000);
    await says(start(channel('1.2')));
    expect([told(), on.all('phoneCallEnded').length]).to.deep.equal([['out ringing 22'], 1]);
    expect(on.all('arrived')).to.have.length(2);
  });

  it('tell nothing of channels that are ours, nor of other phones', async () => {
    const ours = { ...line('Down', 'd'.padEnd(32, '0')) };
    const other = { ...line('Down', '1.3'), name: 'PJSIP/b7000-00000001' };
    for (const one of [ours, other])
      await says(
        event('ChannelCreated', { channel: one }),
        event('ChannelStateChange', { channel: { ...one, state: 'Up' } }),
      );
    expect(on.all('phoneCall')).to.deep.equal([]);
  });
});
