/** What only a real Asterisk can show of the connector: phones that transfer and hold, headers on the wire, fetched audio. */

import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect } from 'chai';
import { generate } from '../../connectors/asterisk/generate/ariTypes';
import type { Audible } from '../../src/core/media';
import type { PartySnapshot, Pbx, PbxEvent } from '../../src/ports/pbx';
import { Recorder } from '../contracts/pbx/recorder';
import { asteriskIsThere, TREE } from './support/asterisk';
import { LabHarness } from './support/pbxHarness';
import type { Caller } from './support/people';

const SOON = 10_000;

/** Audio by HTTP as the gateway would give it; what is called `silent…` is never given. */
class Media {
  private readonly asked: string[] = [];
  private readonly server: Server = createServer((request, response) => {
    this.asked.push(request.url ?? '');
    if (request.url?.startsWith('/media/silent')) return;
    response.setHeader('cache-control', 'max-age=86400').setHeader('content-type', 'audio/wav').end(wav(1000));
  });

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  /** Long, as those of the gateway are: Asterisk cuts the path of its copy to the length of the address. */
  file(name: string): string {
    return name.padEnd(64, '0');
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** How often it was asked for. */
  count(name: string): number {
    return this.asked.filter((url) => url === `/media/${this.file(name)}.wav`).length;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** Noise of that length. */
function wav(ms: number): Buffer {
  const header = Buffer.from(
    'RIFF....WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data....',
    'latin1',
  );
  const data = Buffer.alloc(ms * 16, Buffer.from([0, 16, 0, 240]));
  header.writeUInt32LE(36 + data.length, 4);
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}

describe('the connector on a real Asterisk', function () {
  this.timeout(120_000);
  const media = new Media();
  const harness = new LabHarness({
    headers: ['X-Case', 'X-None'],
    get mediaUrl() {
      return media.url;
    },
  });
  let pbx: Pbx;
  let recorder: Recorder;

  before(async function () {
    if (!asteriskIsThere()) return this.skip();
    await media.listen();
    await harness.start();
    recorder = new Recorder();
    pbx = recorder.watch(harness.connector());
    pbx.start(recorder.hear);
    await harness.eventually(() => recorder.all('link').at(-1)?.state === 'live', SOON, 'the link is live');
  });
  afterEach(async () => {
    for (const { party } of await listed()) await pbx.hangup(party, 'normal');
    await harness.lab?.reset();
  });
  after(async () => {
    await pbx?.stop();
    await harness.stop();
    media.close();
  });

  const listed = async (): Promise<readonly PartySnapshot[]> => {
    const result = await pbx.list();
    return result.result === 'ok' ? result.value : [];
  };
  const event = <T extends PbxEvent['type']>(type: T, party: string): Promise<PbxEvent> =>
    harness.eventually(
      () => recorder.events.find((said) => said.type === type && 'party' in said && said.party === party),
      SOON,
      `${type} of the party`,
    );
  const ended = (job: string): Promise<Extract<PbxEvent, { type: 'jobEnded' }>> =>
    harness.eventually(() => recorder.all('jobEnded').find((said) => said.job === job), SOON, 'the end of the job');
  const arrival = async (headers: Record<string, string> = {}): Promise<{ anna: Caller; snapshot: PartySnapshot }> => {
    const before = recorder.all('arrived').length;
    const anna = await harness.lab.caller('1000', { from: '0612345678', displayName: 'Anna', headers });
    const said = await harness.eventually(() => recorder.all('arrived')[before], SOON, 'the arrival');
    return { anna, snapshot: said.snapshot };
  };
  const dial = async (to: string, more: object = {}): Promise<string> => {
    const party = harness.ids.fresh();
    const tags = { tenant: 'acme', call: harness.ids.fresh(), role: 'agent', attempt: 1 };
    const base = { party, to, from: { number: '0612345678', name: 'Anna' }, ringMs: 20_000, maxMs: 60_000 };
    const result = await pbx.dial({ ...base, tags, routingPoint: 'main', ...more });
    expect(result.result).to.equal('ok');
    return party;
  };
  const audio = (name: string): Audible => ({ play: 'audio', file: media.file(name), instead: 'beep' });
  const play = async (party: string, name: string): Promise<string> => {
    const job = harness.ids.fresh();
    const result = await pbx.play({ target: { party }, job, media: [audio(name)] });
    expect(result.result).to.equal('ok');
    return job;
  };

  it('reads headers of the INVITE, and none that it does not have', async () => {
    const { snapshot } = await arrival({ 'X-Case': '4711' });
    expect(snapshot.headers).to.deep.equal({ 'x-case': '4711' });
    expect(snapshot).to.include({ ani: '0612345678', aniName: 'Anna', dnis: '1000', routingPoint: 'main' });
  });

  it('shows a phone who calls, and sends it headers', async () => {
    const desk = await harness.lab.phone('a6001');
    await dial('PJSIP/a6001', { headers: { 'X-Case': '4711' } });
    const invite = await desk.rings();
    expect(invite.header('X-Case')).to.equal('4711');
    expect(invite.header('From')).to.match(/^"Anna" <sip:0612345678@/);
  });

  it('tells a losing phone that the call was answered elsewhere', async () => {
    const desk = await harness.lab.phone('a6001');
    const party = await dial('PJSIP/a6001');
    await desk.rings();
    await event('ringing', party);
    await pbx.hangup(party, 'answeredElsewhere');
    const cancel = await desk.sees(/^CANCEL/);
    expect(cancel.text).to.include('text="Call completed elsewhere"');
  });

  it('follows a phone that holds and retrieves', async () => {
    const desk = await harness.lab.phone('a6001', { ringMs: 1 });
    const party = await dial('PJSIP/a6001');
    await event('answered', party);
    await desk.hold();
    await event('held', party);
    await desk.retrieve();
    await event('retrieved', party);
  });

  it('is asked for a transfer, carries nothing out by itself, and reports back to the phone', async () => {
    const desk = await harness.lab.phone('a6001', { ringMs: 1 });
    const party = await dial('PJSIP/a6001');
    await event('answered', party);
    const { anna, snapshot } = await arrival();
    await pbx.answer(snapshot.party);
    await anna.answered();
    const conversation = harness.ids.fresh();
    await pbx.open(conversation);
    for (const member of [party, snapshot.party]) await pbx.join(conversation, member, { mode: 'talk' });
    await desk.hears(anna);
    await desk.transfer('2000');
    const asked = await event('transferAsked', party);
    expect(asked).to.include({ to: '2000' });
    const { channels } = await harness.lab.witness.look();
    expect(channels, 'nobody else was called').to.have.length(2);
    await pbx.transferProgress(party, 'done');
    await desk.sees(/^NOTIFY/);
    expect((await desk.sees(/^NOTIFY/)).text).to.include('SIP/2.0 200 OK');
    expect(recorder.all('transferAsked'), 'the echo of the report').to.have.length(1);
    await pbx.close(conversation);
  });

  it('fetches audio once, unheard, and then plays it without asking again', async () => {
    const { snapshot } = await arrival();
    await pbx.answer(snapshot.party);
    expect((await pbx.warm([audio('hello')])).result).to.equal('ok');
    const job = await play(snapshot.party, 'hello');
    const { outcome, durationMs = 0 } = await ended(job);
    expect(outcome).to.equal('done');
    expect(durationMs).to.be.within(800, 2000);
    expect(media.count('hello')).to.equal(1);
  });

  it('plays audio that was not fetched before', async () => {
    const { snapshot } = await arrival();
    await pbx.answer(snapshot.party);
    const { outcome, durationMs = 0 } = await ended(await play(snapshot.party, 'cold'));
    expect(outcome).to.equal('done');
    expect(media.count('cold')).to.equal(1);
    expect(durationMs, 'and not the built-in sound').to.be.within(800, 2000);
  });

  it('lets no silent server freeze a caller', async () => {
    const { anna, snapshot } = await arrival();
    await pbx.answer(snapshot.party);
    await anna.answered();
    const started = Date.now();
    const job = await play(snapshot.party, 'silent-hello');
    expect((await ended(job)).outcome, 'the built-in sound').to.equal('done');
    expect(Date.now() - started).to.be.within(3000, 5000);
    const again = await play(snapshot.party, 'silent-hello');
    await harness.pause(500);
    await anna.hangUp();
    await event('gone', snapshot.party);
    expect((await ended(again)).outcome).to.equal('failed');
    await harness.pause(6000); // Asterisk gives up the fetches that nobody waits for
  });

  it('has types that are what this Asterisk describes', () => {
    const written = readFileSync(path.join(__dirname, '../../connectors/asterisk/words/ariTypes.generated.ts'), 'utf8');
    expect(generate(path.join(TREE, 'root/usr/share/asterisk/rest-api'))).to.equal(written);
  });
});
