/** The least that can answer each call and hang it up: `ws` for the events, a pool of `undici` for the requests. */
import { Pool } from 'undici';
import WebSocket from 'ws';

const { ARI_URL = '', ARI_USER = '', ARI_PASSWORD = '', ARI_APP = '' } = process.env;
const headers = { authorization: `Basic ${Buffer.from(`${ARI_USER}:${ARI_PASSWORD}`).toString('base64')}` };
const pool = new Pool(ARI_URL, { connections: 16 });

async function ask(method: 'POST' | 'DELETE', path: string): Promise<void> {
  const { statusCode, body } = await pool.request({ method, path: `/ari/channels/${path}`, headers });
  await body.dump();
  if (statusCode >= 300) console.error(`${method} ${path}: ${statusCode}`);
}

const events = `${ARI_URL.replace('http', 'ws')}/ari/events?app=${ARI_APP}`;
const socket = new WebSocket(events, { headers, perMessageDeflate: false });
socket.on('open', () => console.log('ready'));
socket.on('message', async (data) => {
  const event = JSON.parse(String(data));
  if (event.type !== 'StasisStart') return;
  await ask('POST', `${event.channel.id}/answer`);
  await ask('DELETE', event.channel.id);
});
