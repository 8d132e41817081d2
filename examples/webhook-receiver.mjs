// A receiver of Signalbox webhooks: it verifies each message by Standard Webhooks, drops the doubles, and answers
// questions about callers. It needs nothing but Node; libraries that verify exist for most languages.
//
//   WEBHOOK_SECRET=whsec_… node examples/webhook-receiver.mjs [port]        # default: 9100
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const { WEBHOOK_SECRET = '' } = process.env;
if (!/^whsec_/.test(WEBHOOK_SECRET)) throw new Error('WEBHOOK_SECRET is missing: it is shown when the webhook is made');
const key = Buffer.from(WEBHOOK_SECRET.slice('whsec_'.length), 'base64');
const TOLERANCE_SECONDS = 300;

// The signature is over the bytes as they came: verify first, parse afterwards.
function verified(headers, body) {
  const { 'webhook-id': id = '', 'webhook-timestamp': timestamp = '', 'webhook-signature': signatures = '' } = headers;
  const age = Math.abs(Date.now() / 1000 - Number(timestamp));
  if (!id || !(age < TOLERANCE_SECONDS)) return false; // not NaN either: what was recorded once cannot be sent again
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  return signatures.split(' ').some((one) => {
    const [version, text = ''] = one.split(',');
    const given = Buffer.from(text, 'base64');
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
}

// Delivery is at least once; the id of a message is the same each time. A real receiver keeps the ids with its data.
const seen = new Set();

function take(id, event) {
  if (seen.has(id)) return console.log('again  ', id);
  seen.add(id);
  console.log(event.type, event.subject, event.sequence ?? '');
}

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  if (!verified(request.headers, body)) return response.writeHead(401).end();
  const event = JSON.parse(body);
  take(request.headers['webhook-id'], event);
  // A venue with `attributes` sends this before the call is offered, and waits at most a second for what is known.
  if (event.type === 'call.attributes_requested') {
    response.setHeader('Content-Type', 'application/json');
    return response.end(JSON.stringify({ customer: event.data.ani, vip: event.data.ani.endsWith('77') }));
  }
  response.writeHead(204).end(); // anything but 2xx is tried again: answer first, work afterwards
});

server.listen(Number(process.argv[2] ?? 9100), '127.0.0.1', () => console.log('listening on', server.address().port));
