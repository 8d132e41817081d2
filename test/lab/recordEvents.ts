/**
 * Records what a real Asterisk says in the flows that the connector must understand, one file per flow and one event
 * per line, for the tests of the translation: `ts-node -T test/lab/recordEvents.ts`. It speaks ARI by itself, so that a
 * mistake of the connector is not recorded as truth.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import { EVENT_TYPES } from '../../connectors/asterisk/words/ariTypes.generated';
import type { Asterisk } from './support/asterisk';
import { Lab } from './support/lab';

const FOLDER = path.join(__dirname, '../connectors/asterisk/fixtures');
const CONVERSATION = 'c'.padEnd(32, '0');
const JOB = 'e'.padEnd(32, '0');
const PARTY = 'd'.padEnd(32, '0');
const SNOOP = 'f'.padEnd(32, '0');
const APP = 'sb-main';

interface Said {
  readonly type: string;
  readonly channel?: { readonly id: string; readonly state: string };
}

/** ARI, by hand. */
class Ear {
  readonly heard: Said[] = [];
  private lines: string[] = [];

  private constructor(
    private readonly asterisk: Asterisk,
    private readonly authorization: string,
  ) {}

  static async open(asterisk: Asterisk): Promise<Ear> {
    const authorization = `Basic ${Buffer.from(`${asterisk.user}:${asterisk.password}`).toString('base64')}`;
    const ear = new Ear(asterisk, authorization);
    const ws = new WebSocket(`${asterisk.url.replace('http', 'ws')}/ari/events?app=${APP}`, {
      headers: { authorization },
    });
    ws.on('message', (data: Buffer) => {
      ear.heard.push(JSON.parse(data.toString()) as Said);
      ear.lines.push(data.toString());
    });
    await new Promise((resolve) => ws.once('open', resolve));
    await ear.ask('PUT', `applications/${APP}/eventFilter`, { allowed: EVENT_TYPES.map((type) => ({ type })) });
    return ear;
  }

  async ask(method: string, uri: string, body?: unknown): Promise<void> {
    const headers = { authorization: this.authorization, 'content-type': 'application/json' };
    const answer = await fetch(`${this.asterisk.url}/ari/${uri}`, {
      method,
      headers,
      body: JSON.stringify(body) ?? null,
    });
    console.log(method, uri, answer.status);
  }

  async next(type: string, ms = 15_000): Promise<Said> {
    for (const deadline = Date.now() + ms; Date.now() < deadline; await sleep(10)) {
      const found = this.heard.find((event) => event.type === type);
      if (found) return found;
    }
    throw new Error(`no ${type}, only ${this.heard.map(({ type: t }) => t)}`);
  }

  save(name: string): void {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(path.join(FOLDER, `${name}.jsonl`), `${this.lines.join('\n')}\n`);
    console.log(name, this.heard.map(({ type }) => type).join(' '));
    this.heard.length = 0;
    this.lines = [];
  }

  async dial(endpoint: string, timeout = 10, variables: Record<string, string> = {}): Promise<void> {
    const tagged = { 'CHANNEL(accountcode)': 'sb.wP_u4AAAAAAAAAAAAAAAAA.agent.1.acme', ...variables };
    const to = { endpoint, channelId: PARTY, app: APP, appArgs: 'dialed,main' };
    await this.ask('POST', 'channels/create', { ...to, variables: tagged });
    await this.ask('POST', `channels/${PARTY}/dial?timeout=${timeout}`);
  }

  /** The dialled party has answered. */
  async up(): Promise<void> {
    const isUp = ({ type, channel }: Said) => type === 'ChannelStateChange' && channel?.state === 'Up';
    for (const deadline = Date.now() + 5000; !this.heard.some(isUp) && Date.now() < deadline; ) await sleep(10);
  }
}

type Flow = (lab: Lab, ear: Ear) => Promise<void>;

const arrival = async (lab: Lab, ear: Ear) => {
  const anna = await lab.caller('1000', { from: '0612345678', displayName: 'Anna' });
  return { anna, id: (await ear.next('StasisStart')).channel?.id ?? '' };
};

