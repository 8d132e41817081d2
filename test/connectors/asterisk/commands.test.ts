/** Commands as requests, and what their answers mean: the races, the refusals, and an Asterisk that says nothing. */

import { expect } from 'chai';
import type { Pbx, Result } from '../../../src/ports/pbx';
import { channel, event } from '../../support/ariEvents';
import { AriSubject } from '../../support/ariSubject';
import { until } from '../../support/manualClock';

const PARTY = 'd'.padEnd(32, '0');
const TAGS = { tenant: 'acme', call: 'c0ffee'.padEnd(32, '0'), role: 'customer' } as const;

type Command = (pbx: Pbx, party: string) => Promise<Result>;

/** What each command on a party asks of Asterisk: method, path below the channel, query. */
const REQUESTS: readonly (readonly [what: string, command: Command, line: string, query?: object])[] = [
  ['answer', (pbx, party) => pbx.answer(party), 'POST channels/1.1/answer'],
  ['ringing', (pbx, party) => pbx.ringing(party), 'POST channels/1.1/ring'],
  ['reject', (pbx, party) => pbx.reject(party, 'busy'), 'DELETE channels/1.1', { reason_code: '17' }],
  ['hangup', (pbx, party) => pbx.hangup(party, 'normal'), 'DELETE channels/1.1', { reason_code: '16' }],
  [
    'hangup of a loser',
    (p, party) => p.hangup(party, 'answeredElsewhere'),
    'DELETE channels/1.1',
    { reason_code: '26' },
  ],
  ['hold', (pbx, party) => pbx.hold(party, 'default'), 'POST channels/1.1/moh', {}],
  ['hold with music', (pbx, party) => pbx.hold(party, 'jazz'), 'POST channels/1.1/moh', { mohClass: 'jazz' }],
  ['end of hold', (pbx, party) => pbx.hold(party, 'off'), 'DELETE channels/1.1/moh'],
  ['mute', (pbx, party) => pbx.mute(party, true), 'POST channels/1.1/mute', { direction: 'in' }],
  ['end of mute', (pbx, party) => pbx.mute(party, false), 'DELETE channels/1.1/mute', { direction: 'in' }],
  ['sendDigits', (pbx, party) => pbx.sendDigits(party, '1#'), 'POST channels/1.1/dtmf', { dtmf: '1#' }],
  [
    'transferProgress',
    (pbx, party) => pbx.transferProgress(party, 'failed'),
    'POST channels/1.1/transfer_progress',
    { states: 'channel_unavailable' },
  ],
];

/** What a status means for a command on a party that was there. */
const RESULTS: readonly (readonly [status: number, result: object])[] = [
  [204, { result: 'ok', value: undefined }],
  [404, { result: 'gone' }],
  [409, { result: 'gone' }],
  [412, { result: 'gone' }],
  [422, { result: 'gone' }],
  [400, { result: 'refused', code: 'invalid', detail: 'as I said' }],
  [401, { result: 'refused', code: 'forbidden', detail: 'as I said' }],
  [403, { result: 'refused', code: 'forbidden', detail: 'as I said' }],
  [500, { result: 'refused', code: 'failed', detail: 'as I said' }],
  [503, { result: 'refused', code: 'overloaded', detail: 'as I said' }],
];

