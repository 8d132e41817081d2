/** A prompt is played into hold music, of which Asterisk makes an end: what was heard before goes on after it (design §5.2.3). */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Call } from '../../../src/core/call';
import type { Caller } from '../support/people';
import { story } from '../support/story';

const beep = [{ play: 'tone', tone: 'beep' }];

describe('hold music and a play, on a real Asterisk', () => {
  const on = story();
  let anna: Caller;
  let call: Call;

  const play = (media: readonly object[]) => on.acme.command('call.play', { call: call.id, media });

  /** The beep is over after a second and a half, whatever comes then is music. */
  async function goesOn(media: readonly object[] = beep): Promise<void> {
    await anna.hearsMusic();
    expect(await play(media)).to.include({ status: 200 });
    await sleep(1_500);
    await anna.hearsMusic(3_000);
  }

  /** Anna has called and the program does that for her. */
  async function calls(treatments: readonly object[]): Promise<void> {
    anna = await on.lab.caller('1000');
    call = await on.acme.offer();
    await on.acme.route(call, treatments);
  }

  afterEach(async () => {
    await anna.hangUp();
    await on.acme.sees('call.cleared', call.id);
  });

  for (const [where, treatments] of Object.entries({
    'in a step `hold`': [{ do: 'hold', maxSeconds: 60 }],
    'in a queue': [{ do: 'queue', queue: 'sales' }],
    'while a phone rings': [{ do: 'connect', to: { endpoint: 'PJSIP/a6001' }, answer: 'atOnce', ringSeconds: 60 }],
  }))
    it(`goes on ${where}`, async () => {
      await on.lab.phone('a6001');
      await calls(treatments);
      await anna.answered();
      await goesOn();
      await goesOn([{ play: 'prompt', name: 'no-such-prompt' }]);
    });

  it('goes on for one who is on hold, also when the gateway dies in the middle of the play, and ends with the hold', async () => {
    const desk = await on.lab.phone('a6001', { ringMs: 0 });
    await calls([{ do: 'connect', to: { endpoint: 'PJSIP/a6001' } }]);
    await on.acme.sees('call.connected', call.id);
    await on.acme.command('call.hold', { call: call.id });
    await on.acme.sees('call.held', call.id);
    await goesOn();
    await anna.hearsMusic();
    await play([{ play: 'prompt', name: 'please-try-again' }]);
    await on.gateway.kill();
    await on.gateway.launch();
    on.acme = await on.gateway.program('acme', { after: 0 });
    await on.acme.sees('call.adopted', call.id);
    await sleep(4_000);
    await anna.hearsMusic(3_000);
    await on.acme.command('call.retrieve', { call: call.id });
    await Promise.all([anna.hears(desk), desk.hears(anna)]);
    await anna.musicEnds();
  });
});
