/** Offers at real phones that come to nothing, or to something only after a word to the agent (issue 5). */
import { expect } from 'chai';
import type { Offer } from '../../../src/core/offer';
import type { Entry } from '../../../src/core/queue';
import { LINES, TONES, toned, withLines } from '../support/lineMapping';
import type { Caller, Phone } from '../support/people';
import { story } from '../support/story';

describe('offers on a real Asterisk', () => {
  const on = story({ gateway: async () => ({ mapping: withLines }) });
  before(() => toned(on));
  beforeEach(() => on.lab.listenFor(...Object.values(TONES)));
  afterEach(async () => {
    for (const agent of ['anna', 'bert']) await on.gateway.ask('POST', `acme/agents/${agent}/sign_off`, {});
  });

  const talk = (caller: Caller, phone: Phone) => Promise.all([caller.hears(phone), phone.hears(caller)]);
  const ready = async (agent: string) => {
    const reply = await on.acme.command('agent.sign_in', { agent, state: 'ready' });
    expect(reply.status, JSON.stringify(reply)).to.equal(200);
  };
  const of = <T>(type: string): T[] =>
    on.acme.events.filter((event) => event.type === type).map(({ data }) => data as T);
  const until = (type: string) => on.acme.until(() => of(type).length > 0, type);
  /** The caller had the same place all the time, and bert served. */
  const servedByBert = async (): Promise<void> => {
    await until('queue.left');
    const [joined, end] = [of<Entry>('queue.joined')[0], of<Entry>('queue.left')[0]];
    expect(end).to.include({ id: joined?.id, arrivedAt: joined?.arrivedAt, reason: 'connected', agent: 'bert' });
  };

  it('declined at the desk, the phone that rang shows no missed call, and the next one rings at once', async () => {
    const [anna, bert] = [await on.lab.phone('a6001'), await on.lab.phone('a6002', { ringMs: 100 })];
    await ready('anna');
    const caller = await on.lab.caller('1300');
    await anna.rings();
    await ready('bert');
    const { id } = of<Offer>('offer.created')[0] as Offer;
    expect((await on.gateway.ask('POST', `acme/offers/${id}/decline`, {})).status).to.equal(200);
    expect((await anna.sees(/^CANCEL/)).header('Reason')).to.match(/SIP;cause=200;text="Call completed elsewhere"/);
    await talk(caller, bert);
    await servedByBert();
    expect(of<Offer>('offer.declined').map(({ agent }) => agent)).to.deep.equal(['anna']);
    await caller.hangUp();
    await bert.left();
  });

  for (const [how, queue, options] of [
    ['declined at the phone', 'keyed', { refuse: '603 Decline' }],
    ['answered, and hung up before the caller was brought in', 'whispering', { ringMs: 100, talkMs: 300 }],
  ] as const)
    it(`${how}, the caller hears music in the old place, and the next agent has it`, async () => {
      await on.lab.phone('a6001', options);
      await ready('anna');
      const caller = await on.lab.caller(LINES[queue]);
      await until('queue.returned');
      await caller.hearsMusic();
      const bert = await on.lab.phone('a6002', { ringMs: 100 });
      await ready('bert');
      await talk(caller, bert);
      await servedByBert();
      await caller.hangUp();
      await bert.left();
    });

  it('with a word to the agent, the agent hears it alone, the caller music, and then they talk', async () => {
    const anna = await on.lab.phone('a6001', { ringMs: 100 });
    await ready('anna');
    const caller = await on.lab.caller(LINES.whispering);
    await anna.answered();
    await anna.hearsTone(TONES['a-sales-call']);
    await caller.hearsMusic();
    expect(anna.rtp.heardOf(caller.rtp.tone)).to.equal(0);
    await talk(caller, anna);
    expect(caller.rtp.heardOf(TONES['a-sales-call'])).to.equal(0);
    await caller.hangUp();
    await anna.left();
  });
});
