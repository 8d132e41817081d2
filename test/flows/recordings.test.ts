/** Recordings from the command to our disk: made, ended, brought home over crashes and lost links. */
import { expect } from 'chai';
import { RecordedCall } from '../support/recordedCall';

const DAY_MS = 86_400_000;

describe('recordings', () => {
  const on = new RecordedCall();
  const { command, record, now, becomes, clear } = on;
  beforeEach(() => on.open());
  afterEach(() => on.close());

  const told = (): string[] => on.program.types.filter((type) => type.startsWith('recording.'));

  it('are made from the command to the command, brought home and forgotten by the PBX', async () => {
    const id = await record({ beep: true });
    await becomes(id, 'recording');
    await on.house.world.advance(5_000);
    await command('call.stop_recording', { recording: id });
    const { bytes, durationMs, keepUntil, endedAt = 0, ...stored } = await becomes(id, 'stored');
    expect(stored).to.include({
      call: on.call.id,
      customerNumber: '+493023125777',
      venue: 'hotline',
      by: 'application:hotline',
    });
    expect(durationMs).to.be.within(4_900, 5_500);
    expect(keepUntil).to.equal(endedAt + 7 * DAY_MS);
    expect(on.house.recordings.files.get(`acme/${id}`)).to.have.length(bytes as number);
    expect(on.house.sim.board.exchange.library.recordings.size, 'left at the PBX').to.equal(0);
    await on.house.world.waitFor(() => told().length === 5);
    expect(told()).to.deep.equal(
      ['requested', 'started', 'changed', 'ended', 'stored'].map((one) => `recording.${one}`),
    );
    expect(on.program.of('recording.stored')[0]?.transactionid).to.equal(on.call.transaction);
    expect(on.program.of('recording.stored')[0]?.data).to.not.have.any.keys('pbx', 'conversation');
  });

  it('end with their call', async () => {
    const id = await record();
    await becomes(id, 'recording');
    await clear();
    await becomes(id, 'stored');
  });

  it('are asked for once with the same id, and named by the reply', async () => {
    const first = await command('call.record', {}, 'r1');
    expect(first.data.recording).to.match(/^re_[0-9a-f]{32}$/);
    expect(await command('call.record', {}, 'r1')).to.deep.equal(first);
    expect(await command('call.record', { beep: true }, 'r1')).to.include({ refused: 'request.key_reused' });
    await becomes(first.data.recording, 'recording');
    await clear();
    await becomes(first.data.recording, 'stored');
    expect(on.house.recordings.files.size).to.equal(1);
  });

  it('are refused where nobody talks, and stopped only where there are some', async () => {
    const waiting = await on.offered();
    expect(await command('call.record', {}, undefined, waiting.id)).to.include({ refused: 'call.wrong_state' });
    expect(await command('call.stop_recording')).to.include({ refused: 'call.not_recorded' });
    expect(await command('call.record', { maxSeconds: 0 })).to.include({ refused: 'request.invalid' });
    await clear();
    await on.house.world.waitFor(() => on.program.of('call.cleared')[0]);
    expect(await command('call.record')).to.include({ refused: 'call.ended' });
  });

  it('come home also when the gateway died while they were made', async () => {
    const id = await record();
    await becomes(id, 'recording');
    on.house.crash();
    await on.house.start();
    await on.house.live();
    await on.house.world.advance(2_000);
    expect(now(id)).to.include({ state: 'recording' });
    await command('call.clear');
    await becomes(id, 'stored');
  });

  it('come home also when the gateway was dead when they ended', async () => {
    const id = await record({ maxSeconds: 5 });
    await becomes(id, 'recording');
    on.house.crash();
    await on.house.world.advance(20_000);
    await on.house.start();
    await on.house.live();
    await becomes(id, 'stored');
  });

  it('can be stopped by a gateway that did not begin them', async () => {
    const id = await record();
    await becomes(id, 'recording');
    on.house.crash();
    await on.house.start();
    await on.house.live();
    await command('call.stop_recording');
    on.house.sim.cutLink();
    await on.house.world.waitFor(() => on.house.signalbox.lines.state('pbx') !== 'live');
    on.house.sim.restoreLink();
    await on.house.live();
    await becomes(id, 'stored');
  });

  it('are fetched again when the disk was full', async () => {
    on.house.recordings.broken = 2;
    const id = await record();
    await becomes(id, 'recording');
    await command('call.stop_recording');
    await becomes(id, 'stored');
    expect(on.house.recordings.broken).to.be.lessThan(0);
  });

  it('come home after a lost link', async () => {
    const id = await record({ maxSeconds: 5 });
    await becomes(id, 'recording');
    on.house.sim.cutLink();
    await on.house.world.advance(20_000);
    on.house.sim.restoreLink();
    await on.house.live();
    await becomes(id, 'stored');
  });

  it('have failed when the PBX lost them', async () => {
    const id = await record();
    await becomes(id, 'recording');
    on.house.sim.restart(500);
    on.house.sim.board.exchange.library.recordings.clear();
    expect((await becomes(id, 'failed')).failure).to.equal('the PBX no longer has it');
  });

  it('that are told to end before they have begun end as soon as they have', async () => {
    const id = await record();
    await command('call.stop_recording');
    await becomes(id, 'stored');
    expect(told()).to.include.members(['recording.requested', 'recording.changed', 'recording.started']);
    const [second, third] = [await record(), await record()];
    await command('call.stop_recording', { recording: second });
    await becomes(second, 'stored');
    expect(now(third)).to.include({ state: 'recording' });
    await clear();
    await becomes(third, 'stored');
  });

  it('that were told to end when the gateway died end all the same', async () => {
    const id = await record();
    await becomes(id, 'recording');
    await command('call.stop_recording');
    on.house.crash();
    await on.house.start();
    await on.house.live();
    await becomes(id, 'stored');
  });
});
