/** A customer calls: who it is, and what becomes of the call before and at its answer. */
import { expect } from 'chai';
import { type Group, SOON, type Test } from './subject';

const rejected =
  (cause: 'busy' | 'congestion' | 'declined'): Test =>
  async (on) => {
    const { party, customer } = await on.arrival();
    await on.ok(on.pbx.reject(party, cause));
    expect(await on.gone(party)).to.include({ cause, by: 'local' });
    await on.harness.eventually(() => customer.state() === 'gone', SOON, 'the customer is rejected');
    if (customer.refusal) expect(customer.refusal()).to.equal(cause);
    expect(on.recorder.of(party)).to.deep.equal(['gone']);
  };

/** Tests of an arriving party. */
export const ARRIVING: Group = {
  'is told with who calls what, and where': async (on) => {
    const customer = on.harness.customerCalls({ ani: '+12025550142', dnis: '4930231251' });
    const { snapshot } = await on.event('arrived', (event) => event.snapshot.dnis === '4930231251');
    expect(snapshot).to.include({ state: 'arrived', ani: '+12025550142', routingPoint: on.harness.routingPoint });
    expect(snapshot.party).to.match(/^[0-9a-f]{32}$/);
    expect(snapshot.pbxId).to.be.a('string').that.is.not.empty;
    expect(snapshot.tags).to.equal(undefined);
    expect(customer.state()).to.equal('calling');
  },

  'has an id of its own': async (on) => {
    const [first, second] = [await on.arrival(), await on.arrival()];
    expect(first.party).to.not.equal(second.party);
  },

  'is listed as it was told': async (on) => {
    const { party, snapshot } = await on.arrival();
    const listed = await on.listed(party);
    expect(listed).to.include({ party, state: 'arrived', ani: snapshot.ani, dnis: snapshot.dnis });
    expect(listed?.routingPoint).to.equal(on.harness.routingPoint);
  },

  'is answered by command': async (on) => {
    const { party, customer } = await on.arrival();
    await on.ok(on.pbx.answer(party));
    await on.answered(party);
    await on.harness.eventually(() => customer.state() === 'up', SOON, 'the customer is answered');
    expect((await on.listed(party))?.state).to.equal('up');
  },

  'is answered once, however often it is asked': async (on) => {
    const { party } = await on.caller();
    await on.do(on.pbx.answer(party));
    await on.harness.pause(500);
    expect(on.recorder.of(party)).to.deep.equal(['answered']);
  },

  'hears ringing without being answered': async (on) => {
    const { party, customer } = await on.arrival();
    await on.ok(on.pbx.ringing(party));
    await on.harness.pause(500);
    expect(on.recorder.of(party)).to.deep.equal([]);
    expect(customer.state()).to.equal('calling');
    expect((await on.listed(party))?.state).to.equal('arrived');
  },

  ...Object.fromEntries(
    (['busy', 'congestion', 'declined'] as const).map((cause) => [`is rejected as ${cause}`, rejected(cause)]),
  ),

  'may give up before it is answered': async (on) => {
    const { party, customer } = await on.arrival();
    customer.hangup();
    expect(await on.gone(party)).to.include({ cause: 'cancelled', by: 'remote' });
    expect(await on.listed(party)).to.equal(undefined);
  },

  'may give up while it hears ringing': async (on) => {
    const { party, customer } = await on.arrival();
    await on.ok(on.pbx.ringing(party));
    customer.hangup();
    expect(await on.gone(party)).to.include({ cause: 'cancelled', by: 'remote' });
  },

  'may hang up after the answer': async (on) => {
    const { party, customer } = await on.caller();
    customer.hangup();
    expect(await on.gone(party)).to.include({ cause: 'normal', by: 'remote' });
    expect(on.recorder.of(party)).to.deep.equal(['answered', 'gone']);
  },

  'is hung up by command': async (on) => {
    const { party, customer } = await on.caller();
    await on.ok(on.pbx.hangup(party, 'normal'));
    expect(await on.gone(party)).to.include({ cause: 'normal', by: 'local' });
    await on.harness.eventually(() => customer.state() === 'gone', SOON, 'the customer is hung up');
  },

  'is gone once, also when both hang up': async (on) => {
    const { party, customer } = await on.caller();
    customer.hangup();
    await on.do(Promise.all([on.pbx.hangup(party, 'normal'), on.pbx.hangup(party, 'normal')]));
    await on.gone(party);
    await on.harness.pause(500);
    expect(on.recorder.of(party)).to.deep.equal(['answered', 'gone']);
    expect(await on.do(on.pbx.hangup(party, 'normal'))).to.deep.equal({ result: 'gone' });
  },
};