describe('commands to Asterisk', () => {
  let on: AriSubject;
  beforeEach(async () => {
    on = await AriSubject.open();
  });
  afterEach(() => on.end());

  for (const [what, command, line, query = {}] of REQUESTS) {
    it(`asks for ${what} in one request`, async () => {
      const party = await on.arrival();
      const before = on.fake.asked.length;
      expect((await command(on.pbx, party)).result).to.equal('ok');
      expect(on.fake.asked).to.have.length(before + 1);
      expect(on.last).to.equal(line);
      expect(on.fake.asked.at(-1)?.query).to.deep.equal(query);
    });
  }

  for (const [status, result] of RESULTS) {
    it(`takes ${status} for ${JSON.stringify(result)}`, async () => {
      const party = await on.arrival();
      on.fake.answers = () => ({ status, body: status === 204 ? undefined : { message: 'as I said' } });
      expect(await on.pbx.answer(party)).to.deep.equal(result);
    });
  }

  it('asks nothing for a party that it does not know', async () => {
    const before = on.fake.asked.length;
    for (const [, command] of REQUESTS) expect((await command(on.pbx, PARTY)).result).to.equal('gone');
    expect(on.fake.asked).to.have.length(before);
  });

  it('costs an arrival no request', async () => {
    const before = on.fake.asked.length;
    await on.arrival();
    await on.settled();
    expect(on.fake.asked).to.have.length(before);
  });

  it('ends with timeout when Asterisk says nothing, and not later', async () => {
    const party = await on.arrival();
    on.fake.answers = () => 'hang';
    const answer = on.pbx.answer(party);
    await until(() => on.last === 'POST channels/1.1/answer', 'the request is there');
    on.clock.advance(3000);
    expect(await answer).to.deep.equal({ result: 'timeout' });
  });

  it('ends with timeout when the connection is cut before the answer', async () => {
    const party = await on.arrival();
    on.fake.answers = () => 'drop';
    expect(await on.pbx.answer(party)).to.deep.equal({ result: 'timeout' });
  });

  it('ends when the connector stops', async () => {
    const party = await on.arrival();
    on.fake.answers = () => 'hang';
    const answer = on.pbx.answer(party);
    await until(() => on.last === 'POST channels/1.1/answer', 'the request is there');
    await on.pbx.stop();
    expect((await answer).result).to.equal('timeout');
  });

  it('sets tags, longest life and transfers in one request', async () => {
    const party = await on.arrival();
    expect((await on.pbx.tag(party, TAGS, 90_500)).result).to.equal('ok');
    expect(on.last).to.equal('POST channels/1.1/variables');
    expect(on.fake.asked.at(-1)?.body).to.deep.equal({
      variables: {
        'CHANNEL(accountcode)': 'sb.wP_uAAAAAAAAAAAAAAAAAA.customer..acme',
        'TIMEOUT(absolute)': '90.5',
        'PJSIP_TRANSFER_HANDLING()': 'ari-only',
      },
    });
  });

  it('sets them one by one where Asterisk is older, and asks only once whether it is', async () => {
    const party = await on.arrival();
    on.fake.answers = ({ path }) =>
      path.endsWith('/variables') ? { status: 404, body: { message: 'Resource not found' } } : undefined;
    expect((await on.pbx.tag(party, TAGS, 1000)).result).to.equal('ok');
    expect(on.fake.requests('POST channels/1.1/variable').map(({ query }) => query.variable)).to.have.members([
      'CHANNEL(accountcode)',
      'TIMEOUT(absolute)',
      'PJSIP_TRANSFER_HANDLING()',
    ]);
    await on.pbx.tag(party, TAGS, 1000);
    expect(on.fake.requests('POST channels/1.1/variables')).to.have.length(1);
  });

  it('takes tags only that fit', async () => {
    const party = await on.arrival();
    const long = { ...TAGS, tenant: 'a'.repeat(40), role: 'supervisor', attempt: 12 };
    expect((await on.pbx.tag(party, long, 1000)).result).to.equal('ok');
    expect(await on.pbx.tag(party, { ...long, attempt: 123 }, 1000)).to.include({ result: 'refused', code: 'invalid' });
    expect(await on.pbx.tag(party, { ...TAGS, role: 'x,y' }, 1000)).to.include({ result: 'refused', code: 'invalid' });
  });

  it('takes no command for a phone that still rings but a hang-up', async () => {
    await on.ringing(PARTY);
    expect(await on.pbx.answer(PARTY)).to.include({ result: 'refused', code: 'invalid' });
    expect(await on.pbx.giveBack(PARTY, 'back,s')).to.include({ result: 'refused', code: 'invalid' });
    expect((await on.pbx.hangup(PARTY, 'cancelled')).result).to.equal('ok');
  });

  it('says who hung up and why', async () => {
    const party = await on.arrival();
    await on.pbx.hangup(party, 'congestion');
    on.fake.send(event('StasisEnd', { channel: channel('1.1') }));
    expect(await on.event('gone')).to.include({ party, cause: 'congestion', by: 'local' });
  });

  it('hands a party over when the other node takes it', async () => {
    const party = await on.arrival();
    const handing = on.pbx.handOver(party, 'two');
    await until(() => on.last === 'POST channels/1.1/move', 'the move is asked for');
    expect(on.fake.asked.at(-1)?.query).to.deep.equal({ app: 'sb-two', appArgs: 'handed,main' });
    on.fake.send(event('StasisEnd', { channel: channel('1.1') }));
    expect((await handing).result).to.equal('ok');
    expect((await on.event('gone')).by).to.equal('local');
  });

  it('keeps a party that nobody took over, although Asterisk had accepted the move', async () => {
    const party = await on.arrival();
    const handing = on.pbx.handOver(party, 'nobody');
    await until(() => on.last === 'POST channels/1.1/move', 'the move is asked for');
    on.fake.send(event('ApplicationMoveFailed', { channel: channel('1.1'), destination: 'sb-nobody', args: [] }));
    expect(await handing).to.include({ result: 'refused', code: 'unreachable' });
    on.fake.send(
      event('ChannelHangupRequest', { channel: channel('1.1') }),
      event('StasisEnd', { channel: channel('1.1') }),
    );
    expect((await on.event('gone')).by).to.equal('remote');
  });

  it('reads the SIP headers that are asked for, and holds everything back until they are there', async () => {
    await on.pbx.stop();
    on.fake.answers = ({ query }) => {
      if (!query.variable) return undefined;
      return query.variable === 'PJSIP_HEADER(read,X-Case)' ? { status: 200, body: { value: '42' } } : { status: 500 };
    };
    on.events.length = 0;
    on.connector({ headers: ['X-Case', 'X-None'] });
    await on.link('live');
    const up = channel('1.1', { state: 'Up' });
    on.fake.send(
      event('StasisStart', { channel: channel('1.1'), args: ['main'] }),
      event('ChannelStateChange', { channel: up }),
    );
    const { snapshot } = await on.event('arrived');
    expect(snapshot.headers).to.deep.equal({ 'x-case': '42' });
    await until(() => on.all('answered').length === 1, 'what had waited is told');
  });
});
