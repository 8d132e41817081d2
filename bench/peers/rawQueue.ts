/**
 * The least queue that brings callers and agents together: `ws` for the events, a pool of `undici` for the requests. Like
 * app_queue it answers a caller when an agent has answered; agents take turns.
 */
import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import WebSocket from 'ws';

const { ARI_URL = '', ARI_USER = '', ARI_PASSWORD = '', ARI_APP = '', PHONES = '' } = process.env;
const headers = { authorization: `Basic ${Buffer.from(`${ARI_USER}:${ARI_PASSWORD}`).toString('base64')}` };
const pool = new Pool(ARI_URL, { connections: 16 });
/** What an agent who did not come costs: the caller tries the next one. */
const RING_SECONDS = 10;

interface Call {
  readonly caller: string;
  readonly bridge: string;
  phone?: string;
  leg?: string;
  over?: boolean;
}

const free = PHONES.split(',');
const waiting: Call[] = [];
const calls = new Map<string, Call>();

async function ask(method: 'POST' | 'DELETE', path: string, query: Record<string, string> = {}): Promise<void> {
  const { statusCode, body } = await pool.request({ method, path: `/ari/${path}`, query, headers });
  await body.dump();
  // Whoever is gone cannot be hung up: that is how it goes.
  if (statusCode >= 300 && statusCode !== 404) console.error(`${method} ${path}: ${statusCode}`);
}

function match(): void {
  while (free.length > 0 && waiting.length > 0) {
    const call = waiting.shift() as Call;
    if (!call.over) void ring(call, free.shift() as string);
  }
}

async function ring(call: Call, phone: string): Promise<void> {
  call.phone = phone;
  call.leg = randomUUID().replaceAll('-', '');
  calls.set(call.leg, call);
  const query = { endpoint: `PJSIP/${phone}`, app: ARI_APP, appArgs: 'agent', channelId: call.leg };
  await ask('POST', 'channels', { ...query, originator: call.caller, timeout: `${RING_SECONDS}` });
}

async function connect({ caller, leg, bridge }: Call): Promise<void> {
  await Promise.all([
    ask('POST', `channels/${caller}/answer`),
    ask('POST', 'bridges', { type: 'mixing', bridgeId: bridge }),
  ]);
  await ask('POST', `bridges/${bridge}/addChannel`, { channel: `${caller},${leg}` });
}

async function gone(id: string): Promise<void> {
  const call = calls.get(id);
  calls.delete(id);
  if (!call || call.over) return;
  call.over = true;
  const { caller, leg, bridge, phone } = call;
  const other = id === caller ? leg : caller;
  const left = other === undefined ? [] : [ask('DELETE', `channels/${other}`), ask('DELETE', `bridges/${bridge}`)];
  await Promise.all(left);
  if (phone !== undefined) free.push(phone);
  match();
}

const events = `${ARI_URL.replace('http', 'ws')}/ari/events?app=${ARI_APP}`;
const socket = new WebSocket(events, { headers, perMessageDeflate: false });
socket.on('open', () => console.log('ready'));
socket.on('message', (data) => {
  const { type, args, channel } = JSON.parse(String(data));
  if (type === 'StasisEnd' || type === 'ChannelDestroyed') return void gone(channel.id);
  if (type !== 'StasisStart') return;
  const known = calls.get(channel.id);
  if (args[0] === 'agent') return void (known && !known.over && connect(known));
  const call = { caller: channel.id, bridge: randomUUID() };
  calls.set(channel.id, call);
  waiting.push(call);
  match();
});
