/**
 * The name of who asks for a callback, on a real Asterisk: the caller hums a tone as its name, the agent hears that tone
 * before the customer, and Asterisk has nothing of it left when the callback is over.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Callback } from '../../../src/core/callback';
import type { Recording } from '../../../src/core/recording';
import { readWav } from '../../../src/media/wav';
import { amplitude } from '../../media/signals';
import { namesOn } from '../support/callbackMapping';
import type { Tenant } from '../support/gateway';
import type { Caller } from '../support/people';
import type { Program } from '../support/program';
import { story } from '../support/story';

const CUSTOMER = '493023125603';

describe('the name of who asks for a callback, on a real Asterisk', () => {
  const on = story({ gateway: async () => ({ mapping: namesOn }) });

  const agent = async (tenant: Tenant, name: string, verb: string, body: object = {}) => {
    const reply = await on.gateway.ask('POST', `${tenant}/agents/${name}/${verb}`, body);
    expect(reply.status, await reply.text()).to.equal(200);
  };
  afterEach(async () => {
    await agent('acme', 'anna', 'sign_off');
    await agent('globex', 'gina', 'sign_off');
  });

  const event = async <T>(feed: Program, type: string, fits: (data: T) => boolean = () => true): Promise<T> => {
    const found = () => feed.events.find((one) => one.type === type && fits(one.data as T));
    await feed.until(() => found() !== undefined, type, 20_000);
    return found()?.data as T;
  };
  /** A customer waits in the queue of that number, asks for a callback and keeps the number; recorded is what comes then. */
  const asks = async (feed: Program, dnis: string): Promise<Caller> => {
    const caller = await on.lab.caller(dnis, { from: `+${CUSTOMER}` });
    await caller.answered();
    await caller.hearsMusic();
    caller.rtp.silent = true;
    await caller.dtmf('1');
    await event(feed, 'callback.requested');
    await caller.hearsMusic();
    await caller.dtmf('1');
    await event(feed, 'recording.started');
    return caller;
  };
  /** It says its name after the tone, presses # and is told the rest. */
  const says = async (feed: Program, caller: Caller) => {
    await sleep(500);
    caller.rtp.silent = false;
    await sleep(2_000);
    await caller.dtmf('#');
    caller.rtp.silent = true;
    const recording = await event<Recording>(feed, 'recording.stored');
    expect(recording.durationMs).to.be.within(1_500, 5_000);
    await caller.hearsMusic();
    await caller.hangUp();
    await caller.gone();
    const { id, name } = await event<Callback>(feed, 'callback.changed', (one) => one.name !== undefined);
    expect(recording).to.include({ id: name?.recording, callback: id });
    return { id, name, tone: caller.rtp.tone, recording };
  };
  const kept = (recording: Recording) => on.lab.witness.recordings().then((all) => all.includes(recording.id.slice(3)));

  it('is what was said from the tone to #; an agent who is asked first hears it before the customer is dialled', async () => {
    const { id, name, tone, recording } = await says(on.globex, await asks(on.globex, '2300'));
    const answer = await on.gateway.ask('GET', `globex/callbacks/${id}/name`);
    expect(answer.status).to.equal(200);
    const { samples } = readWav(Buffer.from(await answer.arrayBuffer()));
    expect(amplitude(samples.subarray(-8_000), tone, 8_000)).to.be.greaterThan(0.05);
    expect(await kept(recording)).to.equal(true);
    const customer = await on.lab.outside(CUSTOMER);
    const desk = await on.lab.phone('a6011', { ringMs: 100 });
    await agent('globex', 'gina', 'sign_in', { state: 'ready' });
    await desk.answered(15_000);
    await desk.hearsTone(tone, 15_000);
    expect(customer.sipp.story()).to.not.include('INVITE');
    const offer = await event<{ preview?: { name?: object } }>(on.globex, 'offer.created');
    expect(offer.preview?.name).to.deep.equal(name);
    await customer.rings(15_000);
    await customer.answer();
    await customer.hearsMusic();
    await customer.dtmf('1');
    await Promise.all([customer.hears(desk), desk.hears(customer)]);
    await sleep(1_200);
    await customer.hangUp();
    await event<Callback>(on.globex, 'callback.completed');
    for (const deadline = Date.now() + 10_000; await kept(recording); await sleep(50))
      if (Date.now() > deadline) throw new Error('Asterisk has not forgotten it');
  }).timeout(90_000);

  it('is heard in the whisper where the customer was called first', async () => {
    const { tone } = await says(on.acme, await asks(on.acme, '1300'));
    const customer = await on.lab.outside(CUSTOMER);
    const desk = await on.lab.phone('a6001', { ringMs: 100 });
    await agent('acme', 'anna', 'sign_in', { state: 'ready' });
    await customer.rings(15_000);
    await customer.answer();
    await customer.hearsMusic();
    await customer.dtmf('1');
    await desk.answered(15_000);
    await desk.hearsTone(tone, 15_000);
    await Promise.all([customer.hears(desk), desk.hears(customer)]);
    await sleep(1_200);
    await customer.hangUp();
    await event<Callback>(on.acme, 'callback.completed');
  }).timeout(90_000);

  it('is none of who says nothing: the dialogue goes on, and nothing of it is left', async () => {
    const caller = await asks(on.acme, '1300');
    const { failure, callback } = await event<Recording>(on.acme, 'recording.failed');
    expect(failure).to.equal('nothing was said');
    await caller.hearsMusic();
    await caller.hangUp();
    expect(await on.lab.witness.recordings()).to.deep.equal([]);
    const found = await on.gateway.ask('GET', `acme/callbacks/${callback}/name`);
    expect(found.status).to.equal(404);
    await on.gateway.ask('POST', `acme/callbacks/${callback}/cancel`, {});
  }).timeout(60_000);
});
