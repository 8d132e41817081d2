/**
 * Agents at phones through bad times: kill -9 of the gateway and of the PBX with callers waiting and others talking, and
 * several phones that ring for one caller (issue 5).
 */
import { expect } from 'chai';
import type { Agent } from '../../../src/core/agent';
import type { Entry } from '../../../src/core/queue';
import type { Caller } from '../support/people';
import { begins, type Desk, rest, SHIFT, TOGETHER, withShift } from '../support/shift';
import { story } from '../support/story';

/** The part of a talk that may get lost on a busy machine. */
const LOST = 0.1;

describe('a shift of agents in bad times, on a real Asterisk', () => {
  const on = story({ gateway: async () => ({ mapping: withShift }) });

  afterEach(async () => {
    for (const { id } of await rest(on)) await on.gateway.ask('POST', `acme/agents/${id}/sign_off`, {});
  });

  /** Callers come one after the other; as many of them as there are desks talk, each at the desk of its number. */
  async function callers(count: number, desks: readonly Desk[]): Promise<Caller[]> {
    const people: Caller[] = [];
    for (let n = 0; n < count; n++) {
      const caller = await on.lab.caller(SHIFT, { from: `49302312570${n}` });
      people.push(caller);
      await on.acme.until(() => on.acme.events.filter(({ type }) => type === 'queue.joined').length > n, 'the place');
      const desk = desks[n];
      if (desk) await desk.phone.rings().then(() => desk.phone.answer());
    }
    await Promise.all(desks.map(({ phone }, n) => talk(people[n] as Caller, phone)));
    return people;
  }
  const talk = (a: Caller, b: Desk['phone']) => Promise.all([a.hears(b), b.hears(a)]);

  async function line(): Promise<Pick<Entry, 'id' | 'arrivedAt' | 'state'>[]> {
    const answer = await on.gateway.ask('GET', 'acme/queues/shift/entries');
    const { items } = (await answer.json()) as { items: Entry[] };
    return items.map(({ id, arrivedAt, state }) => ({ id, arrivedAt, state }));
  }

  it('the gateway is killed: who waits keeps place and arrival, who talks notices nothing, who hung up is free', async function () {
    this.timeout(120_000);
    const desks = await begins(on, 3);
    const [first, second, third] = desks as [Desk, Desk, Desk];
    const people = await callers(6, desks);
    const before = await line();
    expect(before).to.have.lengthOf(3);
    const missing = [0, 1].flatMap((n) => {
      const [caller, { phone }] = [people[n] as Caller, desks[n] as Desk];
      return [caller.follows(phone), phone.follows(caller)];
    });
    const seen = on.acme;
    await on.gateway.kill();
    await third.phone.hangUp();
    await people[4]?.hearsMusic();
    await on.gateway.launch();
    on.acme = await on.gateway.program('acme', { after: 0 });
    await on.acme.repeats(seen);
    for (const part of missing) expect(part()).to.be.lessThan(LOST);
    // The third agent lost its caller meanwhile: it wraps up, and gets who stands first.
    await third.phone.rings();
    const after = await line();
    expect(after.map(({ id, arrivedAt }) => ({ id, arrivedAt }))).to.deep.equal(
      before.map(({ id, arrivedAt }) => ({ id, arrivedAt })),
    );
    expect(after.map(({ state }) => state)).to.deep.equal(['offering', 'waiting', 'waiting']);
    await third.phone.answer();
    await talk(people[3] as Caller, third.phone);
    await first.phone.hangUp();
    await first.phone.rings();
    await first.phone.answer();
    await talk(people[4] as Caller, first.phone);
    await second.phone.hangUp();
    await second.phone.rings();
    await second.phone.answer();
    await talk(people[5] as Caller, second.phone);
    for (const { phone } of desks) await phone.hangUp();
    expect((await rest(on)).map(({ state }) => state)).to.deep.equal(['ready', 'ready', 'ready']);
    await on.lab.witness.nothingLeft();
  });

  it('Asterisk is killed: nobody is stuck, and the next caller gets an agent', async function () {
    this.timeout(120_000);
    const desks = await begins(on, 2);
    const people = await callers(3, desks);
    await on.lab.asterisk.kill();
    await on.gateway.lost();
    await Promise.all([...people, ...desks.map(({ phone }) => phone)].map((person) => person.close()));
    await on.lab.asterisk.launch();
    await on.gateway.live();
    await on.acme.until(() => on.acme.calls('call.cleared').length === 3, 'the end of the calls');
    const agents: Agent[] = await rest(on);
    expect(agents.map(({ id, state }) => `${id} ${state}`)).to.deep.equal(['agent-1 ready', 'agent-2 ready']);
    expect(await line()).to.deep.equal([]);
    const [again] = await begins(on, 1);
    const caller = await on.lab.caller(SHIFT);
    await again?.phone.rings();
    await again?.phone.answer();
    await talk(caller, (again as Desk).phone);
    await caller.hangUp();
  });

  it('three phones ring for one caller: music until one answers, at once no more; the others show no missed call', async () => {
    const desks = await begins(on, 3);
    const [winner, ...losers] = desks as [Desk, Desk, Desk];
    const caller = await on.lab.caller(TOGETHER);
    await Promise.all(desks.map(({ phone }) => phone.rings()));
    await caller.hearsMusic();
    await winner.phone.answer();
    await talk(caller, winner.phone);
    const { sounds } = caller.rtp;
    await talk(caller, winner.phone);
    expect(caller.rtp.sounds).to.equal(sounds);
    for (const { phone } of losers) {
      const reason = (await phone.sees(/^CANCEL/)).header('Reason');
      expect(reason).to.match(/SIP;cause=200;text="Call completed elsewhere"/);
    }
    await caller.hangUp();
    await winner.phone.left();
  });
});
