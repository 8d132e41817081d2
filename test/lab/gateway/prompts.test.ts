/** Prompts of a tenant as callers of a real Asterisk hear them: uploaded, spoken, changed, cold, and interrupted. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { Call } from '../../../src/core/call';
import { writeWav } from '../../../src/media/wav';
import { pcm16, sine, wavOf } from '../../media/signals';
import type { Caller } from '../support/people';
import { story } from '../support/story';

/** No person of the lab hums these. */
const UPLOADED = 3_300;
const SPOKEN = 350;

/** Between PBX and gateway: passes on, or answers nothing at all. Also speaks texts: each is the same tone. */
class Between {
  target: (url: string) => void = () => {};
  private readonly known = new Promise<string>((resolve) => {
    this.target = resolve;
  });
  dead = false;
  readonly asked: string[] = [];
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));

  listen(): Promise<void> {
    return new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Answers again; who waited is told at once. */
  revive(): void {
    this.dead = false;
    this.server.closeAllConnections();
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === '/speech') {
      response.setHeader('content-type', 'audio/wav').end(writeWav(sine(SPOKEN, 16_000, 3), 16_000));
      return;
    }
    this.asked.push(request.url ?? '');
    if (this.dead) return;
    // The PBX asks as soon as the gateway is there, which may be before this is told where.
    const answer = await fetch(`${await this.known}${request.url}`);
    const headers = Object.fromEntries(
      [...answer.headers].filter(([name]) => /^(cache-control|content-type|etag)$/.test(name)),
    );
    response.writeHead(answer.status, headers).end(Buffer.from(await answer.arrayBuffer()));
  }
}

describe('prompts on a real Asterisk', () => {
  const between = new Between();
  const on = story({
    gateway: async () => {
      await between.listen();
      return { environment: { SIGNALBOX_MEDIA_URL: between.url, SIGNALBOX_SPEECH_URL: `${between.url}/speech` } };
    },
  });
  before(() => {
    between.target(on.gateway.url);
  });
  beforeEach(() => {
    between.dead = false;
    on.lab.listenFor(UPLOADED, SPOKEN);
  });
  after(() => between.close());

  const stereo = (hz: number, seconds: number): Buffer =>
    wavOf(pcm16([...sine(hz, 44_100, seconds)].flatMap((v) => [v, v])), { rate: 44_100, channels: 2 });

  async function make(name: string, texts: object = {}): Promise<void> {
    const { status } = await on.gateway.ask('POST', 'acme/prompts', { name, texts });
    expect(status).to.equal(201);
  }
  async function upload(name: string, audio: Buffer): Promise<void> {
    const { status } = await on.gateway.ask('PUT', `acme/prompts/${name}/en`, audio);
    expect(status).to.equal(200);
  }
  const fetched = async (count: number): Promise<void> => {
    for (const deadline = Date.now() + 20_000; between.asked.length < count; )
      if (Date.now() > deadline) throw new Error(`fetched ${between.asked.length} of ${count}`);
      else await new Promise((resolve) => setTimeout(resolve, 20));
  };
  /** The server answers again, and what was missing is fetched without anybody asking for it. */
  async function revived(): Promise<void> {
    const before = between.asked.length;
    between.revive();
    await fetched(before + 1);
  }
  async function hears(name: string): Promise<{ anna: Caller; call: Call }> {
    const anna = await on.lab.caller('1000');
    const call = await on.acme.offer();
    await on.acme.route(call, [
      { do: 'announce', media: [{ play: 'prompt', name }] },
      { do: 'hold', maxSeconds: 60 },
    ]);
    return { anna, call };
  }

  it('are fetched when they are uploaded, and heard by the next caller without another fetch', async () => {
    await make('tone');
    const before = between.asked.length;
    await upload('tone', stereo(UPLOADED, 3));
    await fetched(before + 1);
    const { anna, call } = await hears('tone');
    await anna.hearsTone(UPLOADED);
    await anna.hearsMusic();
    expect(between.asked).to.have.length(before + 1);
    await anna.hangUp();
    await on.acme.sees('call.cleared', call.id);
  });

  it('are the new ones from the next call on when they are changed', async () => {
    await make('changing');
    await upload('changing', stereo(UPLOADED, 2));
    await upload('changing', stereo(SPOKEN, 2));
    const { anna, call } = await hears('changing');
    await anna.hearsTone(SPOKEN);
    expect(anna.rtp.heardOf(UPLOADED)).to.equal(0);
    await anna.hangUp();
    await on.acme.sees('call.cleared', call.id);
  });

  it('are spoken from a text by the service of the installation', async () => {
    await make('spoken', { en: 'All our agents are talking.' });
    const { anna, call } = await hears('spoken');
    await anna.hearsTone(SPOKEN);
    await anna.hangUp();
    await on.acme.sees('call.cleared', call.id);
  });

  it('are tones of our own where nothing else is there', async () => {
    const { anna, call } = await hears('tone-hold');
    await anna.hearsMusic();
    await anna.hangUp();
    await on.acme.sees('call.cleared', call.id);
  });

  it('give way at once when somebody is connected', async () => {
    await make('long');
    await upload('long', stereo(UPLOADED, 20));
    const desk = await on.lab.phone('a6001', { ringMs: 0 });
    const { anna, call } = await hears('long');
    await anna.hearsTone(UPLOADED);
    await on.acme.route(call, [{ do: 'connect', to: { endpoint: 'PJSIP/a6001' } }]);
    await Promise.all([anna.hears(desk), desk.hears(anna)]);
    const before = anna.rtp.heardOf(UPLOADED);
    await anna.hears(desk);
    expect(anna.rtp.heardOf(UPLOADED)).to.equal(before);
    await anna.hangUp();
    await on.acme.sees('call.cleared', call.id);
  });

  it('that cannot be fetched keep nobody waiting for more than three seconds, and freeze nothing', async () => {
    between.dead = true;
    await make('cold');
    await upload('cold', stereo(UPLOADED, 5));
    const { anna, call } = await hears('cold');
    const began = Date.now();
    await on.acme.sees('call.treated', call.id, 1); // hold: the beep was played instead
    expect(Date.now() - began).to.be.within(2_000, 6_000);
    await anna.hearsMusic();
    expect(anna.rtp.heardOf(UPLOADED)).to.equal(0);
    await anna.hangUp();
    await on.acme.sees('call.cleared', call.id);
    await revived();
  });

  it('that cannot be fetched do not hold up a connection', async () => {
    between.dead = true;
    await make('frozen');
    await upload('frozen', stereo(UPLOADED, 6)); // not the audio of the test before, which is fetched
    const desk = await on.lab.phone('a6001', { ringMs: 0 });
    const { anna, call } = await hears('frozen');
    await on.acme.sees('call.treated', call.id);
    await on.acme.route(call, [{ do: 'connect', to: { endpoint: 'PJSIP/a6001' } }]);
    await Promise.all([anna.hears(desk, 2_500), desk.hears(anna, 2_500)]);
    await anna.hangUp();
    await on.acme.sees('call.cleared', call.id);
    await revived();
  });

  it('are there again after Asterisk has started anew', async () => {
    await on.lab.asterisk.restart();
    await on.gateway.lost().catch(() => undefined);
    await on.gateway.live();
    const { anna, call } = await hears('tone');
    await anna.hearsTone(UPLOADED);
    await anna.hangUp();
    await on.acme.sees('call.cleared', call.id);
  });
});
