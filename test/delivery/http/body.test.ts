import { expect } from 'chai';
import { until } from '../../support/manualClock';
import { MemoryServer, type Reply } from '../../support/memoryServer';

const PATH = '/v1/tenants/acme/transactions/tr_1/set_attributes';
const JSON_TYPE = { 'content-type': 'application/json' };

describe('a body', () => {
  let server: MemoryServer;
  beforeEach(() => {
    server = new MemoryServer();
  });
  afterEach(() => server.end());

  const send = (body: string | Buffer | undefined, headers: Record<string, string> = JSON_TYPE): Promise<Reply> =>
    server.send({ method: 'POST', path: PATH, key: 'secret-owner', headers, ...(body !== undefined && { body }) });
  const refusal = async (reply: Promise<Reply>): Promise<[number, string, string?]> => {
    const { status, json } = await reply;
    return [status, json.code, json.detail];
  };

  it('reaches the services as it is', async () => {
    expect(
      (await send('{"attributes":{"case":"4711 ✓"}}', { 'content-type': 'application/json; charset=utf-8' })).status,
    ).to.equal(200);
    expect(server.api.executed[0]?.body).to.deep.equal({ attributes: { case: '4711 ✓' } });
  });

  it('that does not come within 30 s is the fault of its sender', async () => {
    const client = server.connect();
    const head = `POST ${PATH} HTTP/1.1\r\nHost: memory\r\nAuthorization: Bearer secret-owner\r\n`;
    client.write(`${head}Content-Type: application/json\r\nContent-Length: 20\r\n\r\n{`);
    let answer = '';
    client.on('data', (chunk) => {
      answer += chunk;
    });
    await until(() => server.clock.timers > 0, 'the request is under way');
    server.clock.advance(30_000);
    await until(() => client.readableEnded, 'it is answered and closed');
    expect(answer)
      .to.match(/^HTTP\/1\.1 408 /)
      .and.to.contain('"code":"request.too_slow"');
    expect(server.api.executed).to.deep.equal([]);
  });

  it('may be left out where a command has no arguments', async () => {
    const path = '/v1/tenants/acme/calls/ca_1/answer';
    expect((await server.send({ method: 'POST', path, key: 'secret-owner' })).status).to.equal(200);
    expect(server.api.executed[0]?.body).to.deep.equal({});
  });

  it('is not taken as another type', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/jsonp',
      'multipart/form-data; boundary=x',
    ])
      expect(await refusal(send('{}', { 'content-type': type }))).to.deep.equal([
        415,
        'request.unsupported_type',
        `not ${type}`,
      ]);
    expect(await refusal(send('{}', {}))).to.deep.equal([415, 'request.unsupported_type', 'Content-Type is missing']);
    expect(await refusal(send('{}', { ...JSON_TYPE, 'content-encoding': 'gzip' }))).to.deep.equal([
      415,
      'request.unsupported_type',
      'a compressed body is not taken',
    ]);
  });

  it('that is not JSON is refused with the place', async () => {
    const [status, code, detail] = await refusal(send('{"attributes":{]}'));
    expect([status, code]).to.deep.equal([400, 'request.malformed']);
    expect(detail).to.match(/position 15/);
  });

  it('that is not UTF-8 is refused', async () => {
    expect(await refusal(send(Buffer.from([0x22, 0xff, 0x22])))).to.deep.equal([
      400,
      'request.malformed',
      'the text is not UTF-8',
    ]);
  });

  it('that nests too deep is refused before it is walked', async () => {
    for (const open of ['[', '{"a":'])
      expect(await refusal(send(open.repeat(10_000)))).to.deep.equal([
        400,
        'request.malformed',
        'nested deeper than 32 levels',
      ]);
    expect((await send(`{"attributes":{"a":${'['.repeat(30)}${']'.repeat(30)}}}`)).status).to.equal(200);
    expect(
      (await send(`{"attributes":{"a":"${'['.repeat(100)}\\"${'['.repeat(100)}"}}`)).status,
      'in a string',
    ).to.equal(200);
  });

  it('that does not fit its schema is refused with every place', async () => {
    const { status, json } = await send('{"attributes":{"a b":1},"more":2}');
    expect([status, json.code]).to.deep.equal([400, 'request.invalid']);
    expect(json.errors.map((flaw: { path: string }) => flaw.path)).to.have.members(['/attributes/a b', '/more']);
  });

  it('of 64 kB is taken and of one byte more not', async () => {
    const body = (size: number) => `{"attributes":{"a":"${'x'.repeat(size - 23)}"}}`;
    expect(Buffer.byteLength(body(65_536))).to.equal(65_536);
    expect((await send(body(65_536))).status).to.equal(200);
    expect(await refusal(send(body(65_537)))).to.deep.equal([413, 'request.too_large', 'more than 65536 bytes']);
  });

  it('of any size gets its answer without being kept', async () => {
    const client = server.connect();
    let answer = '';
    client.on('data', (chunk) => {
      answer += chunk;
    });
    client.write(
      `POST ${PATH} HTTP/1.1\r\nHost: m\r\nAuthorization: Bearer secret-owner\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    for (let i = 0; i < 20 && answer === ''; i++) client.write(chunk);
    await until(() => answer.includes('request.too_large'), 'the answer comes although the body goes on');
    client.destroy();
  });

  it('that is cut off leaves nothing behind', async () => {
    const client = server.connect();
    client.write(
      `POST ${PATH} HTTP/1.1\r\nHost: m\r\nAuthorization: Bearer secret-owner\r\nContent-Length: 100\r\n\r\n{"a`,
    );
    await until(() => server.clock.timers > 1, 'the request has begun');
    client.resume().end();
    await until(() => server.clock.timers === 1, 'the deadline of the request is taken back');
    expect(server.api.executed).to.deep.equal([]);
  });
});
