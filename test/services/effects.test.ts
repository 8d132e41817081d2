import { expect } from 'chai';
import type { Effect } from '../../src/core/effect';
import type { Result } from '../../src/ports/pbx';
import { type CallsAsked, Effects } from '../../src/services/effects';
import type { Lines } from '../../src/services/lines';
import type { Programs } from '../../src/services/programs';

const OF = { call: 'ca_1', pbx: 'lab' } as const;
const tag = {
  ...OF,
  do: 'tag',
  party: 'pa_c',
  tags: { tenant: 'acme', call: '1', role: 'customer' },
  maxMs: 1,
} as const;
const dial = { ...OF, do: 'dial', party: 'pa_a', dial: { to: 'PJSIP/a1' } } as unknown as Effect;
const endProgram = { ...OF, do: 'endProgram', party: 'pa_c' } as const;
const hold = (music: 'default' | 'off') => ({ ...OF, do: 'hold', party: 'pa_c', music }) as const;
const open = { ...OF, do: 'open', conversation: 'cv_1' } as const;
const join = (party: string, how?: Extract<Effect, { do: 'join' }>['how']) =>
  ({ ...OF, do: 'join', conversation: 'cv_1', party, ...(how && { how }) }) as const;
const close = { ...OF, do: 'close', conversation: 'cv_1' } as const;
const hangup = { ...OF, do: 'hangup', party: 'pa_a', cause: 'normal' } as const;

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A PBX that answers when it is told to. */
class Slow {
  private readonly asked: { readonly what: string; readonly answer: (result?: Result) => void }[] = [];
  private readonly effects: Effects;
  /** Whether anybody wants those who are dialled. */
  wanted = true;
  /** Whether those who are tagged or joined are still there. */
  stays = true;

  constructor() {
    const ask = (what: string) => () =>
      new Promise((resolve) => {
        this.asked.push({ what, answer: (result = { result: 'ok', value: undefined }) => resolve(result) });
      });
    const pbx = new Proxy({}, { get: (_, name) => ask(String(name)) });
    const nothing = (): void => {};
    const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
    this.effects = new Effects(
      { ids: {}, log, metrics: { count: nothing } } as unknown as ConstructorParameters<typeof Effects>[0],
      { state: () => 'live', get: () => pbx } as unknown as Lines,
      { end: ask('endProgram') } as unknown as Programs,
      { wanted: () => this.wanted, stays: () => this.stays, commandFailed: nothing } satisfies CallsAsked,
      () => [],
      () => true,
    );
  }

  run(...effects: Effect[]): this {
    this.effects.run('acme', effects);
    return this;
  }

  /** What it was asked and has not answered. */
  get waits(): string {
    return this.asked.map(({ what }) => what).join(' ');
  }

  async answers(what: string, result?: Result): Promise<this> {
    const at = this.asked.findIndex((one) => one.what === what);
    this.asked.splice(at, 1)[0]?.answer(result);
    await turn();
    return this;
  }
}

describe('what a call wants of its PBX', () => {
  it('is asked one after the other, and at once where the second depends on nothing of the first', async () => {
    const pbx = new Slow().run(endProgram, open, join('pa_c'), join('pa_a'), close);
    expect(pbx.waits).to.equal('endProgram open');
    expect((await pbx.answers('open')).waits).to.equal('endProgram');
    expect((await pbx.answers('endProgram')).waits).to.equal('join join');
    await pbx.answers('join');
    expect((await pbx.answers('join')).waits).to.equal('close');
  });

  it('goes on in order when more comes while something is under way', async () => {
    const pbx = new Slow().run(endProgram).run(open, join('pa_c'));
    expect(pbx.waits).to.equal('endProgram');
    expect((await pbx.answers('endProgram')).waits).to.equal('open');
    expect((await pbx.answers('open')).waits).to.equal('join');
  });

  it('asks at once for nothing that depends on any of those before', async () => {
    const pbx = new Slow().run(tag, hold('default'), hold('off'), open);
    expect(pbx.waits).to.equal('tag hold');
    await pbx.answers('hold');
    expect((await pbx.answers('tag')).waits).to.equal('hold open');
  });

  it('tags nobody who is gone by then, and goes on', async () => {
    const pbx = new Slow();
    pbx.stays = false;
    pbx.run(tag, open);
    await turn();
    expect(pbx.waits).to.equal('open');
  });

  it('joins again whom nobody knows to be inside, unless another call has them meanwhile', async () => {
    const pbx = new Slow().run(join('pa_c'), close);
    expect((await pbx.answers('join', { result: 'timeout' })).waits).to.equal('join');
    pbx.stays = false;
    expect((await pbx.answers('join', { result: 'timeout' })).waits, 'twice is enough').to.equal('close');
    const moved = new Slow().run(join('pa_c'), close);
    moved.stays = false;
    expect((await moved.answers('join', { result: 'timeout' })).waits).to.equal('close');
  });

  it('joins nobody at once whose place depends on another', () => {
    expect(new Slow().run(join('pa_c'), join('pa_s', { mode: 'coach', of: 'pa_c' })).waits).to.equal('join');
    expect(new Slow().run(join('pa_c'), join('pa_c', { mode: 'listen' })).waits).to.equal('join');
    expect(new Slow().run(join('pa_c'), open).waits).to.equal('join');
  });

  it('tells a phone how its transfer went before it is hung up', async () => {
    const told = {
      do: 'transferProgress',
      party: hangup.party,
      state: 'done',
      call: hangup.call,
      pbx: hangup.pbx,
    } as const;
    const pbx = new Slow().run(tag, told, hangup);
    expect(pbx.waits).to.equal('tag transferProgress');
    expect((await pbx.answers('transferProgress')).waits).to.equal('tag hangup');
  });

  it('lets phones ring whatever else is under way, and lets no hanging up overtake the dial', async () => {
    const pbx = new Slow().run(tag, dial, hangup);
    expect(pbx.waits).to.equal('tag dial');
    expect((await pbx.answers('tag')).waits).to.equal('dial');
    expect((await pbx.answers('dial')).waits).to.equal('hangup');
  });

  it('dials nobody before it is known what became of a hanging up that was asked for earlier', async () => {
    const pbx = new Slow().run(hangup).run(dial);
    await turn();
    expect(pbx.waits).to.equal('hangup');
    pbx.wanted = false;
    expect((await pbx.answers('hangup')).waits).to.equal('');
  });
});
