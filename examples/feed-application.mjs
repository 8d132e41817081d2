// A tenant's program: it attaches to the application `hotline`, greets every caller and connects them to a phone.
//
//   make run                                  # in one terminal: the gateway with the demo mapping
//   node examples/feed-application.mjs        # in another one
//
// Elsewhere: SIGNALBOX_URL=https://… SIGNALBOX_KEY=… node examples/feed-application.mjs <tenant> <application> <endpoint>
import WebSocket from 'ws';

const { SIGNALBOX_URL = 'http://127.0.0.1:8080', SIGNALBOX_KEY = 'demo-key-of-acme' } = process.env;
const [tenant = 'acme', application = 'hotline', endpoint = 'SIM/101'] = process.argv.slice(2);

let last; // sequence of the last event seen: where to go on after a lost connection
let attempts = 0; // to attach is a new act each time, so each has an id of its own

function connect() {
  const url = `${SIGNALBOX_URL.replace(/^http/, 'ws')}/v1/tenants/${tenant}/feed`;
  const feed = new WebSocket(url, { headers: { Authorization: `Bearer ${SIGNALBOX_KEY}` } });
  const send = (frame) => feed.send(JSON.stringify(frame));

  feed.on('open', () => send({ type: 'hello', data: last === undefined ? {} : { after: last } }));
  feed.on('message', (text) => {
    const frame = JSON.parse(text);
    if (frame.type === 'welcome') {
      last ??= frame.data.durableSeq;
      const id = `attach-${process.pid}-${Date.now()}-${++attempts}`;
      return send({ id, type: 'application.attach', data: { application, mode: 'exclusive' } });
    }
    if (frame.type === 'reply') return report(frame);
    last = (frame.type === 'stream.position' ? frame.data.sequence : frame.sequence) ?? last;
    if (frame.type.startsWith('call.')) console.log(frame.type, frame.data.ani, '->', frame.data.dnis);
    if (frame.type === 'call.offered' && frame.data.application === application) send(decide(frame.data));
  });
  feed.on('unexpected-response', (_, response) => {
    console.error(`refused: HTTP ${response.statusCode}; is SIGNALBOX_KEY a key of ${tenant}?`);
    process.exit(1);
  });
  feed.on('error', (error) => console.error(error.message || error.code)); // 'close' follows
  feed.on('close', (code, reason) => {
    console.error(`closed (${code} ${reason}); trying again`);
    setTimeout(connect, 1000);
  });
}

// One id per offer: if it is sent twice, after a lost connection say, the second gets the reply of the first.
const decide = (call) => ({
  id: `route-${call.id}-${call.offer.number}`,
  type: 'call.route',
  data: { call: call.id, offer: call.offer.number, treatments: treatmentsFor(call) },
});

const say = (name) => ({ do: 'announce', media: [{ play: 'prompt', name }] });
const treatmentsFor = ({ offer }) =>
  offer.cause === 'arrived'
    ? [say('welcome'), { do: 'connect', to: { endpoint } }]
    : [say('nobody-here'), { do: 'reject' }];

const report = ({ id, status, error }) => console.log(`  ${id}: ${status} ${error ? error.code : 'ok'}`);

connect();
