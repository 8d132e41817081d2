// Stands where a service that sends text messages would: it takes what the gateway posts, and prints it. Whoever wants to see
// how messages are tried again lets it answer something else than 200.
//
//   node examples/message-sink.mjs [port] [status]        # default: 9101 200
import { createServer } from 'node:http';

const [port = '9101', status = '200'] = process.argv.slice(2);

// The id is the same each time a message is tried: a real service uses it to send each one once.
const seen = new Set();

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { to, from, text, reference } = JSON.parse(Buffer.concat(chunks));
  console.log(seen.has(reference) ? 'again' : 'new', reference, `${from} → ${to}: ${text}`);
  seen.add(reference);
  response.writeHead(Number(status), { 'Content-Type': 'application/json' }).end('{}');
});

server.listen(Number(port), '127.0.0.1', () => console.log('listening on', server.address().port));
