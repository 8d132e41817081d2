import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { isRefusal, refuse } from '../../src/core/errors';
import type { Speech } from '../../src/ports/speech';
import { SpokenCache } from '../../src/speech/spokenCache';

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

describe('spoken texts', () => {
  let folder: string;
  let asked: string[];
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'signalbox-speech-'));
    asked = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const voice = (name: string): Speech => ({
    name,
    speak: async (text, language) => {
      asked.push(`${name} ${language} ${text}`);
      if (text === 'broken') return refuse('speech.failed');
      return { body: bytes(`${name}: ${text}\nsecond line`), type: 'audio/wav; rate=8000' };
    },
  });
  async function say(speech: Speech, text: string, language = 'en'): Promise<string> {
    const spoken = await speech.speak(text, language);
    if (isRefusal(spoken)) return spoken.refused;
    let said = `${spoken.type}|`;
    for await (const chunk of spoken.body) said += Buffer.from(chunk).toString();
    return said;
  }

  it('are spoken once for each text, language and voice, also after a restart', async () => {
    const said = await say(new SpokenCache(voice('a'), folder), 'Hello');
    expect(said).to.equal('audio/wav; rate=8000|a: Hello\nsecond line');
    expect(await say(new SpokenCache(voice('a'), folder), 'Hello')).to.equal(said);
    await say(new SpokenCache(voice('a'), folder), 'Hello', 'de');
    await say(new SpokenCache(voice('b'), folder), 'Hello');
    expect(asked).to.deep.equal(['a en Hello', 'a de Hello', 'b en Hello']);
  });

  it('are not kept when they failed', async () => {
    const cache = new SpokenCache(voice('a'), folder);
    expect([await say(cache, 'broken'), await say(cache, 'broken')]).to.deep.equal(['speech.failed', 'speech.failed']);
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('are spoken although nothing can be kept', async () => {
    expect(await say(new SpokenCache(voice('a'), '/dev/null/nowhere'), 'Hello')).to.match(/a: Hello/);
  });

  it('take a bounded place: what was not asked for the longest goes', async () => {
    const cache = new SpokenCache(voice('a'), folder, 110);
    for (const text of ['one', 'two', 'three']) await say(cache, text);
    for (const [i, name] of readdirSync(folder).entries()) utimesSync(path.join(folder, name), 1_000 + i, 1_000 + i);
    await say(cache, 'one');
    asked.length = 0;
    expect(await cache.sweep()).to.equal(1);
    expect(await cache.sweep()).to.equal(0);
    await say(cache, 'one');
    expect(asked).to.deep.equal([]);
    expect(await new SpokenCache(voice('a'), path.join(folder, 'none')).sweep()).to.equal(0);
  });
});
