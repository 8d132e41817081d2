/** Audio over HTTP: streamed in, served whole, in ranges, or not at all when it is known already. */
import { expect } from 'chai';
import { MemoryServer, type Reply } from '../../support/memoryServer';

const PROMPT = '/v1/tenants/acme/prompts/welcome';

describe('prompts over HTTP', () => {
  let server: MemoryServer;
  beforeEach(() => {
    server = new MemoryServer();
  });
  afterEach(() => server.end());

  const put = (headers: Record<string, string>, body = 'RIFF…'): Promise<Reply> =>
    server.send({ method: 'PUT', path: `${PROMPT}/de-CH`, key: 'secret-owner', headers, body });

  it('hands an upload to the services as it comes, with type and If-Match', async () => {
    const reply = await put({ 'content-type': 'audio/wav', 'if-match': '"7"' });
    expect([reply.status, reply.headers.etag]).to.deep.equal([200, '"9"']);
    expect(server.api.asked).to.deep.equal([['upload', 'acme', 'welcome', 'de-CH', 'audio/wav', 'RIFF…', 7]]);
  });

  for (const tag of ['7', 'W/"7"', '*', '"a"', '"1", "2"', '""'])
    it(`refuses If-Match ${tag} with the place`, async () => {
      const reply = await put({ 'content-type': 'audio/wav', 'if-match': tag });
      expect([reply.status, reply.json.errors[0].path]).to.deep.equal([400, 'header If-Match']);
      expect(server.api.asked).to.deep.equal([]);
    });

  it('says no to a body that the services do not read to its end, and the sender gets to read it', async () => {
    server.api.prompts.upload = async (_, __, ___, ____, { body }) => {
      for await (const chunk of body) if (chunk.length > 0) break;
      return { refused: 'audio.too_large' };
    };
    const reply = await put({ 'content-type': 'audio/wav' }, 'x'.repeat(3_000_000));
    expect([reply.status, reply.json.code]).to.deep.equal([413, 'audio.too_large']);
  });

  const get = (path: string, headers: Record<string, string> = {}, method = 'GET', key?: string): Promise<Reply> =>
    server.send({ method, path, headers, ...(key !== undefined && { key }) });

  it('gives a PBX a file without a key, to be kept for ever', async () => {
    const reply = await get('/media/known.wav');
    expect([reply.status, reply.text]).to.deep.equal([200, '0123456789']);
    expect(reply.headers).to.include({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'audio/wav',
      'content-length': '10',
      'accept-ranges': 'bytes',
    });
    expect((await get('/media/known.wav', { 'if-none-match': reply.headers.etag as string })).status).to.equal(304);
    const head = await get('/media/known.wav', {}, 'HEAD');
    expect([head.status, head.headers['content-length'], head.text]).to.deep.equal([200, '10', '']);
  });

  const RANGES: readonly (readonly [range: string, status: number, text: string, said: string | undefined])[] = [
    ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
    ['bytes=4-', 206, '456789', 'bytes 4-9/10'],
    ['bytes=-2', 206, '89', 'bytes 8-9/10'],
    ['bytes=-99', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
    ['bytes=10-', 416, '', 'bytes */10'],
    ['bytes=-0', 416, '', 'bytes */10'],
    ['bytes=5-2', 200, '0123456789', undefined],
    ['bytes=0-1,4-5', 200, '0123456789', undefined],
    ['lines=1-2', 200, '0123456789', undefined],
    ['bytes=-', 200, '0123456789', undefined],
  ];
  for (const [range, status, text, said] of RANGES)
    it(`answers ${range} with ${status}`, async () => {
      const reply = await get('/media/known.wav', { range });
      expect([reply.status, reply.text, reply.headers['content-range']]).to.deep.equal([status, text, said]);
    });

  it('gives the whole when the range was meant for another content', async () => {
    expect((await get('/media/known.wav', { range: 'bytes=0-3', 'if-range': '"other"' })).status).to.equal(200);
  });

  it('has nothing else there, and no other method', async () => {
    for (const path of [
      '/media/',
      '/media/unknown.wav',
      '/media/../admin.key',
      '/media/%2e%2e%2fadmin.key',
      '/media/a/b',
    ])
      expect((await get(path)).status, path).to.equal(404);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
      expect((await get('/media/known.wav', {}, method)).status, method).to.equal(405);
  });

  it('lets nobody guess names as fast as they like, and a PBX fetch what is there as often as it wants', async () => {
    server.clock.advance(60_000);
    const guesses = [];
    for (let i = 0; i < 101; i += 1) guesses.push((await get(`/media/${i}.wav`)).status);
    expect(guesses.slice(0, 100)).to.satisfy((all: number[]) => all.every((status) => status === 404));
    expect(guesses[100]).to.equal(429);
    for (let i = 0; i < 20; i += 1) expect((await get('/media/known.wav')).status).to.equal(200);
    server.clock.advance(60_000);
  });

  it('serves media while the gateway starts, and nothing else', async () => {
    const starting = new MemoryServer(server.api, () => false);
    try {
      expect((await starting.send({ path: '/media/known.wav' })).status).to.equal(200);
      expect((await starting.send({ path: '/healthz' })).status).to.equal(503);
    } finally {
      await starting.end();
    }
  });

  it('lets a tenant download its own audio under its name', async () => {
    const reply = await get(`${PROMPT}/en`, {}, 'GET', 'secret-supervisor');
    expect([reply.status, reply.text]).to.deep.equal([200, '0123456789']);
    expect(reply.headers).to.include({
      'content-disposition': 'attachment; filename="welcome-en.wav"',
      'cache-control': 'no-store',
    });
    expect((await get(`${PROMPT}/en`, {}, 'GET', 'secret-globex')).status).to.equal(403);
  });
});
