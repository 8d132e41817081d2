/** Conversations: who comes and goes is told, and nobody is hung up by it. */
import { expect } from 'chai';
import type { Group, Subject } from './subject';

/** Waits until a party has left. */
const left = (on: Subject, party: string, conversation: string) =>
  on.event('left', (event) => event.party === party && event.conversation === conversation);

/** Tests of a conversation. */
export const CONVERSATIONS: Group = {
  'is joined by arrived and dialled parties': async (on) => {
    const [{ party }, agent] = [await on.caller(), await on.answeredPhone()];
    const conversation = await on.talking(party, agent);
    expect((await on.listed(party))?.conversation).to.equal(conversation);
    expect((await on.listed(agent))?.conversation).to.equal(conversation);
  },

  'is left by command, by one party at a time': async (on) => {
    const [{ party }, agent] = [await on.caller(), await on.answeredPhone()];
    const conversation = await on.talking(party, agent);
    await on.ok(on.pbx.leave(conversation, party));
    await left(on, party, conversation);
    expect((await on.listed(party))?.conversation).to.equal(undefined);
    expect((await on.listed(agent))?.conversation).to.equal(conversation);
  },

  'is joined again after it was left': async (on) => {
    const { party } = await on.caller();
    const conversation = await on.talking(party);
    await on.ok(on.pbx.leave(conversation, party));
    await left(on, party, conversation);
    await on.ok(on.pbx.join(conversation, party, { mode: 'talk' }));
    const joins = () => on.recorder.of(party).filter((type) => type === 'joined').length === 2;
    await on.harness.eventually(joins, 5000, 'the second join');
  },

  'is left by who joins another': async (on) => {
    const [{ party }, agent] = [await on.caller(), await on.answeredPhone()];
    const first = await on.talking(party, agent);
    const second = await on.talking(party);
    expect(on.recorder.of(party)).to.deep.equal(['answered', 'joined', 'left', 'joined']);
    await left(on, party, first);
    expect((await on.listed(party))?.conversation).to.equal(second);
    expect((await on.listed(agent))?.conversation).to.equal(first);
  },

  'is left by who hangs up, before that is told; the others stay': async (on) => {
    const [{ party, customer }, agent] = [await on.caller(), await on.answeredPhone()];
    const conversation = await on.talking(party, agent);
    customer.hangup();
    await on.gone(party);
    expect(on.recorder.of(party)).to.deep.equal(['answered', 'joined', 'left', 'gone']);
    expect(await on.event('left', (event) => event.party === party)).to.include({ leaving: true });
    await on.harness.pause(500);
    expect((await on.listed(agent))?.conversation).to.equal(conversation);
  },

  'leaves its parties alive when it is closed': async (on) => {
    const [{ party, customer }, agent] = [await on.caller(), await on.answeredPhone()];
    const conversation = await on.talking(party, agent);
    await on.ok(on.pbx.close(conversation));
    await left(on, party, conversation);
    await left(on, agent, conversation);
    expect(customer.state()).to.equal('up');
    expect((await on.listed(party))?.conversation).to.equal(undefined);
    expect((await on.listed(agent))?.state).to.equal('up');
    expect(await on.do(on.pbx.close(conversation))).to.deep.equal({ result: 'gone' });
  },

  'is opened once': async (on) => {
    const conversation = on.harness.ids.fresh();
    await on.ok(on.pbx.open(conversation));
    expect(await on.do(on.pbx.open(conversation))).to.include({ result: 'refused', code: 'exists' });
    await on.ok(on.pbx.close(conversation));
  },

  'that is not open is gone': async (on) => {
    const { party } = await on.caller();
    const nowhere = on.harness.ids.fresh();
    expect(await on.do(on.pbx.join(nowhere, party, { mode: 'talk' }))).to.deep.equal({ result: 'gone' });
    expect((await on.do(on.pbx.leave(nowhere, party))).result).to.equal('gone');
    expect(await on.do(on.pbx.close(nowhere))).to.deep.equal({ result: 'gone' });
  },

  'cannot be joined by who is gone, or left by who is not in it': async (on) => {
    const { party, customer } = await on.caller();
    const conversation = await on.talking();
    expect((await on.do(on.pbx.leave(conversation, party))).result).to.equal('gone');
    customer.hangup();
    await on.gone(party);
    const late = on.pbx.join(conversation, party, { mode: 'talk' });
    expect(await on.do(late)).to.deep.equal({ result: 'gone' });
    await on.ok(on.pbx.close(conversation));
  },

  'cannot be joined by a phone that has not answered': async (on) => {
    const party = await on.ringingPhone();
    const conversation = await on.talking();
    const result = await on.do(on.pbx.join(conversation, party, { mode: 'talk' }));
    expect(result.result).to.be.oneOf(['gone', 'refused']);
    await on.ok(on.pbx.close(conversation));
    expect(on.recorder.of(party)).to.deep.equal(['ringing']);
  },
};
