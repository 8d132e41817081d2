/** What operators see: each call counts once, by what became of it, and its end is one line of log without anybody's number. */
import { expect } from 'chai';
import { systemMetrics } from '../../src/metrics';
import type { Facts } from '../../src/ports/log';
import { House } from '../support/house';
import { twoTenants } from '../support/twoTenants';

describe('what operators see', () => {
  let house: House;
  let lines: [message: string, facts: Facts][];
  const metrics = systemMetrics();

  const value = async (series: string): Promise<number> => {
    house.signalbox.measure();
    const text = await metrics.text();
    const line = text.split('\n').find((one) => one.startsWith(`${series} `));
    return Number(line?.slice(series.length + 1) ?? 0);
  };
  const call = (dnis: string) =>
    house.sim.call({ routingPoint: 'main', ani: '+493023125777', aniName: 'Anna', dnis, endpoint: 'PJSIP/carrier' });

  before(async () => {
    lines = [];
    const informed = (message: string, facts?: Facts): void => void lines.push([message, facts ?? {}]);
    house = await new House({ mapping: twoTenants, metrics, informed }).up();
    house.sim.phone('PJSIP/a1', { answerAfterMs: 2_000, hangupAfterMs: 10_000 });
  });
  after(() => house.stop());

  it('count a decided offer with its time, and the call while it lives', async () => {
    const program = await house.attach('acme', 'hotline');
    call('1000');
    const offer = await house.world.waitFor(() => program.of('call.offered')[0]);
    await house.world.advance(800);
    const { id } = offer.data as { id: string };
    await house.command(
      'acme',
      'call.route',
      id,
      { treatments: [{ do: 'connect', to: { endpoint: 'PJSIP/a1' } }] },
      program,
    );
    await house.world.waitFor(() => program.of('call.connected')[0]);
    expect(await value('signalbox_calls_live{tenant="acme"}')).to.equal(1);
    expect(await value('signalbox_calls_live{tenant="globex"}')).to.equal(0);
    await house.world.waitFor(() => program.of('call.cleared')[0]);
    const decided = 'signalbox_offers_total{tenant="acme",application="hotline",outcome="decided"}';
    expect(await value(decided)).to.equal(1);
    expect(await value('signalbox_offer_decision_seconds_sum{tenant="acme"}')).to.be.within(0.7, 1.5);
    expect(await value('signalbox_calls_total{tenant="acme",cause="normal"}')).to.equal(1);
    expect(await value('signalbox_calls_live{tenant="acme"}')).to.equal(0);
    expect(await value('signalbox_call_wait_seconds_sum{tenant="acme"}')).to.be.within(2, 5);
    program.subscription.end();
  });

  it('tell the end of a call in one line: tenant, transaction, who decided, how long; no number, no name', async () => {
    const [, facts] = lines.find(([message]) => message === 'a call is over') ?? [];
    expect(facts).to.include({ tenant: 'acme', pbx: 'pbx', venue: 'hotline', application: 'hotline' });
    expect(facts).to.include({ decidedBy: 'application', cause: 'normal', by: 'remote', connected: true, offers: 1 });
    expect(facts?.transaction).to.match(/^tr_/);
    expect(facts?.call).to.match(/^ca_/);
    expect(facts?.talkMs).to.be.greaterThan(5_000);
    for (const [, said] of lines) expect(JSON.stringify(said)).not.to.match(/493023125777|Anna/);
  });

  it('count an abandoned offer, and one that nobody decides by its reason', async () => {
    const program = await house.attach('acme', 'hotline');
    const abandoned = call('1000');
    await house.world.waitFor(() => program.of('call.offered')[0]);
    abandoned.hangup();
    await house.world.waitFor(() => program.of('call.cleared')[0]);
    const outcome = (name: string) =>
      value(`signalbox_offers_total{tenant="acme",application="hotline",outcome="${name}"}`);
    expect(await outcome('abandoned')).to.equal(1);
    call('1000');
    await house.world.waitFor(() => program.of('call.cleared')[1]);
    expect(await outcome('reply_late')).to.equal(1);
    expect(await value('signalbox_calls_defaulted_total{tenant="acme",reason="reply_late"}')).to.equal(1);
    expect(house.signalbox.counts().offered, 'nothing is remembered of it').to.equal(0);
  });

  it('count a call that no venue takes as that, and as no offer', async () => {
    call('4711');
    await house.world.waitFor(() => lines.some(([, { tenant }]) => tenant === 'system'));
    expect(await value('signalbox_calls_unmapped_total{pbx="pbx"}')).to.equal(1);
    expect(await metrics.text()).not.to.match(/signalbox_offers_total\{tenant="system"/);
  });

  it('see a link that is lost, and that it is no reason to send everybody away', async () => {
    house.sim.cutLink();
    await house.world.waitFor(() => house.signalbox.lines.state('pbx') !== 'live');
    expect(await value('signalbox_pbx_link_up{pbx="pbx"}')).to.equal(0);
    expect(await value('signalbox_pbx_link_losses_total{pbx="pbx"}')).to.equal(1);
    expect(house.api.health.notReady()).to.deep.equal([]);
    expect(house.api.health.warnings().join()).to.match(/link to PBX pbx is/);
    house.sim.restoreLink();
    await house.live();
    expect(await value('signalbox_pbx_link_up{pbx="pbx"}')).to.equal(1);
    expect(house.api.health.warnings()).to.deep.equal([]);
  });

  it('count who waits in a queue, for how long, and why they leave', async () => {
    const first = call('1003');
    const series = (name: string, more = '') => `signalbox_queue_${name}{tenant="acme",queue="sales"${more}}`;
    await house.world.waitFor(() => /music/.test(first.hears));
    await house.world.advance(5_000);
    call('1003');
    await house.world.advance(1_000);
    expect(await value(series('waiting_entries'))).to.equal(2);
    expect(await value(series('longest_wait_seconds'))).to.be.within(6, 7);
    await house.command('acme', 'queue.dequeue', 'sales', { to: { endpoint: 'PJSIP/a1' } });
    await house.world.waitFor(() => first.hearsWhom.length > 0);
    await house.world.advance(200);
    expect(await value(series('longest_wait_seconds'))).to.be.within(3, 5);
    for (let n = 0; n < 3; n++) call('1003');
    await house.world.advance(90_000);
    expect(await value(series('joined_total'))).to.equal(4);
    expect(await value(series('left_total', ',reason="connected"'))).to.equal(1);
    expect(await value(series('left_total', ',reason="timeout"'))).to.equal(3);
    expect(await value(series('turned_away_total', ',reason="full"'))).to.equal(1);
    expect(await value(series('answered_wait_seconds_sum'))).to.be.within(8, 10);
    expect(await value(series('waiting_entries'))).to.equal(0);
  });
});
