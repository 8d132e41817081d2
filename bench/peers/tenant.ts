/** A tenant's program: attaches to its application and has each call answered and hung up, over the feed. */
import WebSocket from 'ws';

const { FEED_URL = '', FEED_KEY = '', APPLICATION = '' } = process.env;
const TREATMENTS = [{ do: 'answer' }, { do: 'reject', cause: 'normal' }];

const socket = new WebSocket(FEED_URL, {
  headers: { authorization: `Bearer ${FEED_KEY}` },
  perMessageDeflate: false,
});
let commands = 0;
const command = (type: string, data: object): void => {
  commands += 1;
  socket.send(JSON.stringify({ id: `${process.pid}-${commands}`, type, data }));
};
socket.on('open', () => socket.send('{"type":"hello","data":{"types":["call.offered"]}}'));
socket.on('message', (text) => {
  const { type, status, data } = JSON.parse(String(text));
  if (type === 'welcome') command('application.attach', { application: APPLICATION, mode: 'exclusive' });
  else if (type === 'call.offered' && data.offer) command('call.route', { call: data.id, treatments: TREATMENTS });
  else if (type === 'reply' && data?.application) console.log('ready');
  else if (type === 'reply' && status >= 300) console.error(String(text));
});
