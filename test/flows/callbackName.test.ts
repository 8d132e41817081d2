/** A caller who asks for a callback is asked for its name; nothing about that costs anybody the callback. */
import { expect } from 'chai';
import type { Person, Script } from '../../connectors/simulator/people';
import { OK, refused } from '../../connectors/simulator/results';
import { isRefusal } from '../../src/core/errors';
import { CUSTOMER, OTHER, THIRD } from '../support/callbackHouse';
import { NameHouse } from '../support/nameHouse';
import { told } from '../support/queueHouse';

describe('the name of who asks for a callback', () => {
  let house: NameHouse;
  const open = async (callback: object = {}) => {
    house = await NameHouse.asking(callback);
  };

  afterEach(() => house.end());

  it('is asked for after the number, recorded from the tone to #, and is in the callback', async () => {
    await open();
    const caller = house.says();
    const asked = await house.event('callback.requested');
    expect(asked.name).to.equal(undefined);
    await house.gone(caller);
    const words = told(caller);
    const from = words.indexOf('prompt callback-number-keep');
    expect(words.slice(from, from + 4)).to.deep.equal([
      ...['prompt callback-number-keep', 'prompt callback-say-name', 'tone beep', 'prompt callback-registered'],
    ]);
    const heardAt = (words: RegExp) => caller.heard.find(({ what }) => words.test(what))?.at ?? Number.NaN;
    expect(heardAt(/registered/) - heardAt(/beep/), 'nobody waits any longer').to.be.within(1_500, 2_500);
    const { id, name } = await house.named();
    expect(id).to.equal(asked.id);
    const stored = await house.recording('stored');
    expect(stored).to.include({ callback: id, state: 'stored', by: 'queue:sales', transaction: asked.transaction });
    expect(stored).to.not.have.any.keys('party', 'kept', 'ends', 'conversation');
    expect(stored.durationMs).to.be.within(1_200, 2_000);
    expect(name).to.deep.equal({ recording: stored.id, audio: `/v1/tenants/acme/callbacks/${id}/name` });
    expect((await house.callback(id)).name).to.deep.equal(name);
    expect(house.atPbx, 'the PBX keeps it for the agent').to.deep.equal([stored.id]);
  });

  it('is not asked for where the queue does not want to know', async () => {
    await open({ recordName: undefined });
    const caller = house.says();
    await house.gone(caller);
    expect(told(caller).join())
      .to.match(/registered/)
      .and.not.match(/say-name|beep/);
    expect(house.feed.types.filter((type) => type.startsWith('recording.'))).to.deep.equal([]);
  });

  it('ends by silence, and by itself after so long', async () => {
    await open({ recordName: { maxSeconds: 4, silenceSeconds: 2 } });
    await house.gone(house.says((person) => person.say(1_000)));
    expect((await house.recording('stored')).durationMs).to.be.within(2_900, 3_300);
    await house.gone(house.says((person) => person.say(30_000), OTHER));
    expect((await house.recording('stored', 2)).durationMs).to.be.within(4_000, 4_300);
  });

  it('is none when nothing is said: nothing of it is kept', async () => {
    await open();
    await house.gone(house.says((person) => person.press('#')));
    await house.gone(house.says(async () => {}, OTHER));
    for (const n of [1, 2]) {
      const failed = await house.recording('failed', n);
      expect(failed.failure).to.equal('nothing was said');
      expect((await house.callback(failed.callback as string)).name).to.equal(undefined);
    }
    expect([house.recordings.files.size, house.atPbx.length]).to.deep.equal([0, 0]);
    expect(await house.listed()).to.have.lengthOf(2);
  });

  it('is kept as far as it was said when the caller hangs up, and the callback anyway', async () => {
    await open();
    const caller = house.says(async (person) => {
      await person.say(1_000);
      person.hangup();
    });
    await house.gone(caller);
    expect((await house.named()).name?.recording).to.equal((await house.recording('stored')).id);
    house.phone(CUSTOMER, {});
    await house.event('callback.attempted');
  });

  it('is asked for once, when another number is right, or one that was not shown', async () => {
    await open();
    const enters =
      (number: string): Script =>
      async (person) => {
        await person.hear(/enter-number/);
        await person.press(`${number}#`);
        await person.hear(/number-right/);
        await person.press('1');
        await house.atTheTone(person);
      };
    const another = house.asks(async (person) => {
      await person.hear(/callback-number-keep/);
      await person.press('2');
      await enters('03023125702')(person);
    });
    await house.gone(another);
    const unknown = house.asks(enters('03023125703'), 'anonymous');
    await house.gone(unknown);
    for (const caller of [another, unknown])
      expect(told(caller).filter((what) => /say-name/.test(what))).to.have.lengthOf(1);
    await house.recording('stored', 2);
    await house.world.advance(1_000);
    const names = (await house.listed()).map(({ customerNumber, name }) => [customerNumber, name !== undefined]);
    expect(names).to.deep.equal([
      [OTHER, true],
      [THIRD, true],
    ]);
  });

  it('is gone on without when the PBX does not record', async () => {
    await open();
    house.sim.board.jobs.record = () => refused('failed', 'no disk');
    const caller = house.says();
    await house.gone(caller);
    expect(told(caller)).to.include('prompt callback-registered');
    expect((await house.recording('failed')).failure).to.match(/does not record: no disk/);
  });

  it('is gone on without when the PBX does not say that it has recorded', async () => {
    await open();
    house.sim.board.jobs.record = () => OK;
    const caller = house.says();
    await house.gone(caller);
    expect(told(caller)).to.include('prompt callback-registered');
    expect((await house.recording('failed')).failure).to.equal('the PBX no longer has it');
    expect(await house.listed()).to.have.lengthOf(1);
  });

  it('stays that of the callback that there is already', async () => {
    await open({ inbound: 'keep' });
    await house.gone(house.says());
    const { name } = await house.named();
    const again = house.says();
    await house.gone(again);
    expect(told(again)).to.deep.equal(['prompt callback-already', 'prompt goodbye']);
    expect((await house.listed()).map((one) => one.name)).to.deep.equal([name]);
  });

  it('is its own of a callback that takes the place of another', async () => {
    await open({ duplicates: 'replace', inbound: 'keep' });
    await house.gone(house.says());
    const first = (await house.named()).name?.recording;
    await house.gone(house.says());
    const { id } = await house.recording('stored', 2);
    await house.world.waitFor(() => !house.atPbx.includes(first as string), 120_000);
    expect((await house.listed()).map(({ name }) => name?.recording)).to.deep.equal([id]);
    expect(house.atPbx).to.deep.equal([id]);
  });

  const crashes: [string, (caller: Person) => Promise<unknown>][] = [
    ['before the tone', (caller) => house.world.waitFor(() => /say-name/.test(caller.hears))],
    [
      'while it is said',
      (caller) => house.world.waitFor(() => told(caller).includes('tone beep') && caller.hears === 'silence'),
    ],
    ['when it is over', () => house.world.waitFor(() => house.feed.of('recording.ended')[0])],
  ];
  for (const [when, reached] of crashes)
    it(`outlives a crash ${when}`, async () => {
      await open();
      const caller = house.says(async (person) => {
        await person.say(4_000);
        await person.press('#');
      });
      await reached(caller);
      await house.restart();
      await house.gone(caller);
      expect(told(caller)).to.include('prompt callback-registered');
      expect((await house.named()).name?.recording).to.equal((await house.recording('stored')).id);
      expect(await house.listed()).to.have.lengthOf(1);
    });

  it('comes home over a lost link, and the dialogue goes on', async () => {
    await open();
    const caller = house.says(async (person) => {
      await person.say(1_000);
      house.sim.cutLink();
      await person.press('#');
      await person.wait(5_000);
      house.sim.restoreLink();
    });
    await house.gone(caller);
    expect(told(caller)).to.include('prompt callback-registered');
    expect((await house.named()).name?.recording).to.equal((await house.recording('stored')).id);
  });

  it('is no obstacle when the call is routed elsewhere meanwhile', async () => {
    await open({ recordName: { maxSeconds: 30 } });
    const caller = house.says((person) => person.say(20_000));
    const { call } = await house.recording('started');
    await house.world.advance(2_000);
    const route = { treatments: [{ do: 'announce', media: [{ play: 'prompt', name: 'elsewhere' }] }] };
    expect(isRefusal(await house.command('acme', 'call.route', call, route))).to.equal(false);
    await house.world.waitFor(() => caller.hears === 'prompt elsewhere');
    expect((await house.recording('stored')).durationMs).to.be.lessThan(5_000);
    caller.hangup();
    expect(await house.listed()).to.have.lengthOf(1);
  });
});
