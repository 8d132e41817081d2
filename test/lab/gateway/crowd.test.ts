/**
 * Twenty agents and a hundred callers, all played by SIPp: agents serve, decline, let it ring, hang up, transfer and lose
 * their phones; callers wait, or do not. Everybody is connected or leaves, in order, and nobody is rung who talks or wraps
 * up: by the feed of the gateway, by its audit, and by the messages that the phones themselves saw (issue 5).
 */
import { expect } from 'chai';
import type { Entry } from '../../../src/core/queue';
import { Findings } from '../../sim/findings';
import { OfferRules } from '../../sim/invariants/offers';
import { type Act, begins, type Desk, rest, ringsOutOfPlace, SHIFT, TARGET, withShift } from '../support/shift';
import { story } from '../support/story';

const CALLERS = 100;
/** By agent, from the first on; whoever stands behind the last one serves. */
const HABITS: readonly (readonly Act[])[] = [
  ['declines', 'serves'],
  ['declines', 'serves', 'serves'],
  ['ignores', 'serves'],
  ['hangsUp'],
  ['transfers', 'serves'],
  ['serves', 'transfers'],
  ['unregisters', 'serves', 'serves'],
  ['ignores'],
  ['ignores', 'serves', 'serves'],
];

describe('twenty agents and a hundred callers, on a real Asterisk', () => {
  const on = story({ gateway: async () => ({ mapping: withShift }) });

  /** What became of each place in the queue. */
  const reasons = (): string[] =>
    on.acme.events.filter(({ type }) => type === 'queue.left').map(({ data }) => (data as Entry).reason ?? '');
  const seen = (type: string): number => on.acme.events.filter((event) => event.type === type).length;

  /** Everybody calls, is served or leaves. */
  async function day(desks: readonly Desk[]): Promise<void> {
    const work = desks.map((desk, n) => desk.works(HABITS[n] ?? ['serves'], 400 + 150 * (n % 5)));
    const crowds = await Promise.all([
      on.lab.crowd(SHIFT, { callers: 60, perSecond: 12, patienceMs: 40_000 }),
      on.lab.crowd(SHIFT, { callers: 30, perSecond: 6, patienceMs: 1_500 }),
      on.lab.crowd(SHIFT, { callers: 10, perSecond: 2, patienceMs: 4_000 }),
    ]);
    await Promise.all(crowds.map((crowd) => crowd.gone(50_000)));
    await on.acme.until(() => seen('call.cleared') === CALLERS, 'the end of all calls', 10_000);
    for (const desk of desks) desk.goHome();
    await Promise.all(work);
  }

  it('connects each caller or lets it go, in order, and nobody is stuck', async function () {
    this.timeout(180_000);
    await on.gateway.allow('acme', 1_000);
    const target = await on.lab.phone(TARGET, { ringMs: 50, talkMs: 700 });
    target.rtp.quiet = true;
    const desks = await begins(on, 20, true);
    await day(desks);

    expect(reasons().filter((reason) => reason !== 'connected' && reason !== 'abandoned')).to.deep.equal([]);
    expect(reasons()).to.have.lengthOf(CALLERS).and.to.include('abandoned');
    for (const act of new Set(HABITS.flat())) expect(desks.flatMap(({ done }) => done)).to.include(act);
    for (const end of ['accepted', 'declined', 'expired']) expect(seen(`offer.${end}`)).to.be.above(0);
    expect(seen('call.transferred')).to.be.above(0);

    const findings = new Findings();
    const rules = new OfferRules(findings);
    for (const { type, subject, data, sequence } of on.acme.events)
      rules.look('acme', { type, subject, data, seq: sequence } as never);
    expect(findings.list).to.deep.equal([]);
    for (const { name, phone } of desks) expect(ringsOutOfPlace(phone.sipp.traffic), name).to.deep.equal([]);

    const agents = await rest(on);
    expect(agents).to.have.lengthOf(20);
    for (const { id, state, reason } of agents)
      if (state === 'notReady') expect(reason, id).to.be.oneOf(['noAnswer', 'declined', 'busy', 'unreachable']);
    await on.lab.witness.nothingLeft();
    const waiting = await on.gateway.ask('GET', 'acme/queues/shift/entries');
    expect(((await waiting.json()) as { items: unknown[] }).items).to.deep.equal([]);

    const audit = await on.gateway.ask('GET', 'acme/queues/shift/fairness?limit=200');
    expect(((await audit.json()) as { items: unknown[] }).items).to.have.lengthOf(seen('offer.accepted'));
    expect(await on.gateway.metric('signalbox_queue_order_violations_total{tenant="acme",queue="shift"}')).to.equal(0);
  });
});
