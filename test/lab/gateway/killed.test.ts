/** kill -9 of the gateway, at whatever moment: nobody on the line notices, and nothing that was told is taken back (design §11). */
import { expect } from 'chai';
import type { Call } from '../../../src/core/call';
import type { Caller } from '../support/people';
import type { Program } from '../support/program';
import { story } from '../support/story';

const hold = [{ do: 'hold', maxSeconds: 60 }];
const connect = (phone: string) => [{ do: 'connect', to: { endpoint: `PJSIP/${phone}` }, ringSeconds: 20 }];
/** The part of a talk that may get lost on a busy machine, and what is on its way when one stops to listen. */
const LOST = 0.1;

describe('a gateway that is killed, on a real Asterisk', () => {
  const on = story();

  /** Ends the gateway at this moment, lets things happen, and brings it up; gives the whole feed of Acme since the beginning. */
  async function killed(meanwhile: () => Promise<unknown> = async () => undefined): Promise<Program> {
    const before = on.acme;
    await on.gateway.kill();
    await meanwhile();
    await on.gateway.launch();
    on.acme = await on.gateway.program('acme', { after: 0 });
    await on.acme.repeats(before);
    return on.acme;
  }

  /** A caller for whom the program does that. */
  async function calls(treatments: readonly object[], from?: string): Promise<{ caller: Caller; call: Call }> {
    const caller = await on.lab.caller('1000', from === undefined ? {} : { from });
    const call = await on.acme.offer();
    await on.acme.route(call, treatments);
    return { caller, call };
  }

  it('takes those up who wait with music, in the order they came, and clears those who left', async () => {
    const waiting: { caller: Caller; call: Call }[] = [];
    for (const n of [1, 2, 3, 4]) {
      waiting.push(await calls(hold, `49302312570${n}`));
    }
    await Promise.all(waiting.map(({ caller }) => caller.hearsMusic()));
    const ids = waiting.map(({ call }) => call.id);
    const after = await killed(async () => {
      await waiting[1]?.caller.hangUp();
      await Promise.all([0, 2, 3].map((n) => waiting[n]?.caller.hearsMusic()));
    });
    const lost = await after.sees('call.cleared', ids[1]);
    expect(lost).to.include({ cause: 'lost', by: 'pbx' });
    await after.sees('call.adopted', ids[3]);
    expect(after.calls('call.adopted', (call) => ids.includes(call.id)).map(({ id }) => id)).to.deep.equal(
      [0, 2, 3].map((n) => ids[n]),
    );
    await Promise.all([0, 2, 3].map((n) => waiting[n]?.caller.hearsMusic()));
    await after.attach('hotline');
    const desk = await on.lab.phone('a6001', { ringMs: 0 });
    const [first] = waiting;
    expect(await after.route(first?.call as Call, connect('a6001'))).to.include({ status: 200 });
    await Promise.all([first?.caller.hears(desk), desk.hears(first?.caller as Caller)]);
    await Promise.all([0, 2, 3].map((n) => waiting[n]?.caller.hangUp()));
    await after.sees('call.cleared', ids[3]);
  });

  it('does not interrupt those who talk, and knows them afterwards', async () => {
    const desk = await on.lab.phone('a6001', { ringMs: 0 });
    const { caller, call } = await calls(connect('a6001'));
    await Promise.all([caller.hears(desk), desk.hears(caller)]);
    const connected = await on.acme.sees('call.connected', call.id);
    const missing = [caller.follows(desk), desk.follows(caller)];
    const after = await killed();
    expect(await after.sees('call.adopted', call.id)).to.include({
      state: 'connected',
      connectedAt: connected.connectedAt,
    });
    await Promise.all([caller.hears(desk), desk.hears(caller)]);
    for (const part of missing) expect(part()).to.be.lessThan(LOST);
    await desk.hangUp();
    await caller.gone();
    const end = await after.sees('call.cleared', call.id);
    expect(end).to.include({ cause: 'normal', by: 'remote', connectedAt: connected.connectedAt });
    await on.lab.witness.nothingLeft();
  });

  it('knows of a phone that put its customer on hold, or took it back, while nobody listened', async () => {
    const desk = await on.lab.phone('a6001', { ringMs: 0 });
    const { caller, call } = await calls(connect('a6001'));
    await Promise.all([caller.hears(desk), on.acme.sees('call.connected', call.id)]);
    const held = await (await killed(() => desk.hold())).sees('call.held', call.id);
    expect(held.parties.find(({ id }) => id === held.party)).to.include({ role: 'agent', heldBy: 'phone' });
    const back = await (await killed(() => desk.retrieve())).sees('call.retrieved', call.id);
    expect(back.parties.find(({ id }) => id === held.party)).to.include({ state: 'up' });
    // The next word is heard, too.
    await desk.hold();
    await on.acme.sees('call.held', call.id, 1);
    await (await killed()).sees('call.adopted', call.id);
    await desk.retrieve();
    await on.acme.sees('call.retrieved', call.id, 1);
    await Promise.all([caller.hears(desk), desk.hears(caller)]);
    await caller.hangUp();
    await on.acme.sees('call.cleared', call.id);
  });

  it('ends a talk that one of the two left meanwhile', async () => {
    const desk = await on.lab.phone('a6001', { ringMs: 0 });
    const { caller, call } = await calls(connect('a6001'));
    await Promise.all([caller.hears(desk), on.acme.sees('call.connected', call.id)]);
    const after = await killed(() => caller.hangUp());
    await desk.left();
    expect(await after.sees('call.cleared', call.id)).to.include({ cause: 'lost', by: 'pbx' });
    await on.lab.witness.nothingLeft();
  });

  it('lets a phone ring on, and joins when it is answered afterwards', async () => {
    const desk = await on.lab.phone('a6001');
    const { caller, call } = await calls(connect('a6001'));
    await desk.rings();
    await on.acme.sees('call.ringing', call.id);
    const after = await killed();
    expect(await after.sees('call.adopted', call.id)).to.include({ state: 'ringing' });
    await desk.answer();
    await Promise.all([caller.hears(desk), desk.hears(caller)]);
    await caller.hangUp();
    await desk.left();
    expect(await after.sees('call.cleared', call.id)).to.include({ cause: 'normal' });
  });

  it('joins those of whom one answered while nobody listened', async () => {
    const desk = await on.lab.phone('a6001');
    const { caller, call } = await calls(connect('a6001'));
    await desk.rings();
    const after = await killed(() => desk.answer());
    await Promise.all([caller.hears(desk), desk.hears(caller)]);
    await after.sees('call.connected', call.id);
    await caller.hangUp();
    await after.sees('call.cleared', call.id);
  });

  it('stops the ringing for a caller who left meanwhile', async () => {
    const desk = await on.lab.phone('a6001');
    const { caller, call } = await calls(connect('a6001'));
    await desk.rings();
    await caller.hearsRinging();
    const after = await killed(() => caller.cancel());
    await desk.left();
    expect(await after.sees('call.cleared', call.id)).to.include({ cause: 'lost' });
    await on.lab.witness.nothingLeft();
  });

  it('asks again about a call that was offered, with the time that is left', async () => {
    const caller = await on.lab.caller('1000');
    const offer = await on.acme.offer();
    const after = await killed();
    await after.sees('call.adopted', offer.id);
    await after.attach('hotline');
    const again = await after.sees('call.offered', offer.id, 1);
    expect(again.offer).to.deep.equal(offer.offer);
    const desk = await on.lab.phone('a6001', { ringMs: 0 });
    await after.route(again, connect('a6001'));
    await caller.hears(desk);
    await caller.hangUp();
    await after.sees('call.cleared', offer.id);
  });

  it('asks for digits again that it was about to collect', async () => {
    const collect = { do: 'collect', media: [{ play: 'prompt', name: 'please-try-again' }], maxDigits: 3 };
    const { caller, call } = await calls([collect, ...hold]);
    await caller.hearsMusic();
    const after = await killed(() => caller.musicEnds());
    await caller.hearsMusic();
    await caller.dtmf('123');
    expect((await after.sees('call.digits_collected', call.id)).attributes).to.deep.equal({ digits: '123' });
    await caller.hangUp();
    await after.sees('call.cleared', call.id);
  });

  it('carries out what it said yes to; when nobody knows whether the phone rang, it asks again', async () => {
    const desk = await on.lab.phone('a6001', { ringMs: 0 });
    const { caller, call } = await calls(connect('a6001'));
    const after = await killed();
    await after.attach('hotline');
    const { state } = await after.sees('call.adopted', call.id);
    if (state === 'offered') {
      const again = await after.sees('call.offered', call.id, 1);
      expect(again.offer?.cause).to.equal('lost');
      await after.route(again, connect('a6001'));
    }
    await Promise.all([caller.hears(desk), desk.hears(caller)]);
    await after.sees('call.connected', call.id);
    await caller.hangUp();
    const end = await after.sees('call.cleared', call.id);
    expect(end.plan).to.include({ by: 'application' });
  });
});
