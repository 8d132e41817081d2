/** One gateway process ends and the next one comes: the parties stay, and the newer connector has them. */
import { expect } from 'chai';
import { Recorder } from './recorder';
import { type Group, SOON } from './subject';

/** Tests of a connector. */
export const SUCCESSION: Group = {
  'that is stopped leaves everyone on the line, and says nothing more': async (on) => {
    const { customer, party } = await on.caller();
    const [stopped, recorder] = [on.pbx, on.recorder];
    await on.do(stopped.stop());
    expect(recorder.all('link').at(-1)?.state).to.equal('stopped');
    const said = recorder.events.length;
    expect(await stopped.hangup(party, 'normal')).to.deep.equal({ result: 'linkDown' });
    await on.do(stopped.stop());
    customer.press('1');
    await on.harness.pause(1000);
    expect(customer.state()).to.equal('up');
    expect(recorder.events.length).to.equal(said);
    await on.connect();
  },

  'that follows finds everyone by their tags, and has them': async (on) => {
    const { customer, party } = await on.caller();
    const agent = await on.answeredPhone();
    const conversation = await on.talking(party, agent);
    await on.ok(on.pbx.tag(party, { ...on.tags, role: 'customer' }, 60_000));
    await on.do(on.pbx.stop());
    await on.connect();
    const { parties, conversations } = await on.event('listed');
    const listed = new Map(parties.map((snapshot) => [snapshot.party, snapshot]));
    expect(listed.get(party)?.tags).to.deep.equal({ ...on.tags, role: 'customer' });
    expect(listed.get(agent)?.tags).to.deep.equal(on.tags);
    expect([listed.get(party)?.conversation, listed.get(agent)?.conversation]).to.deep.equal([
      conversation,
      conversation,
    ]);
    expect(conversations).to.deep.equal([conversation]);
    customer.press('5');
    await on.event('digit', (event) => event.party === party && event.digit === '5');
    await on.ok(on.pbx.hangup(agent, 'normal'));
    expect(await on.gone(agent)).to.include({ cause: 'normal', by: 'local' });
    customer.hangup();
    expect(await on.gone(party)).to.include({ cause: 'normal', by: 'remote' });
    await on.ok(on.pbx.close(conversation));
  },

  'that follows knows who is dialled and still rings': async (on) => {
    const party = await on.ringingPhone();
    await on.do(on.pbx.stop());
    await on.connect();
    expect((await on.event('listed')).parties.map((snapshot) => snapshot.state)).to.deep.equal(['ringing']);
    const again = on.dialTo({ does: 'rings' }, { party });
    expect(await on.do(on.pbx.dial(again))).to.include({ result: 'refused', code: 'exists' });
    await on.ok(on.pbx.hangup(party, 'cancelled'));
    expect(await on.gone(party)).to.include({ cause: 'cancelled', by: 'local' });
  },

  'that is replaced stops and does not fight': async (on) => {
    const { customer, party } = await on.caller();
    const [older, olderRecorder] = [on.pbx, on.recorder];
    await on.connect();
    const stopped = () => olderRecorder.all('link').at(-1)?.state === 'stopped';
    await on.harness.eventually(stopped, SOON, 'the older one stops');
    const said = olderRecorder.events.length;
    customer.press('7');
    await on.event('digit', (event) => event.party === party && event.digit === '7');
    await on.harness.pause(SOON);
    expect(olderRecorder.events.length).to.equal(said);
    expect(olderRecorder.offences).to.deep.equal([]);
    expect(await on.do(older.hangup(party, 'normal'))).to.deep.equal({ result: 'linkDown' });
    expect(on.recorder.all('link').at(-1)?.state).to.equal('live');
    await on.do(older.stop());
    await on.ok(on.pbx.hangup(party, 'normal'));
    await on.gone(party);
  },

  'may be stopped before it is started': async (on) => {
    const recorder = new Recorder();
    const idle = recorder.watch(on.harness.connector());
    await on.do(idle.stop());
    expect(recorder.events).to.deep.equal([]);
  },
};
