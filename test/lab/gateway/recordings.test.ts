/** Recordings by a real Asterisk: both voices are in the file, also when the gateway died meanwhile. */
import { expect } from 'chai';
import type { Call } from '../../../src/core/call';
import type { Recording } from '../../../src/core/recording';
import { readWav } from '../../../src/media/wav';
import { amplitude } from '../../media/signals';
import type { Caller, Phone } from '../support/people';
import { story } from '../support/story';

describe('recordings by a real Asterisk', () => {
  const on = story();

  async function talk(): Promise<{ anna: Caller; desk: Phone; call: Call }> {
    const desk = await on.lab.phone('a6001', { ringMs: 0 });
    const anna = await on.lab.caller('1000');
    const call = await on.acme.offer();
    await on.acme.route(call, [{ do: 'connect', to: { endpoint: 'PJSIP/a6001' } }]);
    await on.acme.sees('call.connected', call.id);
    await Promise.all([anna.hears(desk), desk.hears(anna)]);
    return { anna, desk, call };
  }

  const get = async (id: string): Promise<Recording> =>
    (await (await on.gateway.ask('GET', `acme/recordings/${id}`)).json()) as Recording;
  async function becomes(id: string, state: string): Promise<Recording> {
    for (const deadline = Date.now() + 15_000; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
      const found = await get(id);
      if (found.state === state) return found;
      if (Date.now() > deadline) throw new Error(`it is ${JSON.stringify(found)}, not ${state}`);
    }
  }
  async function record(call: Call): Promise<string> {
    const reply = await on.gateway.ask('POST', `acme/calls/${call.id}/record`, {});
    expect(reply.status, await reply.clone().text()).to.equal(200);
    const { recording } = (await reply.json()) as { recording: string };
    await becomes(recording, 'recording');
    return recording;
  }
  async function audio(id: string): Promise<Float32Array> {
    const answer = await on.gateway.ask('GET', `acme/recordings/${id}/audio`);
    expect(answer.status).to.equal(200);
    return readWav(Buffer.from(await answer.arrayBuffer())).samples;
  }
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  it('hold what both said, from the command to the command', async () => {
    const { anna, desk, call } = await talk();
    const id = await record(call);
    await pause(2_000);
    const stop = await on.gateway.ask('POST', `acme/calls/${call.id}/stop_recording`, {});
    expect(stop.status).to.equal(200);
    const { durationMs = 0, bytes } = await becomes(id, 'stored');
    expect(durationMs).to.be.within(1_500, 4_000);
    const samples = await audio(id);
    expect(samples.length * 2 + 44).to.equal(bytes);
    const middle = samples.subarray(4_000, samples.length - 4_000);
    for (const { rtp, name } of [anna, desk]) expect(amplitude(middle, rtp.tone, 8_000), name).to.be.greaterThan(0.05);
    expect(amplitude(middle, 3_150, 8_000), 'nobody hums that').to.be.lessThan(0.01);
    await anna.hearsTone(desk.rtp.tone);
    await anna.hangUp();
    await on.acme.sees('call.cleared', call.id);
  });

  it('begin when the consent prompt was heard, and leave out what is said while they are paused', async () => {
    const { anna, desk, call } = await talk();
    const told = (type: string) =>
      on.acme.until(() => on.acme.events.some((event) => event.type === `recording.${type}`), type);
    const quiet = (so: boolean) => {
      for (const { rtp } of [anna, desk]) rtp.quiet = so;
    };
    quiet(true);
    const body = { consent: { prompt: 'please-try-again' } };
    const reply = await on.gateway.ask('POST', `acme/calls/${call.id}/record`, body);
    const { recording: id } = (await reply.json()) as { recording: string };
    await Promise.all([anna.hearsMusic(), desk.hearsMusic()]);
    await becomes(id, 'recording');
    quiet(false);
    await pause(1_000);
    expect((await on.gateway.ask('POST', `acme/calls/${call.id}/pause_recording`, {})).status).to.equal(200);
    await told('paused');
    const third = await on.lab.phone('a6002', { ringMs: 0 });
    await on.gateway.ask('POST', `acme/calls/${call.id}/add_party`, { to: { endpoint: 'PJSIP/a6002' } });
    await Promise.all([anna.hears(third), desk.hears(third)]);
    await third.hangUp();
    await on.acme.sees('call.party_left', call.id);
    await on.gateway.ask('POST', `acme/calls/${call.id}/resume_recording`, {});
    await told('resumed');
    await pause(1_000);
    await anna.hangUp();
    await on.acme.sees('call.cleared', call.id);
    await becomes(id, 'stored');
    const samples = await audio(id);
    for (const { rtp, name } of [anna, desk]) expect(amplitude(samples, rtp.tone, 8_000), name).to.be.greaterThan(0.03);
    expect(amplitude(samples, third.rtp.tone, 8_000), 'what was said while it was paused').to.be.lessThan(0.005);
  });

  it('end with the call, and come home', async () => {
    const { anna, call } = await talk();
    const id = await record(call);
    await pause(1_000);
    await anna.hangUp();
    await on.acme.sees('call.cleared', call.id);
    await becomes(id, 'stored');
    expect(amplitude(await audio(id), anna.rtp.tone, 8_000)).to.be.greaterThan(0.05);
  });

  it('come home although the gateway was killed while they were made', async () => {
    const { anna, desk, call } = await talk();
    const id = await record(call);
    await on.gateway.kill();
    await pause(1_000);
    await anna.hangUp();
    await desk.left().catch(() => undefined);
    await on.gateway.launch();
    const { durationMs = 0 } = await becomes(id, 'stored');
    expect(durationMs).to.be.greaterThan(900);
    // She hung up before the next gateway came and ended it for the phone.
    expect(amplitude((await audio(id)).subarray(1_000, 7_000), anna.rtp.tone, 8_000)).to.be.greaterThan(0.05);
    on.acme = await on.gateway.attached('acme', 'hotline');
  });
});
