import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { isRefusal } from '../../src/core/errors';
import { httpSpeech } from '../../src/speech/httpSpeech';

describe('a speech service by HTTP', () => {
  let server: Server;
  let url: string;
  let asked: { headers: IncomingMessage['headers']; body: unknown }[];
  let answer: (response: ServerResponse) => void;
  beforeEach(async () => {
    asked = [];
    answer = (response) => response.setHeader('content-type', 'audio/wav').end('RIFF…');
    server = createServer(async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      asked.push({ headers: request.headers, body: JSON.parse(text) });
      answer(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/audio/speech`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const voices = { en: 'alloy', '*': 'onyx' };
  async function say(language: string, options = {}): Promise<string> {
    const spoken = await httpSpeech({ url, voices, ...options }).speak('Hello', language);
    if (isRefusal(spoken)) return `${spoken.refused}: ${spoken.detail}`;
    let said = `${spoken.type} `;
    for await (const chunk of spoken.body) said += Buffer.from(chunk).toString();
    return said;
  }

  it('is asked as such services are asked, with key, model and voice', async () => {
    expect(await say('en-GB', { key: 'secret', model: 'tts-1' })).to.equal('audio/wav RIFF…');
    expect(await say('de')).to.equal('audio/wav RIFF…');
    const common = { input: 'Hello', response_format: 'wav' };
    expect(asked.map(({ body }) => body)).to.deep.equal([
      { ...common, language: 'en-GB', voice: 'alloy', model: 'tts-1' },
      { ...common, language: 'de', voice: 'onyx' },
    ]);
    expect(asked.map(({ headers }) => headers.authorization)).to.deep.equal(['Bearer secret', undefined]);
  });

  const TROUBLES: readonly (readonly [what: string, (response: ServerResponse) => void, RegExp])[] = [
    ['an error', (response) => response.writeHead(500).end(), /it answered 500/],
    ['a page', (response) => response.setHeader('content-type', 'text/html').end('<p>'), /it answered text\/html/],
    [
      'a redirect',
      (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      /not answer as it should/,
    ],
    ['nothing', (response) => response.destroy(), /not answer \(UND_ERR_SOCKET\)|ECONNRESET/],
    ['silence', () => {}, /takes too long/],
    [
      'too much',
      (response) => response.setHeader('content-type', 'audio/wav').end(Buffer.alloc(10_485_761)),
      /more than/,
    ],
  ];
  for (const [what, trouble, why] of TROUBLES)
    it(`refuses with the reason when it gets ${what}`, async () => {
      answer = trouble;
      // Short for the one that waits for its deadline; ten megabytes take their time on a busy machine.
      expect(await say('en', { key: 'secret', deadlineMs: what === 'silence' ? 300 : 15_000 }))
        .to.match(/^speech.failed: /)
        .and.match(why)
        .and.not.match(/secret/);
    });

  it('does not tell where it is, nor what is in its address', async () => {
    for (const url of [
      'http://127.0.0.1:9/?key=hush',
      'http://speech:hush@speech.internal:9/',
      'http://speech.invalid/hush',
    ])
      expect(await say('en', { url }), url).not.to.match(/hush|127\.0\.0\.1|internal|invalid/);
  });

  it('refuses with the reason when nobody is there', async () => {
    expect(await say('en', { url: 'http://127.0.0.1:1/' })).to.match(/^speech.failed: .*does not answer/);
  });
});
