/**
 * What becomes of an attempt on a real Asterisk (docs/callbacks.md, "How it is placed"): the customer is busy, declines, does
 * not answer, presses a wrong digit or none, the network fails, nobody has the number, and an agent declines.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Callback } from '../../../src/core/callback';
import { callbacksOn } from '../support/callbackMapping';
import type { PhoneOptions } from '../support/lab';
import type { Phone } from '../support/people';
import { story } from '../support/story';

const PATIENCE_MS = 15_000;

/** Acme dials customers first and brings them to a phone; a failed attempt rests for ten minutes. */
const outcomesOn = (url: string, user: string): object => {
  const made = callbacksOn(url, user) as { tenants: { acme: { queues: { sales: { callback: object } } } } };
  Object.assign(made.tenants.acme.queues.sales.callback, {
    ...{ connect: { endpoint: 'PJSIP/a6001' }, ringSeconds: 5, simultaneous: 20, retry: { delaysSeconds: [600] } },
    confirm: { tries: 2, seconds: 2 },
  });
  return made;
};

describe('attempts of callbacks on a real Asterisk', function () {
  this.timeout(60_000);
  const on = story({ gateway: async () => ({ mapping: outcomesOn }) });
  let calls = 0;

  const ask = async (tenant: 'acme' | 'globex', number: string): Promise<string> => {
    const body = { queue: 'sales', to: { number: `+${number}` } };
    const reply = await on.gateway.ask('POST', `${tenant}/callbacks`, body);
    expect(reply.status, await reply.clone().text()).to.equal(201);
    return ((await reply.json()) as { callback: string }).callback;
  };
  const fresh = (): string => `4930231257${String(++calls).padStart(2, '0')}`;
  /** A customer with that phone is to be called back by Acme. */
  const wanted = async (options: PhoneOptions = {}): Promise<{ id: string; customer: Phone }> => {
    const number = fresh();
    const customer = await on.lab.outside(number, options);
    return { id: await ask('acme', number), customer };
  };
  const found = async (id: string, tenant: 'acme' | 'globex' = 'acme'): Promise<Callback> =>
    (await (await on.gateway.get(tenant, `callbacks/${id}`, tenant)).json()) as Callback;
  const becomes = async (id: string, state: string, tenant: 'acme' | 'globex' = 'acme'): Promise<Callback> => {
    let one = await found(id, tenant);
    for (const end = Date.now() + PATIENCE_MS; one.state !== state && Date.now() < end; one = await found(id, tenant))
      await sleep(50);
    expect(one.state, JSON.stringify(one.attempts)).to.equal(state);
    return one;
  };
  const fails = async (id: string, failures: object): Promise<Callback> => {
    const one = await becomes(id, 'retryWait');
    expect(one.failures).to.deep.equal(failures);
    expect(one.attempts).to.have.lengthOf(1);
    expect((await on.gateway.ask('POST', `acme/callbacks/${id}/cancel`, {})).status).to.equal(200);
    return one;
  };

  it('fail of whoever is busy or declines, at once', async () => {
    const busy = await wanted({ refuse: '486 Busy Here' });
    const declines = await wanted({ refuse: '603 Decline' });
    expect((await fails(busy.id, { busy: 1 })).attempts[0]?.cause).to.equal('busy');
    expect((await fails(declines.id, { declined: 1 })).attempts[0]?.cause).to.equal('declined');
  });

  it('fail of whoever does not answer for as long as it rings', async () => {
    const { id, customer } = await wanted();
    await customer.rings(PATIENCE_MS);
    await customer.left(PATIENCE_MS);
    const { attempts } = await fails(id, { noAnswer: 1 });
    const [one] = attempts as unknown as { startedAt: string; endedAt: string }[];
    expect(Date.parse(one?.endedAt ?? '') - Date.parse(one?.startedAt ?? '')).to.be.within(4_500, 8_000);
  });

  it('fail of a network that cannot; a number that nobody has is not called again', async () => {
    const { id } = await wanted({ refuse: '503 Service Unavailable' });
    await fails(id, { network: 1 });
    const nobody = await ask('acme', fresh());
    const over = await becomes(nobody, 'failed');
    expect(over.attempts[0]?.cause).to.equal('invalidNumber');
  });

  it('are not lost by a wrong digit: 1 after it connects; whoever presses nothing is called again', async () => {
    const desk = await on.lab.phone('a6001', { ringMs: 100 });
    const { id, customer } = await wanted({ ringMs: 100 });
    await customer.answered(PATIENCE_MS);
    await customer.hearsMusic();
    await customer.dtmf('7');
    await sleep(300);
    expect((await found(id)).state).to.equal('confirming');
    await customer.dtmf('1');
    await Promise.all([customer.hears(desk), desk.hears(customer)]);
    await sleep(1_100);
    await customer.hangUp();
    expect((await becomes(id, 'completed')).outcome).to.equal('talked');
    const silent = await wanted({ ringMs: 100 });
    await silent.customer.left(PATIENCE_MS);
    await fails(silent.id, { unconfirmed: 1 });
  });

  it('are not begun when the agent declines: the customer is not rung, and keeps the place', async () => {
    const desk = await on.lab.phone('a6011');
    const number = fresh();
    const customer = await on.lab.outside(number);
    const state = await on.gateway.ask('POST', 'globex/agents/gina/sign_in', { state: 'ready' });
    expect(state.status).to.equal(200);
    const id = await ask('globex', number);
    await desk.rings(PATIENCE_MS);
    await desk.refuse();
    await on.globex.until(() => on.globex.events.some(({ type }) => type === 'offer.declined'), 'a no of the agent');
    const { attempt, attempts } = await becomes(id, 'queued', 'globex');
    expect([attempt, attempts]).to.deep.equal([0, []]);
    expect(customer.sipp.story()).to.not.include('INVITE');
    expect((await on.gateway.ask('POST', `globex/callbacks/${id}/cancel`, {})).status).to.equal(200);
    expect((await on.gateway.ask('POST', 'globex/agents/gina/sign_off', {})).status).to.equal(200);
  });
});