const FLOWS: Readonly<Record<string, Flow>> = {
  arrived: async (lab, ear) => {
    const { anna, id } = await arrival(lab, ear);
    await ear.ask('POST', `channels/${id}/answer`);
    await anna.answered();
    await anna.dtmf('4#');
    await anna.hold();
    await ear.next('ChannelHold');
    await anna.retrieve();
    await ear.next('ChannelUnhold');
    await anna.hangUp();
    await ear.next('StasisEnd');
  },
  cancelled: async (lab, ear) => {
    const { anna } = await arrival(lab, ear);
    await anna.cancel();
    await ear.next('StasisEnd');
  },
  rejected: async (lab, ear) => {
    const { id } = await arrival(lab, ear);
    await ear.ask('DELETE', `channels/${id}?reason_code=17`);
    await ear.next('StasisEnd');
  },
  timeLimit: async (lab, ear) => {
    const { id } = await arrival(lab, ear);
    await ear.ask('POST', `channels/${id}/answer`);
    await ear.ask('POST', `channels/${id}/variable?variable=TIMEOUT(absolute)&value=1`);
    await ear.next('StasisEnd');
  },
  dialled: async (lab, ear) => {
    const desk = await lab.phone('a6001', { ringMs: 300 });
    await ear.dial('PJSIP/a6001', 10, { 'PJSIP_TRANSFER_HANDLING()': 'ari-only' });
    await ear.up();
    await ear.ask('POST', `bridges?type=mixing&bridgeId=${CONVERSATION}&name=${APP}`);
    await ear.ask('POST', `bridges/${CONVERSATION}/addChannel?channel=${PARTY}`);
    await desk.transfer('2000');
    await ear.next('ChannelTransfer');
    await ear.ask('POST', `channels/${PARTY}/transfer_progress?states=channel_answered`);
    await ear.ask('POST', `bridges/${CONVERSATION}/removeChannel?channel=${PARTY}`);
    await ear.ask('DELETE', `bridges/${CONVERSATION}`);
    await ear.ask('DELETE', `channels/${PARTY}`);
    await ear.next('ChannelDestroyed');
  },
  busy: async (lab, ear) => {
    await lab.phone('a6001', { refuse: '486 Busy Here' });
    await ear.dial('PJSIP/a6001');
    await ear.next('ChannelDestroyed');
  },
  declined: async (lab, ear) => {
    await lab.phone('a6001', { refuse: '603 Decline' });
    await ear.dial('PJSIP/a6001');
    await ear.next('ChannelDestroyed');
  },
  noAnswer: async (lab, ear) => {
    await lab.phone('a6001');
    await ear.dial('PJSIP/a6001', 1);
    await ear.next('ChannelDestroyed');
  },
  dialledTimeLimit: async (lab, ear) => {
    await lab.phone('a6001', { ringMs: 1 });
    await ear.dial('PJSIP/a6001', 10, { 'TIMEOUT(absolute)': '2' });
    await ear.next('ChannelDestroyed');
  },
  media: async (lab, ear) => {
    const { anna, id } = await arrival(lab, ear);
    await ear.ask('POST', `channels/${id}/answer`);
    await anna.answered();
    await ear.ask('POST', `channels/${id}/play/${JOB}?media=sound:beep`);
    await ear.next('PlaybackFinished');
    await ear.ask('POST', `channels/${id}/play/${JOB}-2?media=sound:nosuchsound`);
    await sleep(300);
    await ear.ask('POST', `channels/${id}/record?name=${JOB}&format=wav&maxDurationSeconds=1&ifExists=overwrite`);
    await ear.next('RecordingFinished');
    await anna.hangUp();
    await ear.next('StasisEnd');
  },
  coach: async (lab, ear) => {
    const { anna, id } = await arrival(lab, ear);
    await ear.ask('POST', `channels/${id}/answer`);
    await anna.answered();
    await ear.ask('POST', `channels/${id}/snoop/${SNOOP}?app=${APP}&appArgs=snoop&spy=both&whisper=out`);
    await sleep(200);
    await anna.hangUp();
    await sleep(200);
  },
  device: async (lab, ear) => {
    await ear.ask('POST', `applications/${APP}/subscription?eventSource=deviceState:PJSIP/a6001`);
    await lab.phone('a6001');
    await ear.dial('PJSIP/a6001', 1);
    await ear.next('ChannelDestroyed');
    await sleep(200);
  },
};

async function record(): Promise<void> {
  const lab = await Lab.start();
  const ear = await Ear.open(lab.asterisk);
  for (const [name, flow] of Object.entries(FLOWS)) {
    await flow(lab, ear);
    ear.save(name);
    await lab.reset();
    await sleep(200);
    ear.heard.length = 0;
  }
  await lab.stop();
}

void record().then(() => process.exit(0));
