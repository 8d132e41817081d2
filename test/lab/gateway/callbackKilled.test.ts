/**
 * kill -9 of the gateway while customers are being called back, on a real Asterisk: again and again with twenty of them on
 * their way, and in the states in which one is asked and talks. Nobody's phone rings twice for one attempt, counted at the
 * phones; nothing that was acknowledged is lost, and nothing stays stuck.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Callback } from '../../../src/core/callback';
import { callbacksOn } from '../support/callbackMapping';
import type { Phone } from '../support/people';
import { story } from '../support/story';

const CUSTOMERS = 20;
/** `make soak` kills more often. */
const KILLS = Number(process.env.CALLBACK_KILLS ?? 10);
/** So long it lives each time; what is on its way then is somewhere else each time. */
const lifeMs = (kill: number): number => 150 + ((kill * 677) % 1_700);
/** Retries of all of them, and a little. */
const END_MS = 120_000;

/** The queue of Acme rings for 5 s, tries again after 1 s, calls as many as there are, and brings them to a phone. */
const crowded = (url: string, user: string): object => {
  const mapping = callbacksOn(url, user) as { tenants: { acme: { queues: { sales: { callback: object } } } } };
  Object.assign(mapping.tenants.acme.queues.sales.callback, {
    simultaneous: CUSTOMERS,
    connect: { endpoint: 'PJSIP/a6001' },
    maxPerNumberPerDay: 1_000,
  });
  return mapping;
};

describe('a gateway that is killed while it calls customers back, on a real Asterisk', () => {
  const on = story({ gateway: async () => ({ mapping: crowded }) });

  const number = (n: number) => `4930231257${String(n).padStart(2, '0')}`;
  const found = async (id: string): Promise<Callback> => {
    const answer = await on.gateway.get('acme', `callbacks/${id}`, 'acme');
    expect(answer.status).to.equal(200);
    return (await answer.json()) as Callback;
  };
  /** Asks for one; whoever has one that is pending gets that one. */
  const request = async (to: string): Promise<string> => {
    const reply = await on.gateway.ask('POST', 'acme/callbacks', { queue: 'sales', to: { number: `+${to}` } });
    expect(reply.status).to.equal(201);
    return ((await reply.json()) as { callback: string }).callback;
  };
  /** Calls that come to a phone from now on: the same INVITE sent again is the same call. */
  const counted = (phone: Phone): Set<string> => {
    const calls = new Set<string>();
    phone.sipp.onMessage(({ received, startLine, header }) => {
      if (received && startLine.startsWith('INVITE')) calls.add(header('Call-ID'));
    });
    return calls;
  };
  const becomes = async (id: string, fits: (one: Callback) => boolean, ms = END_MS): Promise<Callback> => {
    let one = await found(id);
    for (const deadline = Date.now() + ms; !fits(one) && Date.now() < deadline; one = await found(id)) await sleep(100);
    return one;
  };
  const dies = async () => {
    await on.gateway.kill();
    await on.gateway.launch();
  };
  const listens = async () => {
    on.acme = await on.gateway.program('acme');
    on.globex = await on.gateway.program('globex');
  };

  it(`${KILLS} times rings nobody twice for one attempt, and brings every callback to its end`, async () => {
    await on.gateway.allow('acme', 1_000, { dialsPerMinute: 10_000 });
    const rang: Set<string>[] = [];
    for (let n = 0; n < CUSTOMERS; n++) rang.push(counted(await on.lab.outside(number(n))));
    /** All that were acknowledged, by customer. */
    const asked = rang.map(() => new Set<string>());
    for (let kill = 0; kill < KILLS; kill++) {
      for (const [n, ids] of asked.entries()) ids.add(await request(number(n)));
      await sleep(lifeMs(kill));
      await dies();
    }
    await listens();
    for (const [n, ids] of asked.entries()) {
      const all: Callback[] = [];
      for (const id of ids) all.push(await becomes(id, ({ endedAt }) => endedAt !== undefined));
      const calls = rang[n]?.size ?? 0;
      const attempts = all.reduce((sum, { attempt }) => sum + attempt, 0);
      const causes = all.map((one) => one.attempts.map(({ cause }) => cause).join());
      const what = `${number(n)}: ${calls} calls, ${attempts} attempts (${causes.join('; ')})`;
      for (const { state } of all) expect(state, what).to.equal('failed');
      expect(calls, what).to.be.within(1, attempts);
    }
    const total = rang.reduce((sum, { size }) => sum + size, 0);
    expect(total, 'they did ring').to.be.greaterThan(CUSTOMERS);
  }).timeout(400_000 + KILLS * 5_000);

  it('while a customer is asked, and while it talks: it goes on with the same call', async () => {
    const desk = await on.lab.phone('a6001', { ringMs: 100 });
    const customer = await on.lab.outside(number(42));
    const calls = counted(customer);
    const id = await request(number(42));
    await customer.rings(15_000);
    await customer.answer();
    await customer.hearsMusic();
    expect((await becomes(id, ({ state }) => state === 'confirming', 5_000)).state).to.equal('confirming');
    await dies();
    await customer.hearsMusic();
    await customer.dtmf('1');
    await Promise.all([customer.hears(desk, 20_000), desk.hears(customer, 20_000)]);
    expect((await becomes(id, ({ state }) => state === 'connected', 5_000)).state).to.equal('connected');
    await dies();
    await Promise.all([customer.hears(desk), desk.hears(customer)]);
    await listens();
    expect(await found(id)).to.include({ state: 'connected', attempt: 1 });
    await sleep(1_100);
    await customer.hangUp();
    expect(await becomes(id, ({ endedAt }) => endedAt !== undefined)).to.include({ outcome: 'talked', attempt: 1 });
    expect(calls.size, 'it rang once').to.equal(1);
  }).timeout(120_000);
});
