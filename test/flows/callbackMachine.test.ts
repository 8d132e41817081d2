/** Who answers for a callback, a person or an answering machine, in both modes; a PBX that cannot listen, crashes, lost links. */
import { expect } from 'chai';
import type { Script } from '../../connectors/simulator/people';
import type { Behaviour, Phone } from '../../connectors/simulator/phones';
import type { Call } from '../../src/core/call';
import { CallbackHouse, CUSTOMER, withDesks } from '../support/callbackHouse';
import { Floor } from '../support/desks';

const presses1: Script = async (person) => {
  await person.hear(/callback-greeting/);
  await person.press('1');
};
const LISTENS_MS = 1_000;

describe('an answering machine that answers for a callback', () => {
  let house: CallbackHouse;
  let customer: Phone;
  let anna: Phone;

  /** Opens the house; somebody like that answers, Anna is ready. */
  const open = async (who: Behaviour, callback: object = {}) => {
    const policy = { minDelaySeconds: 0, machine: { detect: true }, ...callback };
    house = await CallbackHouse.open({ callback: policy, queue: { wrapUpSeconds: 1 }, rest: withDesks });
    customer = house.phone(CUSTOMER, { answerAfterMs: 1_000, ...who });
    anna = house.sim.phone('PJSIP/a1', { answerAfterMs: 500 });
    await new Floor(house).ready('anna');
  };
  const answeredBy = async (id: string) => (await house.callback(id)).attempts.map((one) => one.answeredBy);
  const listens = () => house.world.waitFor(() => customer.last?.party?.machine === 'listening');
  const talks = async (): Promise<void> => {
    await house.event('callback.connected');
    await house.world.waitFor(() => anna.last?.hearsWhom.length === 1, 60_000, 'a talk');
  };
  const ms = (from: unknown, to: unknown): number => Date.parse(String(to)) - Date.parse(String(from));

  afterEach(async () => {
    expect(house.signalbox.counts().programs, 'no dialogue is left').to.equal(0);
    await house.end();
  });

  for (const mode of ['agentFirst', 'customerFirst'])
    it(`${mode}: ends the attempt, is told nothing, and the next one comes after the delay of that cause`, async () => {
      const retry = { delaysSeconds: [300], causes: { machine: { attempts: 2, delaysSeconds: [60] } } };
      await open({ verdict: 'machine', script: presses1 }, { mode, retry });
      const { callback: id } = await house.request();
      const failed = await house.event('callback.retry_scheduled');
      expect(failed).to.deep.include({ id, attempt: 1, failures: { machine: 1 } });
      expect(failed.attempts[0]).to.include({ cause: 'machine', answeredBy: 'machine' });
      expect(ms(failed.attempts[0]?.endedAt, failed.dueAt)).to.equal(60_000);
      expect(house.story).to.include.members(['answered', 'judged']).and.not.include('confirmed');
      expect(customer.last?.heard.map(({ what }) => what).join()).not.to.contain('prompt');
      const over = await house.event('callback.failed');
      expect(over).to.deep.include({ outcome: 'attemptsUsed', failures: { machine: 2 } });
      await house.world.waitFor(() => customer.last?.state === 'gone');
      expect(await house.report()).to.deep.include({ dials: 2, failed: { machine: 2 }, connected: 0, wanted: 0 });
      if (mode === 'agentFirst') await house.world.waitFor(() => anna.last?.state === 'gone');
    });

  for (const verdict of ['human', 'unsure'] as const)
    for (const mode of ['agentFirst', 'customerFirst'])
      it(`${mode}: one who is judged ${verdict} is asked, and talks`, async () => {
        await open({ verdict, script: presses1 }, { mode });
        const { callback: id } = await house.request();
        await talks();
        expect(await answeredBy(id)).to.deep.equal([verdict]);
        expect(house.story).to.include.members(['answered', 'judged', 'confirmed', 'connected']);
      });

  it('is found before whoever answers is connected at once', async () => {
    await open({ verdict: 'machine' }, { mode: 'customerFirst', confirm: { required: false } });
    await house.request();
    expect((await house.event('callback.retry_scheduled')).failures).to.deep.equal({ machine: 1 });
    expect(anna.calls).to.have.lengthOf(0);
    customer.set({ answerAfterMs: 1_000, verdict: 'human' });
    await talks();
  });

  it('is not listened for unless the queue wants it', async () => {
    await open({ verdict: 'machine', script: presses1 }, { machine: {} });
    const { callback: id } = await house.request();
    await talks();
    expect(await answeredBy(id)).to.deep.equal([undefined]);
  });

  it('mutes nobody meanwhile, which no command reaches', async () => {
    await open({ verdict: 'human', script: presses1 });
    await house.request();
    await listens();
    const [call] = house.signalbox.partitions.get('acme')?.ids('call') ?? [];
    expect(await house.command('acme', 'call.mute', call, { on: true })).to.include({
      refused: 'call.wrong_state',
    });
    await talks();
  });

  it('may hang up meanwhile: nobody pressed a key', async () => {
    await open({ verdict: 'machine', hangupAfterMs: LISTENS_MS });
    await house.request();
    const failed = await house.event('callback.retry_scheduled');
    expect(failed.failures).to.deep.equal({ unconfirmed: 1 });
    expect(house.story).not.to.include('judged');
  });

  it('is taken for a person by a PBX that cannot listen, which is told; nobody waits for it', async () => {
    await open({ verdict: 'machine', script: presses1 });
    house.sim.listens = false;
    const { callback: id } = await house.request();
    await talks();
    expect(await answeredBy(id)).to.deep.equal(['unsure']);
    const failures = house.feed.events.map(({ data }) => (data as unknown as Call).failure).filter(Boolean);
    expect(failures[0]).to.deep.equal({
      reason: 'machine_not_detected',
      detail: 'the PBX has no application that listens',
    });
    const [attempt] = (await house.callback(id)).attempts;
    expect(ms(attempt?.answeredAt, attempt?.confirmedAt)).to.be.below(5_000);
  });

  it('a verdict that never comes is waited for no longer than it may take', async () => {
    await open({ verdict: 'machine' });
    const { callback: id } = await house.request();
    await house.world.waitFor(() => customer.last?.state === 'ringing');
    house.sim.faults.lostCommand = 1; // and every other command, until it is given up
    const judged = await house.event('callback.judged');
    house.sim.faults.lostCommand = 0;
    const [attempt] = judged.attempts;
    expect(attempt?.answeredBy).to.equal('unsure');
    expect(house.world.clock.now() - Date.parse(String(attempt?.answeredAt))).to.be.within(25_000, 26_000);
    expect((await house.event('callback.retry_scheduled')).id).to.equal(id);
    await house.world.waitFor(() => house.signalbox.counts().programs === 0);
  });

  for (const [what, goneMs] of [
    ['while it is listened', 300],
    ['when the verdict has come to nobody', 5_000],
  ] as const) {
    it(`over a crash ${what}: it is taken up, and nobody is dialled twice`, async () => {
      await open({ verdict: 'machine' });
      const { callback: id } = await house.request();
      await listens();
      await house.world.advance(100);
      house.crash();
      await house.world.advance(goneMs);
      await house.up();
      house.feed = house.listen('acme', { after: 0 });
      expect(await house.event('callback.retry_scheduled')).to.deep.include({ id, failures: { machine: 1 } });
      expect(customer.calls).to.have.lengthOf(1);
      expect(house.feed.of('call.originated'), 'it is no new arrival').to.have.lengthOf(1);
    });

    it(`over a lost link ${what}: a person is asked`, async () => {
      await open({ verdict: 'human', script: presses1 });
      const { callback: id } = await house.request();
      await listens();
      house.sim.cutLink();
      await house.world.advance(goneMs);
      house.sim.restoreLink();
      await talks();
      expect([await answeredBy(id), customer.calls.length]).to.deep.equal([['human'], 1]);
    });
  }

  it('whoever is reserved may leave meanwhile: a person who wants to talk is next in line', async () => {
    await open({ verdict: 'human', script: presses1 }, { mode: 'agentFirst' });
    await house.request();
    await listens();
    anna.last?.hangup();
    await house.world.waitFor(() => /music/.test(customer.last?.hears ?? ''), 60_000);
    await talks();
    expect([anna.calls.length, customer.calls.length]).to.deep.equal([2, 1]);
  });
});
