/** Events that a newer, older or sick Asterisk sends, and listeners that fail: the socket goes on. */
import { expect } from 'chai';
import { channel } from '../../support/ariEvents';
import { AriSubject } from '../../support/ariSubject';

describe('the event socket of Asterisk', () => {
  let on: AriSubject;
  beforeEach(() => {
    on = new AriSubject();
  });
  afterEach(() => on.stop());

  it('counts an unknown event and goes on', async () => {
    await on.live();
    on.fake.send({ type: 'ChannelTeleported', channel: channel('1.1') });
    await on.arrival();
    expect(on.counted.get('signalbox_pbx_events_unknown_total')).to.equal(1);
  });

  for (const [what, text] of Object.entries({
    'truncated JSON': '{"type":"StasisStart","chan',
    'what is no object': '42',
    'an empty message': '',
  })) {
    it(`counts ${what} and goes on`, async () => {
      await on.live();
      on.fake.sendText(text);
      await on.arrival();
      expect(on.counted.get('signalbox_pbx_events_malformed_total')).to.equal(1);
    });
  }

  it('survives an event that lacks what it should have', async () => {
    await on.live();
    on.fake.send({ type: 'StasisStart', timestamp: '', args: ['main'] }, { type: 'PlaybackFinished' });
    await on.arrival();
    expect(on.counted.get('signalbox_pbx_events_failed_total')).to.equal(2);
  });

  it('survives a listener that throws', async () => {
    await on.live();
    on.listener = () => {
      throw new Error('not my day');
    };
    await on.arrival('1.1');
    await on.arrival('2.2');
    expect(on.counted.get('signalbox_pbx_listener_failures_total')).to.equal(2);
    on.listener = () => {};
  });
});
