/** What callers of a real Asterisk hear in a queue, what their keys do there, and what becomes of them where it takes nobody (issue 5). */
import { expect } from 'chai';
import type { Entry } from '../../../src/core/queue';
import { LINES, TONES, type Told, toned, withLines } from '../support/lineMapping';
import type { Caller, Phone } from '../support/people';
import { story } from '../support/story';

describe('in a queue, on a real Asterisk', () => {
  const on = story({ gateway: async () => ({ mapping: withLines }) });
  before(() => toned(on));
  beforeEach(() => on.lab.listenFor(...Object.values(TONES)));
  afterEach(() => on.gateway.ask('POST', 'acme/agents/anna/sign_off', {}));

  const hears = (caller: Caller, name: Told, ms?: number) => caller.hearsTone(TONES[name], ms);
  const talk = (caller: Caller, phone: Phone) => Promise.all([caller.hears(phone), phone.hears(caller)]);
  const ready = async () => {
    const reply = await on.acme.command('agent.sign_in', { agent: 'anna', state: 'ready' });
    expect(reply.status, JSON.stringify(reply)).to.equal(200);
  };
  const line = async (queue: keyof typeof LINES) => {
    const answer = await on.gateway.ask('GET', `acme/queues/${queue}/entries`);
    return ((await answer.json()) as { items: (Entry & { position: number })[] }).items;
  };
  /** Why the places that were given up so far were. */
  const left = () =>
    on.acme.events.filter(({ type }) => type === 'queue.left').map(({ data }) => (data as Entry).reason);

  it('place and waiting time are heard, then what the tenant has to say, which an agent who answers ends at once', async function () {
    this.timeout(90_000);
    const desk = await on.lab.phone('a6001');
    await ready();
    const first = await on.lab.caller(LINES.told);
    await desk.rings();
    const second = await on.lab.caller(LINES.told);
    await desk.answer();
    await talk(first, desk);
    // Nobody waits before the second any more, and somebody talks who will be free.
    await hears(second, 'queue-next');
    await hears(second, 'queue-wait');
    expect(second.rtp.heardOf(TONES['queue-position'])).to.equal(0);
    await second.hearsMusic();
    const third = await on.lab.caller(LINES.told);
    await hears(third, 'queue-position');
    await first.hangUp();
    await desk.left();
    await desk.rings();
    await hears(second, 'website', 20_000);
    await desk.answer();
    await talk(second, desk);
    const before = second.rtp.heardOf(TONES.website);
    await second.hears(desk);
    expect(second.rtp.heardOf(TONES.website)).to.equal(before);
    await third.hangUp();
    await second.hangUp();
    await desk.left();
    await on.acme.until(() => on.acme.calls('call.cleared').length === 3, 'the end of the calls');
    await on.lab.witness.nothingLeft();
  });

  it('whose venue answers on connect, its callers hear ringing and are not answered before an agent is; at once, they are', async () => {
    const desk = await on.lab.phone('a6001');
    const caller = await on.lab.caller(LINES.ringing);
    await caller.hearsRinging();
    await on.acme.until(() => on.acme.events.some(({ type }) => type === 'queue.joined'), 'a place in the queue');
    const other = await on.lab.caller(LINES.instant);
    await other.answered();
    await other.hearsMusic();
    expect(caller.sipp.story(), 'no answer for who came first').not.to.match(/^< SIP\/2.0 200/m);
    await other.hangUp();
    await ready();
    await desk.rings();
    expect(caller.sipp.story()).not.to.match(/^< SIP\/2.0 200/m);
    await desk.answer();
    await caller.answered();
    expect(caller.sipp.story()).to.match(/^< SIP\/2.0 200/m);
    await talk(caller, desk);
    await caller.hangUp();
    await desk.left();
    await on.lab.witness.nothingLeft();
  });

  it('a key is heard where the caller stands, another one leaves the place for a phone', async () => {
    const desk = await on.lab.phone('a6003', { ringMs: 100 });
    const caller = await on.lab.caller(LINES.keyed);
    await caller.hearsMusic();
    const [before] = await line('keyed');
    await caller.dtmf('1');
    await hears(caller, 'menu');
    await caller.hearsMusic();
    const [after] = await line('keyed');
    expect(after).to.include({ id: before?.id, arrivedAt: before?.arrivedAt, position: 1, state: 'waiting' });
    await caller.dtmf('2');
    await talk(caller, desk);
    expect(left()).to.deep.equal(['left']);
    await caller.hangUp();
    await desk.left();
  });

  it('that is closed, its callers hear so and go on; opened by hand they wait, until it is closed again', async () => {
    const desk = await on.lab.phone('a6003', { ringMs: 100 });
    const early = await on.lab.caller(LINES.closed);
    await hears(early, 'we-are-closed');
    await talk(early, desk);
    await early.hangUp();
    await desk.left();
    expect(left()).to.deep.equal([]);
    await on.gateway.ask('POST', 'acme/queues/closed/open', {});
    const late = await on.lab.caller(LINES.closed);
    await late.hearsMusic();
    expect(await line('closed')).to.have.lengthOf(1);
    await on.gateway.ask('POST', 'acme/queues/closed/follow_hours', {});
    await hears(late, 'we-are-closed');
    await talk(late, desk);
    expect(left()).to.deep.equal(['closed']);
    await late.hangUp();
    await desk.left();
  });

  it('that is full, a further caller hears so and goes on, and who waits notices nothing', async () => {
    const desk = await on.lab.phone('a6003', { ringMs: 100 });
    const waits = await on.lab.caller(LINES.small);
    await waits.hearsMusic();
    const further = await on.lab.caller(LINES.small);
    await hears(further, 'we-are-full');
    await talk(further, desk);
    expect(waits.rtp.heardOf(TONES['we-are-full'])).to.equal(0);
    expect((await line('small')).map(({ state }) => state)).to.deep.equal(['waiting']);
    await further.hangUp();
    await desk.left();
    await waits.hangUp();
    await on.acme.until(() => left().join() === 'abandoned', 'the end of the place');
  });
});
