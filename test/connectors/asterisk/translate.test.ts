/** The translation against what a real Asterisk said, and against what it says twice, late or in a newer version. */
import { expect } from 'chai';
import { translate } from '../../../connectors/asterisk/translate';
import type { AriEvent } from '../../../connectors/asterisk/words/ariTypes.generated';
import type { PbxEvent } from '../../../src/ports/pbx';
import { bridge, channel, event, recorded, start } from '../../support/ariEvents';
import { hashIds } from '../../support/hashIds';
import { Heard } from '../../support/heardWorld';

const DIALED = 'd'.padEnd(32, '0');
const CONVERSATION = 'c'.padEnd(32, '0');
const JOB = 'e'.padEnd(32, '0');

const hear = (events: readonly AriEvent[], world = new Heard()): Heard => {
  for (const said of events) translate(said, world);
  return world;
};

/** As if we had dialled the party of the recordings. */
const dialling = (events: readonly AriEvent[]): Heard => {
  const world = new Heard();
  world.calls.add(DIALED);
  return hear(events, world);
};

const ARRIVALS: Readonly<Record<string, readonly string[]>> = {
  arrived: ['arrived', 'answered', 'digit 4', 'digit #', 'held', 'retrieved', 'gone normal by remote'],
  cancelled: ['arrived', 'gone cancelled by remote'],
  media: ['arrived', 'answered', 'gone normal by remote'],
  coach: ['arrived', 'answered', 'gone normal by remote'],
};
const DIALS: Readonly<Record<string, readonly string[]>> = {
  busy: ['gone busy by remote 486'],
  declined: ['gone declined by remote 603'],
  noAnswer: ['ringing', 'gone noAnswer by pbx 480'],
  dialledTimeLimit: ['ringing', 'answered', 'gone timeLimit by pbx'],
  device: ['ringing', 'device PJSIP/a6001 ringing', 'gone noAnswer by pbx 480', 'device PJSIP/a6001 idle'],
};

