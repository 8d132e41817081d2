/** Media on disk: whole or not at all, found by nobody who guesses, swept when nobody uses it. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { systemClock } from '../../src/clock';
import { isRefusal } from '../../src/core/errors';
import { MediaFolder } from '../../src/media/mediaFolder';
import { readWav } from '../../src/media/wav';
import type { MediaFile, StoredAudio } from '../../src/ports/media';
import { amplitude, pcm16, sine, wavOf } from './signals';

const KEY = 'k'.repeat(32);
const WAV = 'audio/wav';

async function* parts(...list: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* list;
}

async function whole(file: MediaFile | undefined): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  if (file) for await (const chunk of file.read(0, file.bytes - 1)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('the media folder', function () {
  this.timeout(20_000);
  let folder: string;
  let media: MediaFolder;
  const open = (secretKey = KEY) => MediaFolder.open({ folder, secretKey }, systemClock);
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'signalbox-media-'));
    media = await open();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const stereo = wavOf(pcm16([...sine(1_000, 44_100, 0.5)].flatMap((v) => [v, v])), { rate: 44_100, channels: 2 });
  const take = async (tenant = 'acme', file = stereo): Promise<StoredAudio> => {
    const taken = await media.take(tenant, parts(file.subarray(0, 100), file.subarray(100)), WAV);
    if (isRefusal(taken)) throw new Error(JSON.stringify(taken));
    return taken;
  };
  const left = (): string[] => readdirSync(path.join(folder, 'media/.aside'));

  it('keeps what it takes as telephones play it, in both qualities', async () => {
    const { content, durationMs, source } = await take();
    expect(durationMs).to.equal(500);
    expect(source).to.deep.equal({ encoding: 'pcm', rate: 44_100, channels: 2, bits: 16 });
    const narrow = readWav(await whole(await media.at(`${media.address('acme', content)}.wav`)));
    expect([narrow.rate, narrow.samples.length]).to.deep.equal([8_000, 4_000]);
    expect(amplitude(narrow.samples.subarray(1_000, 3_000), 1_000, 8_000)).to.be.closeTo(0.5, 0.01);
    const wide = await media.at(`${media.address('acme', content)}.wav16`);
    expect(readWav(await whole(wide)).rate).to.equal(16_000);
    expect(left()).to.deep.equal([]);
  });

  it('takes linear samples without a header when the type says what they are', async () => {
    const big = Buffer.from(pcm16(sine(1_000, 8_000, 0.1))).swap16();
    const taken = (await media.take('acme', parts(big), 'audio/L16;rate=8000;channels=1')) as StoredAudio;
    expect(taken).to.include({ durationMs: 100 });
    const { samples } = readWav(await whole(await media.open('acme', taken.content)));
    expect(amplitude(samples, 1_000, 8_000)).to.be.closeTo(0.5, 0.01);
  });

  it('finds it again after a restart, also with another secret key', async () => {
    const { content } = await take();
    const before = media.address('acme', content);
    media = await open();
    expect(media.address('acme', content)).to.equal(before);
    expect(await media.at(`${before}.wav`)).to.include({ etag: `"${content}"` });
    media = await open('another'.repeat(5));
    expect(await media.at(`${before}.wav`)).to.equal(undefined);
    expect(await media.at(`${media.address('acme', content)}.wav`)).to.not.equal(undefined);
  });

  it('has addresses that depend on the tenant and cannot be computed from the content', async () => {
    const { content } = await take();
    await take('globex');
    expect(media.address('acme', content)).to.match(/^[0-9a-f]{64}$/);
    expect(media.address('acme', content)).not.to.equal(media.address('globex', content));
    expect(await media.at(`${content}.wav`)).to.equal(undefined);
    for (const name of ['../acme/x.wav', `${content}`, '', '..%2f', `${media.address('acme', content)}.mp3`])
      expect(await media.at(name), name).to.equal(undefined);
    expect(await media.open('initech', content)).to.equal(undefined);
  });

  const refusals: readonly (readonly [string, string, Buffer, string])[] = [
    ['another type', 'audio/mpeg', stereo, 'audio.unsupported_type'],
    ['no type', '', stereo, 'audio.unsupported_type'],
    ['no audio', WAV, Buffer.from('hello'), 'audio.invalid'],
    ['linear samples without a rate', 'audio/L16', stereo, 'audio.invalid'],
    ['more than is taken', WAV, Buffer.alloc(10 * 1_048_576 + 1), 'audio.too_large'],
  ];
  for (const [what, type, file, refused] of refusals)
    it(`refuses ${what} and keeps nothing of it`, async () => {
      expect(await media.take('acme', parts(file), type)).to.include({ refused });
      expect(left()).to.deep.equal([]);
      expect(readdirSync(path.join(folder, 'media'))).to.deep.equal(['.aside']);
    });

  it('keeps nothing of an upload that breaks off', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield stereo.subarray(0, 1_000);
      throw new Error('cut off');
    }
    const thrown = await media.take('acme', broken(), WAV).catch((error: unknown) => String(error));
    expect(thrown).to.equal('Error: cut off');
    expect(left()).to.deep.equal([]);
  });

  it('throws away at start what a killed process was writing', async () => {
    mkdirSync(path.join(folder, 'media/.aside'), { recursive: true });
    writeFileSync(path.join(folder, 'media/.aside/upload-1'), 'half');
    await open();
    expect(left()).to.deep.equal([]);
  });

  it('sweeps what nobody uses once it is old, and nothing else', async () => {
    const used = await take();
    const old = await take('acme', wavOf(pcm16(sine(600, 8_000, 0.1))));
    const fresh = await take('acme', wavOf(pcm16(sine(700, 8_000, 0.1))));
    const file = (content: string) => path.join(folder, 'media/acme', `${content}.wav`);
    for (const { content } of [used, old]) utimesSync(file(content), 1_000, 1_000);
    const isUsed = (_: string, content: string) => content === used.content;
    expect(await media.sweep(isUsed, 2_000_000)).to.equal(1);
    expect(await media.at(`${media.address('acme', old.content)}.wav`)).to.equal(undefined);
    expect(await media.open('acme', fresh.content)).to.not.equal(undefined);
    await media.release('acme', used.content);
    expect(statSync(file(used.content)).mtimeMs).to.be.greaterThan(2_000_000);
    expect(await media.sweep(() => false, 2_000_000)).to.equal(0);
  });
});
