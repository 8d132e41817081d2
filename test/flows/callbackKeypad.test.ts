/** A caller who waits asks for a callback by keypad: registered at the key press, in the place that it has (design §5.3.1). */
import { expect } from 'chai';
import type { Person, Script } from '../../connectors/simulator/people';
import type { Entry } from '../../src/core/queue';
import { arrives, CallbackHouse, CUSTOMER, OTHER, THIRD } from '../support/callbackHouse';
import { told } from '../support/queueHouse';

const digitsOf = (number: string) => `digits ${number.replace(/\D/g, '')}`;

describe('asking for a callback by keypad', () => {
  let house: CallbackHouse;
  const keys = { '1': [{ do: 'propose', queue: 'sales' }] };
  const open = async (callback: object = {}, rest: object = {}) => {
    house = await CallbackHouse.open({
      callback: { connect: { endpoint: 'PJSIP/a1' }, ...callback },
      queue: { keys },
      rest,
    });
  };
  /** Waits, presses the key, and does what the script says. */
  const calls = (ani: string, script: Script, key = '1'): Person =>
    house.sim.call({
      ...arrives(ani),
      script: async (person) => {
        await person.hear(/music/);
        await person.wait(2_000);
        await person.press(key);
        await script(person);
      },
    });
  const gone = (person: Person) => house.world.waitFor(() => person.state === 'gone', 120_000);
  const pending = async () => (await house.listed()).map(({ customerNumber, state }) => [customerNumber, state]);
  const confirmation = async () => (await house.event('callback.requested')).confirmationId;

  afterEach(() => house.end());

  it('registers it at the key press, in the place of the call; confirms the number and says the id twice', async () => {
    await open();
    const before = await house.caller(OTHER);
    const caller = calls(CUSTOMER, async (person) => {
      await person.hear(/callback-number-keep/);
      await person.press('1');
    });
    const { arrivedAt } = await house.event<Entry>('queue.joined', 2);
    const asked = await house.event('callback.requested');
    expect(asked).to.include({ state: 'queued', channel: 'keypad', customerNumber: CUSTOMER, arrivedAt });
    expect(caller.state, 'it is registered before anything is said').to.equal('up');
    const kept = await house.event<Entry>('queue.kept');
    expect(kept).to.include({ callback: asked.id, state: 'waiting', arrivedAt, id: asked.entry });
    expect(kept.call).to.equal(undefined);
    await house.caller(THIRD);
    await gone(caller);
    const id = digitsOf(asked.confirmationId);
    expect(told(caller)).to.deep.equal([
      ...['prompt callback-number', digitsOf(CUSTOMER), 'prompt callback-number-keep'],
      ...['prompt callback-registered', 'prompt callback-confirmation', id, 'prompt callback-confirmation', id],
      'prompt callback-hear-again',
    ]);
    expect((await house.entries()).map((entry) => [entry.callback, entry.position])).to.deep.equal([
      [undefined, 1],
      [asked.id, 2],
      [undefined, 3],
    ]);
    expect(await house.callback(asked.id)).to.include({ transaction: kept.transaction });
    before.hangup();
    const customer = house.phone(CUSTOMER, {});
    await house.event('callback.attempted');
    await house.world.waitFor(() => customer.calls.length === 1);
    expect(house.feed.of('queue.left').map(({ data }) => (data as Entry).callback)).to.not.include(asked.id);
  });

  it('is not dialled while its caller is still on the line', async () => {
    await open({ minDelaySeconds: 0 });
    const customer = house.phone(CUSTOMER, {});
    const caller = calls(CUSTOMER, async (person) => {
      for (let times = 0; times < 4; times++) {
        await person.hear(/callback-hear-again/);
        await person.press('9');
        await person.hear(/callback-registered/);
      }
    });
    await house.event('callback.requested');
    await house.world.waitFor(() => told(caller).filter((what) => /hear-again/.test(what)).length > 3, 200_000);
    expect(customer.calls).to.have.lengthOf(0);
    await gone(caller);
    await house.event('callback.attempted');
  });

  for (const [where, what] of [
    ['while the number is read', /callback-number$/],
    ['before it keeps the number', /callback-number-keep/],
    ['while the id is said', /callback-registered/],
  ] as const)
    it(`is kept when the caller hangs up ${where}`, async () => {
      await open();
      const caller = calls(CUSTOMER, async (person) => {
        if (/registered/.test(what.source)) {
          await person.hear(/callback-number-keep/);
          await person.press('1');
        }
        await person.hear(what);
        person.hangup();
      });
      await house.event('callback.requested');
      await gone(caller);
      expect(await pending()).to.deep.equal([[CUSTOMER, 'queued']]);
      expect((await house.entries()).map(({ state }) => state)).to.deep.equal(['waiting']);
      await house.event('callback.attempted');
    });

  it('takes another number, which is read back, entered again when it was wrong, and never a bad one', async () => {
    await open();
    const caller = calls(CUSTOMER, async (person) => {
      await person.hear(/callback-number-keep/);
      await person.press('2');
      await person.hear(/enter-number/);
      await person.press('112#');
      await person.hear(/number-invalid/);
      await person.press('03023125702#');
      await person.hear(/number-right/);
      await person.press('2');
      await person.hear(/enter-number/);
      await person.press('03023125703#');
      await person.hear(/number-right/);
      await person.press('1');
    });
    await gone(caller);
    expect(told(caller)).to.include.members([digitsOf(CUSTOMER), digitsOf(OTHER), digitsOf(THIRD)]);
    expect(told(caller)).to.include('prompt callback-registered');
    expect(await pending()).to.deep.equal([[THIRD, 'queued']]);
    const customer = house.phone(THIRD, {});
    await house.event('callback.attempted');
    await house.world.waitFor(() => customer.calls.length === 1);
  });

  it('keeps the number that was shown when the other one is not confirmed, or cannot be called', async () => {
    await open();
    const wavering = calls(CUSTOMER, async (person) => {
      await person.hear(/callback-number-keep/);
      await person.press('2');
      await person.hear(/enter-number/);
      await person.press('03023125703#');
    });
    await gone(wavering);
    const wrong = calls(OTHER, async (person) => {
      await person.hear(/callback-number-keep/);
      await person.press('2');
      for (const digits of ['0900123456#', '0044207946000#', '1#']) {
        await person.hear(/enter-number/);
        await person.press(digits);
        await person.hear(/number-invalid|registered/);
      }
    });
    await gone(wrong);
    expect(told(wrong)).to.include('prompt callback-registered');
    expect((await pending()).map(([number]) => number)).to.deep.equal([CUSTOMER, OTHER]);
  });

  it('asks for the number of who shows none, and registers nothing before it is confirmed', async () => {
    await open();
    const caller = calls('anonymous', async (person) => {
      await person.hear(/enter-number/);
      await person.press('03023125701#');
      await person.hear(/number-right/);
      expect(house.story).to.deep.equal([]);
      await person.press('1');
    });
    const asked = await house.event('callback.requested');
    expect(asked).to.include({ customerNumber: CUSTOMER, channel: 'keypad' });
    await gone(caller);
    expect(told(caller)).to.include(digitsOf(await confirmation()));
    expect(told(caller)).to.not.include('prompt callback-number-keep');
  });

  it('leaves who shows no number and gives none where it is, with the music; who hangs up there is no callback', async () => {
    await open();
    const silent = calls('anonymous', async (person) => {
      await person.hear(/enter-number/);
      await person.hear(/music/);
    });
    await house.world.waitFor(() => told(silent).length > 0 && /music/.test(silent.hears), 60_000);
    expect((await house.entries()).map(({ state, position }) => [state, position])).to.deep.equal([['waiting', 1]]);
    const leaves = calls('anonymous', async (person) => {
      await person.hear(/enter-number/);
      await person.press('0302312570');
      person.hangup();
    });
    expect(await house.event<Entry>('queue.left')).to.include({ reason: 'abandoned' });
    expect(leaves.state).to.equal('gone');
    expect(house.story).to.deep.equal([]);
  });

  it('says why it is not taken, and the caller waits on in its place', async () => {
    await open({ blocked: ['+4930231257'] });
    const caller = calls(CUSTOMER, async () => {});
    await house.world.waitFor(() => told(caller).length > 0 && /music/.test(caller.hears), 60_000);
    expect(told(caller)).to.deep.equal(['prompt callback-not-now']);
    expect((await house.entries()).map(({ state }) => state)).to.deep.equal(['waiting']);
    expect(house.story).to.deep.equal([]);
  });

  it('tells who has one already nothing but that, whatever number the call shows, and ends the call', async () => {
    await open({ inbound: 'keep' });
    await house.request();
    const caller = calls(CUSTOMER, async () => {});
    await gone(caller);
    expect(told(caller)).to.deep.equal(['prompt callback-already', 'prompt goodbye']);
    expect(await house.listed()).to.have.lengthOf(1);
    expect(await house.entries()).to.have.lengthOf(1);
  });

  it('ends the ringing of who was being reached, and the agent is free', async () => {
    await open({ minDelaySeconds: 600 });
    const desk = house.sim.phone('PJSIP/a2', {});
    const caller = calls(CUSTOMER, async () => {}, '');
    await house.world.waitFor(() => /music/.test(caller.hears));
    await house.command('acme', 'queue.dequeue', 'sales', { to: { endpoint: 'PJSIP/a2' } });
    await house.world.waitFor(() => desk.last?.state === 'ringing');
    await house.world.finish(caller.press('1'));
    await house.event('callback.requested');
    await house.world.waitFor(() => desk.last?.state === 'gone');
    await gone(caller);
    expect((await house.entries()).map(({ state, call }) => [state, call])).to.deep.equal([['waiting', undefined]]);
  });

  it('outlives a crash at every point of the dialogue', async () => {
    for (const what of [/callback-number-keep/, /callback-registered/]) {
      await open();
      const caller = calls(CUSTOMER, async (person) => {
        await person.hear(/callback-number-keep/);
        if (what.test('callback-registered')) await person.press('1');
      });
      await house.world.waitFor(() => what.test(caller.hears));
      house.crash();
      await house.world.advance(2_000);
      await house.up();
      house.feed = house.listen('acme', { after: 0 });
      await gone(caller);
      expect(told(caller).filter((one) => what.test(one))).to.have.lengthOf(2);
      expect(await pending()).to.deep.equal([[CUSTOMER, 'queued']]);
      await house.event('callback.attempted');
      if (!what.test('callback-registered')) await house.end();
    }
  });
});