describe('the translation of ARI events', () => {
  for (const [name, story] of Object.entries(ARRIVALS)) {
    it(`tells the recorded flow ${name}`, () => expect(hear(recorded(name)).story).to.deep.equal(story));
  }

  for (const [name, story] of Object.entries(DIALS)) {
    it(`tells the recorded dial ${name}`, () => expect(dialling(recorded(name)).story).to.deep.equal(story));
  }

  for (const name of [...Object.keys(ARRIVALS), ...Object.keys(DIALS)]) {
    it(`tells ${name} once when every event comes twice, and keeps nothing of it`, () => {
      const doubled = recorded(name).flatMap((said) => [said, said]);
      const world = name in DIALS ? dialling(doubled) : hear(doubled);
      const parties = world.story.filter((line) => !line.startsWith('device'));
      expect(parties).to.deep.equal((ARRIVALS[name] ?? DIALS[name])?.filter((line) => !line.startsWith('device')));
      expect(world.calls.size).to.equal(0);
    });
  }

  it('tells a phone that joins and asks for a transfer, but not the echo of our progress', () => {
    const world = dialling(recorded('dialled'));
    expect(world.story.slice(0, 5)).to.deep.equal(['ringing', 'answered', 'joined', 'transferAsked 2000', 'left']);
    expect(world.story.filter((line) => line.startsWith('transferAsked'))).to.have.length(1);
  });

  it('reads who calls off the channel, and no tags that nobody set', () => {
    const [first] = hear(recorded('arrived')).events;
    const { snapshot } = first as Extract<PbxEvent, { type: 'arrived' }>;
    expect(snapshot).to.include({
      state: 'arrived',
      ani: '0612345678',
      aniName: 'Anna',
      dnis: '1000',
      context: 'from-trunk',
      endpoint: 'PJSIP/trunk',
      routingPoint: 'main',
    });
    expect(snapshot.party).to.match(/^[0-9a-f]{32}$/);
    expect(snapshot.sipCallId).to.be.a('string');
    expect(snapshot).to.not.have.property('tags');
  });

  it('tells who calls what without the line breaks that a caller put in', () => {
    const { dialplan } = channel('1.1');
    const caller = { number: '\r\nX', name: '\u0085Eve\t\0Evil' };
    const odd = channel('1.1', { caller, dialplan: { ...dialplan, exten: '10\r\n00' } });
    const [first] = hear([start(odd)]).events;
    expect((first as Extract<PbxEvent, { type: 'arrived' }>).snapshot).to.include({
      ani: 'X',
      aniName: 'Eve Evil',
      dnis: '10 00',
    });
  });

  it('takes the time of the PBX', () => {
    const [said] = recorded('arrived');
    expect(hear(recorded('arrived')).events[0]?.at).to.equal(Date.parse(said?.timestamp ?? ''));
  });

  it('takes our own where the PBX does not say', () => {
    const said = { ...start(channel('1.1')), timestamp: '' } as AriEvent;
    expect(hear([said]).events[0]?.at).to.equal(42);
  });

  it('knows our own hang-up and its cause', () => {
    const world = new Heard();
    const [arrival, ...rest] = recorded('rejected');
    hear(arrival ? [arrival] : [], world);
    for (const call of world.calls.all()) call.ending = 'busy';
    expect(hear(rest, world).story).to.deep.equal(['arrived', 'gone busy by local']);
  });

  it('knows the end of a longest life', () => {
    const world = new Heard();
    const [arrival, ...rest] = recorded('timeLimit');
    hear(arrival ? [arrival] : [], world);
    for (const call of world.calls.all()) call.endsAt = 1000;
    world.passed = 990;
    expect(hear(rest, world).story.at(-1)).to.equal('gone timeLimit by pbx');
  });

  it('hands the ends of media on', () => {
    expect(hear(recorded('media')).other).to.deep.equal([
      `playback ${JOB} done`,
      `playback ${JOB}-2 failed`,
      `recording ${JOB} done`,
      'leaving',
    ]);
  });

  it('does not take the ear of a coach for a party', () => {
    const world = hear(recorded('coach'));
    expect(world.other).to.include(`snoop ${'f'.padEnd(32, '0')} here`);
    expect(world.events.filter(({ type }) => type === 'arrived')).to.have.length(1);
  });

  it('tells the conversation beside which a coach sits', () => {
    const hidden = bridge('b'.padEnd(32, '0'), [], `sb-main/coach/${CONVERSATION}`);
    const from = channel('1.1');
    const world = hear([start(from), event('ChannelEnteredBridge', { channel: from, bridge: hidden })]);
    expect(world.events.at(-1)).to.include({ type: 'joined', conversation: CONVERSATION });
  });

  it('takes up a party that another node handed over, with its tags', () => {
    const accountcode = 'sb.wP_u4AAAAAAAAAAAAAAAAA.customer..acme';
    const world = hear([start(channel('1.1', { accountcode, state: 'Up' }), ['handed', 'main'])]);
    const [first] = world.events;
    const { snapshot } = first as Extract<PbxEvent, { type: 'arrived' }>;
    expect(snapshot).to.include({ state: 'up', routingPoint: 'main' });
    expect(snapshot.tags).to.deep.equal({ tenant: 'acme', call: 'c0ffeee0'.padEnd(32, '0'), role: 'customer' });
  });

  it('ends a dialled party that was handed over when it leaves Stasis, for nothing more is heard of it', () => {
    const from = channel(DIALED, { state: 'Up' });
    const end = (['ChannelHangupRequest', 'StasisEnd', 'ChannelDestroyed'] as const).map((t) =>
      event(t, { channel: from }),
    );
    const world = hear([start(from, ['handed', '']), ...end]);
    expect(world.story).to.deep.equal(['arrived', 'gone normal by remote']);
  });

  it('tells what the PBX judged a party to be', () => {
    const world = new Heard();
    world.calls.add(DIALED).up = true;
    hear([start(channel(DIALED), ['machine', 'MACHINE'])], world);
    expect(world.events).to.deep.include({
      type: 'machine',
      at: Date.UTC(2026, 0, 1),
      party: DIALED,
      verdict: 'machine',
    });
  });

  it('takes nobody who comes back from that for a new caller', () => {
    const world = hear([start(channel(DIALED), ['machine', 'HUMAN'])]);
    expect(world.story, 'one that was given up is taken away').to.deep.equal([]);
    expect(world.other).to.deep.equal([`orphan ${DIALED}`]);
    const point = hear([start(channel('7.7'), ['machine'])]);
    expect(point.story, 'a routing point may have that name').to.deep.equal(['arrived']);
  });

  it('names the second party of a phone that asks to be replaced by it, once when the event comes twice', () => {
    const world = new Heard();
    world.calls.add(DIALED).up = true;
    const consult = channel('7.7');
    const refer = { destination_channel: consult, requested_destination: { destination: '' } };
    const asked = event('ChannelTransfer', { referred_by: { source_channel: channel(DIALED) }, refer_to: refer });
    hear([asked, asked], world);
    expect(world.story).to.deep.equal([`transferAsked ${hashIds.derive('lab', '7.7')}`]);
  });

  it('names who talks to that phone where the second call is none of ours, and tells when it has come', () => {
    const world = new Heard();
    world.calls.add(DIALED).up = true;
    const ends = { destination_channel: channel('7.7'), connected_channel: channel('8.8', { name: 'PJSIP/a2-0001' }) };
    const refer = { ...ends, requested_destination: { destination: '' } };
    hear([event('ChannelTransfer', { referred_by: { source_channel: channel(DIALED) }, refer_to: refer })], world);
    const party = hashIds.derive('lab', '8.8');
    expect(world.events.at(-1)).to.deep.include({ other: { party, endpoint: 'PJSIP/a2', pbxId: '8.8' } });
    const call = world.calls.add('8.8');
    call.coming = true;
    const came = start(channel('8.8', { state: 'Up' }), ['taken']);
    hear([event('ChannelStateChange', { channel: channel('8.8', { state: 'Up' }) }), came, came], world);
    expect(world.story.slice(1)).to.deep.equal(['answered']);
    expect([world.other, world.strangers]).to.deep.equal([['came 8.8'], ['taken 8.8']]);
  });

  it('keeps nobody who was taken when nobody waits any more, and takes a routing point of that name for one', () => {
    const late = channel('8.8', { dialplan: { ...channel('8.8').dialplan, context: 'sb-main-taken' } });
    expect(hear([start(late, ['taken'])]).other).to.deep.equal(['orphan 8.8']);
    expect(hear([start(channel('8.8'), ['taken'])]).story).to.deep.equal(['arrived']);
  });

  it('takes no channel for a party whose making was given up', () => {
    const world = hear([start(channel(DIALED, { state: 'Down' }), ['dialed', 'main'])]);
    expect(world.other).to.deep.equal([`orphan ${DIALED}`]);
    expect(world.events).to.deep.equal([]);
    expect(world.calls.size).to.equal(0);
  });

  it('says nothing of channels that it does not know', () => {
    const late = ['ChannelStateChange', 'ChannelDtmfReceived', 'ChannelHold', 'ChannelDestroyed'] as const;
    expect(hear(late.map((type) => event(type, { channel: channel('9.9', { state: 'Up' }) }))).events).to.deep.equal(
      [],
    );
  });

  it('says that it does not know a type', () => {
    expect(
      translate({ ...event('StasisEnd'), type: 'ChannelTeleported' } as unknown as AriEvent, new Heard()),
    ).to.equal(false);
  });
});
