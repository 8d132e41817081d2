/**
 * kill -9 of the gateway while twenty customers are being called back, again and again, on a real Asterisk: nobody's phone
 * rings twice for one attempt, counted at the phones; nothing that was acknowledged is lost, and nothing stays stuck.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Callback } from '../../../src/core/callback';
import { callbacksOn } from '../support/callbackMapping';
import { story } from '../support/story';

const CUSTOMERS = 20;
const KILLS = 10;
/** So long it lives each time; what is on its way then is somewhere else each time. */
const lifeMs = (kill: number): number => 150 + ((kill * 677) % 1_700);
/** Retries of all of them, and a little. */
const END_MS = 120_000;

/** The queue of Acme rings for 5 s, tries again after 1 s, and calls as many as there are. */
const crowded = (url: string, user: string): object => {
  const mapping = callbacksOn(url, user) as { tenants: { acme: { queues: { sales: { callback: object } } } } };
  Object.assign(mapping.tenants.acme.queues.sales.callback, {
    simultaneous: CUSTOMERS,
    connect: { endpoint: 'PJSIP/a6001' },
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

  it(`${KILLS} times rings nobody twice for one attempt, and brings every callback to its end`, async () => {
    await on.gateway.allow('acme', 1_000, { dialsPerMinute: 10_000 });
    /** Calls that came to each phone: the same INVITE sent again is the same call. */
    const rang = Array.from({ length: CUSTOMERS }, () => new Set<string>());
    for (const [n, calls] of rang.entries()) {
      const phone = await on.lab.outside(number(n));
      phone.sipp.onMessage(({ received, startLine, header }) => {
        if (received && startLine.startsWith('INVITE')) calls.add(header('Call-ID'));
      });
    }
    const ids: string[] = [];
    for (const n of rang.keys()) {
      const body = { queue: 'sales', to: { number: `+${number(n)}` } };
      const reply = await on.gateway.ask('POST', 'acme/callbacks', body);
      expect(reply.status).to.equal(201);
      ids.push(((await reply.json()) as { callback: string }).callback);
    }
    for (let kill = 0; kill < KILLS; kill++) {
      await sleep(lifeMs(kill));
      await on.gateway.kill();
      await on.gateway.launch();
    }
    on.acme = await on.gateway.program('acme');
    on.globex = await on.gateway.program('globex');
    const all: Callback[] = [];
    for (const id of ids) {
      let one = await found(id);
      for (
        const deadline = Date.now() + END_MS;
        one.endedAt === undefined && Date.now() < deadline;
        one = await found(id)
      )
        await sleep(200);
      all.push(one);
    }
    for (const [n, { state, attempt, attempts, customerNumber }] of all.entries()) {
      const calls = rang[n]?.size ?? 0;
      const what = `${customerNumber}: ${calls} calls, ${attempt} attempts (${attempts.map(({ cause }) => cause)})`;
      expect(state, what).to.equal('failed');
      expect(calls, what).to.be.within(1, attempt);
    }
    const total = rang.reduce((sum, { size }) => sum + size, 0);
    expect(total, 'they did ring').to.be.greaterThan(CUSTOMERS);
  }).timeout(400_000);
});
