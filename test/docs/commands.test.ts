/** The commands of the pages work on a gateway in the order in which they stand there. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { commandOf, curlBlocks, curlsIn } from '../support/docs/curl';
import { CALLBACK_SCENES } from '../support/docs/scenesOfCallbacks';
import { Stage } from '../support/stage';

const read = (file: string): string => readFileSync(path.join(__dirname, '../../docs', file), 'utf8');

describe('the commands of the docs', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await Stage.open();
  });
  afterEach(() => stage.close());

  const values = (): Record<string, string> => ({
    URL: '',
    OWNER: stage.keys.owner as string,
    SUPERVISOR: stage.keys.supervisor as string,
    KEY: stage.keys.application as string,
  });

  it('in prompts.md', async () => {
    const commands = curlsIn(read('prompts.md'), values());
    expect(commands).to.have.length(7);
    for (const { text, ...sent } of commands) {
      const reply = await stage.send(sent);
      expect(reply.status, `${text}\n${reply.text}`).to.be.within(200, 201);
    }
    expect(stage.complaints).to.deep.equal([]);
  });

  it('in recordings.md', async () => {
    const { id } = await stage.connected();
    const known: Record<string, string> = { ...values(), CALL: id };
    const count = curlsIn(read('recordings.md'), known).length;
    expect(count).to.equal(10);
    for (let i = 0; i < count; i++) {
      const { text, ...sent } = curlsIn(read('recordings.md'), known)[i] as ReturnType<typeof curlsIn>[0];
      const reply = await stage.send(sent);
      expect(reply.status, `${text}\n${reply.text}`).to.be.within(200, 201);
      if (reply.json?.recording) known.RECORDING = reply.json.recording;
      if (text.includes('stop_recording'))
        await stage.house.world.waitFor(() => stage.program.of('recording.stored')[0]);
    }
    expect(stage.complaints).to.deep.equal([]);
  });

  const CALLS = curlBlocks(read('calls.md'));
  it('in calls.md, of which there are many', () => expect(CALLS.length).to.be.above(5));
  for (const [n, lines] of CALLS.entries())
    it(`in block ${n + 1} of calls.md`, async () => {
      const { id } = await stage.connected();
      const known: Record<string, string> = { ...values(), CALL: id };
      for (const line of lines) {
        const { text, ...sent } = commandOf(line, known);
        const reply = await stage.send(sent);
        expect(reply.status, `${text}\n${reply.text}`).to.be.within(200, 201);
        if (reply.json?.party) known.PARTY = reply.json.party;
        await stage.house.world.advance(3_000);
      }
      expect(stage.complaints).to.deep.equal([]);
    });
  it('in callbacks.md', async () => {
    const named = await CALLBACK_SCENES['callbacks.name']?.(stage);
    const known: Record<string, string> = { ...values(), CALLBACK: named?.id ?? '', ADMIN: 'admin' };
    const count = curlsIn(read('callbacks.md'), { ...known, NUMBER: '' }).length;
    expect(count).to.equal(17);
    for (let i = 0; i < count; i++) {
      const all = curlsIn(read('callbacks.md'), { NUMBER: '', ...known });
      const { text, ...sent } = all[i] as (typeof all)[0];
      const reply = await stage.send(sent);
      expect(reply.status, `${text}\n${reply.text}`).to.be.within(200, 201);
      if (text.includes('callbacks -H'))
        Object.assign(known, { CALLBACK: reply.json.callback, NUMBER: reply.json.confirmationId });
      if (text.includes('confirmationId')) expect(reply.json.items).to.have.length(1);
    }
    expect(stage.complaints).to.deep.equal([]);
  });

  it('in reports.md', async () => {
    await stage.queued();
    const commands = curlsIn(read('reports.md'), values());
    expect(commands).to.have.length(9);
    const answers: string[] = [];
    for (const { text, ...sent } of commands) {
      const reply = await stage.send(sent);
      expect(reply.status, `${text}\n${reply.text}`).to.equal(200);
      answers.push(reply.text);
    }
    const [hours = '', quarters = '', days = '', today = '', now = '', work = '', ...rest] = answers;
    const [told = '', toldCsv = '', fair = ''] = rest;
    expect(JSON.parse(told)).to.include({ interval: '1d', zone: 'UTC' });
    expect(toldCsv).to.match(/^queue,from,to,judged,/);
    expect(JSON.parse(fair)).to.deep.equal({ items: [] });
    expect(JSON.parse(work)).to.include({ interval: '1d', zone: 'UTC' });
    expect(JSON.parse(now)).to.include({ queue: 'sales', waiting: 1 });
    expect(JSON.parse(hours).items).to.have.length(1);
    expect(JSON.parse(quarters)).to.include({ from: '2026-01-05T00:00:00+01:00', zone: 'Europe/Berlin' });
    for (const csv of [days, today]) expect(csv).to.match(/^queue,from,to,offered,.*\r\nsales,2026-01-05T.*,1,0,/);
    expect(stage.complaints).to.deep.equal([]);
  });
});
