/** The link: how it begins, what holds while it is lost, and what is said when it is back. */
import { expect } from 'chai';
import type { EventOf } from './recorder';
import { type Group, SOON, type Subject } from './subject';

async function lose(on: Subject): Promise<void> {
  await on.harness.cutLink();
  await on.link('connecting');
}

async function regain(on: Subject): Promise<void> {
  await on.harness.restoreLink();
  await on.link('live');
}

function lastListing(on: Subject): EventOf<'listed'> {
  const listing = on.recorder.all('listed').at(-1);
  if (!listing) throw new Error('nothing was listed');
  return listing;
}

const states = (on: Subject): string[] => on.recorder.all('link').map(({ state }) => state);

/** Tests of the link. */
export const LINK: Group = {
  'connects, lists everyone once, and lives': async (on) => {
    const start = on.recorder.events.slice(0, 4).map((event) => (event.type === 'link' ? event.state : event.type));
    expect(start).to.deep.equal(['connecting', 'resyncing', 'listed', 'live']);
    const live = on.recorder.all('link').find(({ state }) => state === 'live');
    expect(live?.epoch).to.equal(lastListing(on).epoch);
    expect(live?.restarted ?? false).to.equal(false);
  },

  'answers every command at once while it is lost': async (on) => {
    const { party } = await on.caller();
    const dial = on.dialTo({ does: 'answers', afterMs: 100 });
    await lose(on);
    const before = on.recorder.events.length;
    const results = await Promise.all([
      on.pbx.hangup(party, 'normal'),
      on.pbx.dial(dial),
      on.pbx.open(on.harness.ids.fresh()),
      on.pbx.play({ target: { party }, job: on.harness.ids.fresh(), media: [{ play: 'digits', digits: '1' }] }),
      on.pbx.list(),
      on.pbx.device(dial.to),
      on.pbx.remember('CONTRACT', '1'),
    ]);
    expect(results.map(({ result }) => result)).to.deep.equal(results.map(() => 'linkDown'));
    expect(on.recorder.events.length, 'no time has passed').to.equal(before);
    await regain(on);
    expect(lastListing(on).parties.map((snapshot) => snapshot.party)).to.deep.equal([party]);
    expect(on.recorder.of(dial.party)).to.deep.equal([]);
  },

  'has a reason when it is lost, and a new epoch when it is back': async (on) => {
    const { epoch } = lastListing(on);
    await lose(on);
    expect(on.recorder.all('link').find(({ state }) => state === 'lost')?.reason).to.be.a('string');
    await regain(on);
    expect(states(on).slice(-4)).to.deep.equal(['lost', 'connecting', 'resyncing', 'live']);
    expect(lastListing(on).epoch).to.be.greaterThan(epoch);
    expect(on.recorder.all('link').at(-1)).to.include({ epoch: lastListing(on).epoch });
    expect(on.recorder.all('link').at(-1)?.restarted ?? false).to.equal(false);
  },

  'lists who is still there, as they are now, and goes on with them': async (on) => {
    const { party, customer } = await on.caller();
    const agent = await on.dialled({ does: 'answers', afterMs: 1500 });
    const conversation = await on.talking(party);
    await on.ok(on.pbx.tag(party, { ...on.tags, role: 'customer' }, 60_000));
    await lose(on);
    await on.harness.pause(2500);
    await regain(on);
    const { parties, conversations } = lastListing(on);
    const listed = new Map(parties.map((snapshot) => [snapshot.party, snapshot]));
    expect(listed.get(party)).to.include({ state: 'up', conversation, routingPoint: on.harness.routingPoint });
    expect(listed.get(party)?.tags?.role).to.equal('customer');
    expect(listed.get(agent)).to.include({ state: 'up' });
    expect(conversations).to.deep.equal([conversation]);
    expect(on.recorder.of(agent), 'its answer shows in the listing').to.not.include('gone');
    await on.joined(conversation, agent);
    customer.hangup();
    expect(await on.gone(party)).to.include({ cause: 'normal', by: 'remote' });
    await on.ok(on.pbx.close(conversation));
  },

  'does not list who went meanwhile, and says no more of them': async (on) => {
    const { party, customer } = await on.caller();
    await lose(on);
    customer.hangup();
    await on.harness.eventually(() => customer.state() === 'gone', SOON, 'the customer is gone');
    await on.harness.pause(500);
    await regain(on);
    await on.harness.pause(500);
    expect(lastListing(on).parties).to.deep.equal([]);
    expect(on.recorder.of(party)).to.deep.equal(['answered']);
    expect(await on.do(on.pbx.hangup(party, 'normal'))).to.deep.equal({ result: 'gone' });
  },

  'owes each job its end, also one that ended meanwhile': async (on) => {
    const [{ party, customer }, { party: other }] = [await on.caller(), await on.caller()];
    const jobs = [on.harness.ids.fresh(), on.harness.ids.fresh(), on.harness.ids.fresh()] as const;
    const [withParty, ended, running] = jobs;
    const long = [{ play: 'silence', ms: 60_000 }] as const;
    await on.ok(on.pbx.play({ target: { party }, job: withParty, media: long }));
    await on.ok(on.pbx.play({ target: { party: other }, job: ended, media: [{ play: 'silence', ms: 1000 }] }));
    await on.ok(on.pbx.play({ target: { party: other }, job: running, media: long }));
    await lose(on);
    customer.hangup();
    await on.harness.pause(2000);
    await regain(on);
    await on.jobEnded(withParty);
    await on.jobEnded(ended);
    await on.ok(on.pbx.stopJob(running));
    expect((await on.jobEnded(running)).outcome).to.equal('stopped');
  },

  'is lost and regained again and again': async (on) => {
    const { party } = await on.caller();
    for (let round = 0; round < 3; round += 1) {
      await lose(on);
      await regain(on);
    }
    expect(lastListing(on).parties.map((snapshot) => snapshot.party)).to.deep.equal([party]);
  },

  'says when the PBX has started anew, and lists nobody': async (on, skip) => {
    if (!on.harness.restartPbx) return skip();
    const { party } = await on.caller();
    await on.ok(on.pbx.remember('CONTRACT', 'kept'));
    await on.harness.restartPbx();
    await on.harness.eventually(() => states(on).at(-1) === 'live' && lastListing(on).epoch > 0, 60_000, 'it is back');
    const { epoch, parties } = lastListing(on);
    const again = on.recorder.all('link').filter((event) => event.epoch === epoch && event.restarted);
    expect(again.map(({ state }) => state)).to.include('live');
    expect(parties).to.deep.equal([]);
    expect(on.recorder.of(party)).to.deep.equal(['answered']);
    if (!on.harness.remembered) return;
    const value = () => on.do(on.harness.remembered?.('CONTRACT') ?? Promise.resolve(undefined));
    // It is told again once the link is live, which takes a moment.
    for (let looks = 0; looks < 50 && (await value()) !== 'kept'; looks += 1) await on.harness.pause(100);
    expect(await value()).to.equal('kept');
  },

  'keeps values for the dialplan': async (on) => {
    await on.ok(on.pbx.remember('CONTRACT', 'PJSIP/a6001&PJSIP/a6002'));
    if (!on.harness.remembered) return;
    expect(await on.do(on.harness.remembered('CONTRACT'))).to.equal('PJSIP/a6001&PJSIP/a6002');
  },

  'can be probed, part by part': async (on) => {
    const probes = await on.do(on.pbx.probe());
    expect(probes.map(({ part }) => part)).to.have.members(['channels', 'bridges', 'applications', 'deviceStates']);
    expect(probes.filter(({ ok }) => !ok)).to.deep.equal([]);
    await lose(on);
    const dead = await on.do(on.pbx.probe());
    expect(dead.filter(({ ok }) => ok)).to.deep.equal([]);
    await regain(on);
  },
};
