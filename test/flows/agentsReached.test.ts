/** Agents and users as those to whom a call is brought: at the phone where they are signed in (design §2). */
import { expect } from 'chai';
import { Floor, withAgents } from '../support/desks';
import { callOf, Talk } from '../support/talk';

const BERT = { agent: 'bert' };
const AS_USER = { user: 'bert@ACME.example' };
/** Two destinations in six spellings. */
const SPELT = [
  ...[{ endpoint: 'PJSIP/a2' }, { endpoint: 'pjsip/a2' }, BERT, AS_USER],
  ...[{ number: '+493023125600' }, { number: '030 23125600' }],
];

describe('whoever is named as agent or user', () => {
  let talk: Talk;
  let floor: Floor;

  beforeEach(async () => {
    const mapping = withAgents();
    const { agents, applications, venues } = mapping.tenants.acme as unknown as Record<string, { bert: object }>;
    Object.assign(agents?.bert ?? {}, { user: 'Bert@acme.example' });
    const treatments = SPELT.map((to) => ({ do: 'connect', to }));
    Object.assign(applications ?? {}, { spelt: { kind: 'treatment', treatments } });
    Object.assign(venues ?? {}, { spelt: { routingPoint: 'pbx/main', match: { dnis: '1009' }, application: 'spelt' } });
    talk = await new Talk({ mapping }).begin();
    floor = new Floor(talk.house);
  });
  afterEach(() => talk.end());

  const COMMANDS = ['call.transfer', 'call.consult', 'call.add_party'] as const;

  for (const to of [BERT, AS_USER])
    for (const command of COMMANDS)
      it(`is rung where it is signed in, and busy: ${command} to ${Object.keys(to)}`, async () => {
        talk.behaves('a3', { answerAfterMs: 500 });
        await floor.command('bert', 'sign_in', { workstation: 'desk-3' });
        await talk.done(command, { to });
        await talk.seen('call.answered', 3);
        expect(talk.phone('a3').state).to.equal('up');
        expect(floor.is('bert')).to.equal('notReady busy');
        talk.customer.hangup();
        talk.phone('a3').hangup();
        await talk.until(() => floor.is('bert') === 'notReady idle');
      });

  it('takes somebody out of a queue', async () => {
    await floor.command('bert', 'sign_in');
    const waits = talk.house.sim.call({ routingPoint: 'main', ani: '+493023125701', dnis: '1003' });
    await talk.until(() => floor.entries().length === 1);
    const reply = await talk.house.command('acme', 'queue.dequeue', 'sales', { to: BERT });
    expect(reply).to.include({ status: 200 });
    await talk.until(() => waits.hearsWhom.join() === 'PJSIP/a2');
    waits.hangup();
    await talk.until(() => floor.is('bert') === 'notReady idle' || floor.is('bert') === 'notReady wrapUp');
  });

  it('is connected by a treatment, which is tried once', async () => {
    await floor.command('bert', 'sign_in');
    talk.behaves('a2', { refuses: 'busy' });
    const second = talk.house.sim.call({ routingPoint: 'main', ani: '+493023125702', dnis: '1000' });
    const offered = callOf(await talk.seen('call.offered', 2));
    const connect = { do: 'connect', to: BERT };
    await talk.command('call.route', { treatments: [connect, connect, { do: 'connect', to: AS_USER }] }, offered.id);
    await talk.seen('call.offered', 3);
    expect(callOf(talk.program.of('call.offered').at(-1)).failure).to.include({ reason: 'busy' });
    second.hangup();
  });

  it('is not rung a second time by another name, nor is a number in another spelling', async () => {
    await floor.command('bert', 'sign_in');
    const phone = talk.house.sim.phone('PJSIP/a2', { refuses: 'busy' });
    const outside = talk.house.sim.phone('PJSIP/carrier-493023125600', { refuses: 'busy' });
    const before = talk.program.of('call.route_failed').length;
    const caller = talk.house.sim.call({ routingPoint: 'main', ani: '+493023125702', dnis: '1009' });
    await talk.seen('call.cleared');
    expect(caller.state).to.equal('gone');
    const failures = talk.program.of('call.route_failed').slice(before);
    expect(failures.map((event) => callOf(event).failure?.reason)).to.deep.equal([
      ...['busy', 'call.loop', 'call.loop', 'call.loop'],
      ...['busy', 'call.loop'],
    ]);
    expect([phone.calls.length, outside.calls.length]).to.deep.equal([1, 1]);
  });

  it('is refused with the reason: not signed in, or nobody of this tenant', async () => {
    for (const command of COMMANDS) {
      const refused = async (to: object) =>
        (await talk.command(command, { to })) as { refused: string; detail: string };
      expect(await refused(BERT)).to.include({ refused: 'agent.logged_off', detail: 'bert is not signed in' });
      expect(await refused(AS_USER)).to.include({ refused: 'agent.logged_off', detail: 'bert is not signed in' });
      expect(await refused({ agent: 'nobody' })).to.include({ refused: 'agent.not_found' });
      expect(await refused({ user: 'nobody' })).to.include({ refused: 'agent.not_found' });
    }
    const other = talk.house.command('globex', 'agent.sign_in', 'anna', { workstation: 'desk-1' });
    expect(await other).to.include({ status: 200 });
    expect(
      await talk.command('call.transfer', { to: { agent: 'anna' } }),
      'the other tenant has one of that name',
    ).to.include({
      refused: 'agent.logged_off',
    });
    const dequeued = await talk.house.command('acme', 'queue.dequeue', 'sales', { to: BERT });
    expect(dequeued).to.have.property('refused');
    await talk.together('a1');
  });
});
