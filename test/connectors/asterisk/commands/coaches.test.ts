/** Coaches: a bridge and an ear of their own, and neither outlives them. */
import { expect } from 'chai';
import { bridge, channel, event } from '../../../support/ariEvents';
import { AriSubject } from '../../../support/ariSubject';
import { until } from '../../../support/manualClock';

const CONVERSATION = 'c'.padEnd(32, '0');

describe('coaching through Asterisk', () => {
  let on: AriSubject;
  let party: string;
  beforeEach(async () => {
    on = await AriSubject.open();
    party = await on.arrival();
  });
  afterEach(() => on.end());

  const agent = 'd'.padEnd(32, '0');
  const snooping = (): string => on.fake.requests(/\/snoop\//)[0]?.path.split('/')[3] ?? '';
  const coach = async (): Promise<string> => {
    await on.dialled(agent);
    await on.joins(CONVERSATION, agent);
    const joining = on.pbx.join(CONVERSATION, party, { mode: 'coach', of: agent });
    await until(snooping, 'the snoop channel');
    on.fake.send(event('StasisStart', { channel: channel(snooping()), args: ['snoop'] }));
    return (await joining).result;
  };
  const hidden = (): string => on.fake.requests('POST bridges').at(-1)?.query.bridgeId ?? '';

  it('hears all and whispers to one', async () => {
    expect(await coach()).to.equal('ok');
    expect(on.fake.requests(/\/snoop\//)[0]?.query).to.include({ spy: 'both', whisper: 'out', appArgs: 'snoop' });
    expect(on.fake.requests('POST bridges').at(-1)?.query.name).to.equal(`sb-main/coach/${CONVERSATION}`);
    expect(on.fake.asked.at(-1)?.query).to.deep.equal({ channel: `${snooping()},1.1` });
    expect(on.all('arrived'), 'the ear is no party').to.have.length(1);
  });

  it('who leaves takes ear and bridge along', async () => {
    await coach();
    const seat = bridge(hidden(), [], `sb-main/coach/${CONVERSATION}`);
    on.fake.send(event('ChannelEnteredBridge', { channel: channel('1.1'), bridge: seat }));
    expect(await on.event('joined', (said) => said.party === party)).to.include({ conversation: CONVERSATION });
    await on.pbx.leave(CONVERSATION, party);
    expect(on.last).to.equal(`POST bridges/${hidden()}/removeChannel`);
    on.fake.send(event('ChannelLeftBridge', { channel: channel('1.1'), bridge: seat }));
    await on.event('left');
    await until(() => on.fake.requests(`DELETE bridges/${hidden()}`).length, 'the bridge is gone');
    expect(on.fake.requests(`DELETE channels/${snooping()}`)).to.have.length(1);
  });

  it('is let go when the one who heard him goes', async () => {
    await coach();
    on.fake.send(event('StasisEnd', { channel: channel(snooping()) }));
    await until(() => on.fake.requests(`DELETE bridges/${hidden()}`).length, 'the bridge is gone');
  });

  it('of somebody who is not there is gone, and nothing is left', async () => {
    const of = 'b'.padEnd(32, '0');
    expect(await on.pbx.join(CONVERSATION, party, { mode: 'coach', of })).to.deep.equal({ result: 'gone' });
    expect(on.fake.requests('POST bridges')).to.deep.equal([]);
  });

  it('whose ear does not come is timed out, and nothing is left', async () => {
    await on.dialled(agent);
    await on.joins(CONVERSATION, agent);
    const joining = on.pbx.join(CONVERSATION, party, { mode: 'coach', of: agent });
    await until(snooping, 'the snoop channel');
    await on.settled();
    on.clock.advance(3000);
    expect(await joining).to.deep.equal({ result: 'timeout' });
    await until(() => on.fake.requests(`DELETE channels/${snooping()}`).length, 'the ear is taken away');
    expect(on.fake.requests(`DELETE bridges/${hidden()}`)).to.have.length(1);
  });
});
