/** Recordings that people are told of first, that leave out what must not be kept, and that begin by themselves. */
import { expect } from 'chai';
import type { Pbx, Result } from '../../src/ports/pbx';
import { RecordedCall } from '../support/recordedCall';

const consent = { prompt: 'will-be-recorded' };

describe('a recording', () => {
  /** What the PBX answers to the next pause, instead of doing it. */
  let answers: Promise<Result> | undefined;
  const line = (pbx: Pbx): Pbx =>
    new Proxy(pbx, {
      get: (target, name) => {
        if (name === 'pauseRecord' && answers) return () => answers;
        const value = Reflect.get(target, name, target) as unknown;
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  const on = new RecordedCall({ line });
  const { command, record, now, becomes, clear } = on;

  beforeEach(async () => {
    answers = undefined;
    await on.open();
  });
  afterEach(() => on.close());

  const told = (): string[] => on.program.types.filter((type) => type.startsWith('recording.'));
  const customer = () => [...on.house.sim.board.exchange.parties.values()].find(({ dialled }) => !dialled);
  const hears = (): string => {
    const party = customer();
    return party ? on.house.sim.board.hears(party) : '';
  };
  const seen = (type: string, count = 1) => on.house.world.waitFor(() => on.program.of(type)[count - 1]);
  const again = async (): Promise<void> => {
    on.house.crash();
    await on.house.start();
    await on.house.live();
  };

  describe('with consent', () => {
    it('begins when everybody has heard that it will', async () => {
      const id = await record({ consent });
      await on.house.world.waitFor(() => hears().includes('prompt will-be-recorded'));
      await on.house.world.advance(500);
      expect(now(id)).to.include({ state: 'announcing' });
      expect(on.house.sim.board.jobs.has(id.slice(3)), 'the PBX records').to.equal(false);
      await becomes(id, 'recording');
      expect(hears()).to.not.include('prompt');
      await clear();
      await becomes(id, 'stored');
      await seen('recording.stored');
      expect(told().map((type) => type.slice(10))).to.deep.equal([
        'requested',
        'changed',
        'started',
        'ended',
        'stored',
      ]);
    });

    it('does not begin when the prompt cannot be played', async () => {
      on.house.sim.library.missing.add('will-be-recorded');
      const id = await record({ consent });
      expect((await becomes(id, 'failed')).failure).to.match(/consent/);
    });

    it('does not begin when the call ends, or it is told to end, before', async () => {
      const first = await record({ consent });
      await on.house.world.waitFor(() => hears().includes('prompt will-be-recorded'));
      await command('call.stop_recording', { recording: first });
      await becomes(first, 'failed');
      await on.house.world.waitFor(() => !hears().includes('prompt'));
      const second = await record({ consent });
      await clear();
      await becomes(second, 'failed');
      expect(on.house.sim.library.recordings.size).to.equal(0);
    });

    it('lets it be heard again when the gateway died before it was', async () => {
      const id = await record({ consent });
      await on.house.world.waitFor(() => hears().includes('prompt will-be-recorded'));
      await again();
      expect(now(id)?.state).to.equal('announcing');
      await becomes(id, 'recording');
      await command('call.clear');
      await becomes(id, 'stored');
    });
  });

  describe('that is paused', () => {
    it('holds nothing of what is said meanwhile', async () => {
      const id = await record();
      await becomes(id, 'recording');
      await on.house.world.advance(3_000);
      await command('call.pause_recording');
      await seen('recording.paused');
      await on.house.world.advance(20_000);
      expect(now(id)?.pausedAt).to.be.a('number');
      await command('call.resume_recording', { recording: id });
      await seen('recording.resumed');
      expect(now(id)?.pausedAt).to.equal(undefined);
      await on.house.world.advance(2_000);
      await clear();
      expect((await becomes(id, 'stored')).durationMs).to.be.within(4_900, 5_500);
    });

    it('may be paused and ended again and again', async () => {
      const id = await record();
      await becomes(id, 'recording');
      for (let n = 1; n <= 3; n += 1) {
        await command('call.pause_recording');
        await seen('recording.paused', n);
        await command('call.pause_recording');
        await on.house.world.advance(5_000);
        await command('call.resume_recording');
        await seen('recording.resumed', n);
        await on.house.world.advance(1_000);
      }
      await command('call.stop_recording');
      expect((await becomes(id, 'stored')).durationMs).to.be.within(2_900, 3_800);
      expect(on.program.of('recording.paused')).to.have.lengthOf(3);
      expect(await command('call.pause_recording')).to.include({ refused: 'call.not_recorded' });
    });

    it('stays so over a crash, and goes on when told by the next process', async () => {
      const id = await record();
      await becomes(id, 'recording');
      await command('call.pause_recording');
      await seen('recording.paused');
      await again();
      await on.house.world.advance(10_000);
      await command('call.resume_recording');
      await on.house.world.waitFor(() => now(id)?.pausedAt === undefined);
      await on.house.world.advance(1_000);
      await command('call.clear');
      expect((await becomes(id, 'stored')).durationMs).to.be.below(3_000);
    });

    for (const result of ['timeout', 'linkDown'] as const)
      it(`is not kept when the PBX does not pause it in time (${result})`, async () => {
        const id = await record();
        await becomes(id, 'recording');
        answers = Promise.resolve({ result });
        await command('call.pause_recording');
        const failed = await becomes(id, 'failed');
        expect(failed.failure).to.match(/nothing of it is kept/);
        expect(on.house.recordings.files.size + on.house.sim.library.recordings.size).to.equal(0);
        expect(told()).to.not.include('recording.stored');
      });

    it('is not kept when the gateway died before the PBX was told', async () => {
      const id = await record();
      await becomes(id, 'recording');
      answers = new Promise(() => {});
      await command('call.pause_recording');
      answers = undefined;
      await again();
      await becomes(id, 'failed');
      expect(on.house.recordings.files.size + on.house.sim.library.recordings.size).to.equal(0);
    });

    it('waits for its beginning when it is paused before', async () => {
      const id = await record({ consent });
      await command('call.pause_recording');
      await on.house.world.advance(20_000);
      expect(now(id)?.state).to.equal('starting');
      expect(on.house.sim.board.jobs.has(id.slice(3))).to.equal(false);
      await command('call.resume_recording');
      await becomes(id, 'recording');
      await clear();
      await becomes(id, 'stored');
    });
  });
});

describe('a talk that is recorded by itself', () => {
  const on = new RecordedCall({
    change: ({ venues, queues }) => {
      Object.assign(venues.hotline, { record: { consent, beep: true } });
      Object.assign(queues.sales, { record: { maxSeconds: 60 } });
    },
  });
  beforeEach(() => on.open());
  afterEach(() => on.close());

  it('begins when two talk, as the venue says, and once', async () => {
    const requested = on.program.of('recording.requested');
    expect(requested).to.have.lengthOf(1);
    const [{ id, by }] = requested.map(({ data }) => data) as [{ id: string; by: string }];
    expect(by).to.equal('venue:hotline');
    await on.becomes(id, 'recording');
    await on.command('call.hold');
    await on.command('call.retrieve');
    await on.house.world.advance(2_000);
    expect(on.program.of('recording.requested')).to.have.lengthOf(1);
    await on.clear();
    await on.becomes(id, 'stored');
  });

  it('as the queue says, when it comes from one', async () => {
    await on.house.world.waitFor(() => on.program.of('recording.started')[0]);
    await on.command('call.transfer', { to: { queue: 'sales' } });
    await on.house.world.waitFor(() => on.program.of('recording.stored')[0]);
    on.house.sim.phone('PJSIP/a2', { answerAfterMs: 500 });
    await on.house.command('acme', 'queue.dequeue', 'sales', { to: { endpoint: 'PJSIP/a2' } }, on.program);
    const second = await on.house.world.waitFor(() => on.program.of('recording.requested')[1]);
    expect(second.data).to.include({ by: 'queue:sales', maxSeconds: 60, state: 'starting' });
    const { id } = second.data as { id: string };
    await on.becomes(id, 'recording');
    await on.clear();
    await on.becomes(id, 'stored');
  });
});
