/** Trouble after trouble while calls are in all states: each call still ends exactly once, and nobody is left (design §11). */
import { expect } from 'chai';
import type { Caller } from '../support/people';
import type { Program } from '../support/program';
import { Relay } from '../support/relay';
import { story } from '../support/story';

const CALLERS = [0, 1, 2, 3, 4, 5];
/** Trouble comes when so many more events have been seen. */
const MOMENTS = [3, 8, 5];

const connect = (n: number) => ({ do: 'connect', to: { endpoint: `PJSIP/a600${n + 1}` }, ringSeconds: 5 });
const greeting = { do: 'announce', media: [{ play: 'prompt', name: 'beep' }] };
const hold = { do: 'hold', maxSeconds: 60 };

/** Some callers are greeted and connected, some connected at once, some wait with music. */
const treatmentsFor = (n: number) => [[greeting, connect(n), hold], [connect(n), hold], [hold]][n % 3] ?? [];

/** Decides about every call until its feed ends. */
async function serve(program: Program): Promise<void> {
  for (;;) {
    const { id, ani, offer } = await program.offer();
    const data = { call: id, offer: offer?.number, treatments: treatmentsFor(Number(ani.at(-1))) };
    // The reply may be lost with the gateway; whoever comes back is asked again.
    void program.command('call.route', data).catch(() => undefined);
  }
}

describe('a gateway in trouble, on a real Asterisk', () => {
  let relay: Relay;
  let callers: Caller[];
  const on = story({
    gateway: async (lab) => {
      relay = new Relay(lab.asterisk.httpPort);
      await relay.open();
      return { ari: relay.url };
    },
  });
  after(() => relay?.cut());

  async function served(): Promise<void> {
    on.acme = await on.gateway.attached('acme', 'hotline');
    void serve(on.acme).catch(() => undefined);
  }

  beforeEach(async () => {
    await Promise.all(CALLERS.map((n) => on.lab.phone(`a600${n + 1}`, { ringMs: 60 * (n + 1) })));
    await on.acme.close();
    await served();
    callers = await Promise.all(CALLERS.map((n) => on.lab.caller('1000', { from: `49302312570${n}` })));
  });

  /** Everybody was answered; then the callers leave, the phones are hung up, and the feed since the beginning tells of six calls that are over. */
  async function endsWell(): Promise<void> {
    await Promise.all(callers.map((caller) => caller.answered(15_000)));
    await Promise.all(callers.map((caller) => caller.leave()));
    const whole = await on.gateway.program('acme', { after: 0 });
    const ids = () => new Set(whole.calls('call.offered', (call) => /^4930/.test(call.ani)).map(({ id }) => id));
    const over = () => [...ids()].every((id) => whole.calls('call.cleared', id).length === 1);
    await whole.until(() => ids().size % CALLERS.length === 0 && ids().size > 0 && over(), 'the end of all calls');
    await on.lab.witness.nothingLeft();
  }

  it('that is killed three times', async () => {
    for (const events of MOMENTS) {
      await on.acme.until(() => on.acme.sequences.length >= events, `${events} events`);
      await on.gateway.kill();
      await on.gateway.launch();
      await served();
    }
    await endsWell();
  });

  it('whose link is cut three times', async () => {
    for (const events of MOMENTS) {
      const before = on.acme.sequences.length;
      await on.acme.until(() => on.acme.sequences.length >= before + events, `${events} more events`);
      await relay.cut();
      await on.gateway.lost();
      await relay.open();
      await on.gateway.live();
    }
    await endsWell();
    expect(on.acme.calls('call.adopted').length).to.be.greaterThan(0);
  });
});
