/** A program that speaks, played by a script that looks and behaves like espeak-ng. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { isRefusal } from '../../src/core/errors';
import type { Speech } from '../../src/ports/speech';
import { espeak } from '../../src/speech/espeak';

const VOICES = `Pty Language       Age/Gender VoiceName          File                 Other Languages
 5  de              --/M      German             gmw/de
 2  en-gb           --/M      English_(Great_Britain) gmw/en            (en 2)
 5  fr-fr           --/M      French_(France)    roa/fr               (fr 5)`;

/** Answers with what it was asked, after the line of its arguments. */
const SCRIPT = `#!${process.execPath}
const args = process.argv.slice(2);
if (args[0] === '--version') console.log('eSpeak NG text-to-speech: 1.51  Data at: /usr/share');
else if (args[0] === '--voices') console.log(${JSON.stringify(VOICES)});
else {
  let text = '';
  process.stdin.on('data', (chunk) => (text += chunk)).on('end', () => {
    if (text === 'forever') return setInterval(() => {}, 1000);
    if (text === 'broken') { console.error('no such phoneme'); process.exit(3); }
    if (text === 'endless') { const more = () => process.stdout.write(Buffer.alloc(4_000_000), more); return more(); }
    process.stdout.write(args.join(' ') + '\\n' + text);
  });
}
`;

describe('espeak-ng', function () {
  this.timeout(20_000);
  let folder: string;
  let speech: Speech;
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'signalbox-espeak-'));
    const program = path.join(folder, 'espeak-ng');
    writeFileSync(program, SCRIPT);
    chmodSync(program, 0o755);
    speech = (await espeak(program, 3_000)) as Speech;
  });
  after(() => rmSync(folder, { recursive: true }));

  async function say(text: string, language: string): Promise<string> {
    const spoken = await speech.speak(text, language);
    if (isRefusal(spoken)) return `${spoken.refused}: ${spoken.detail}`;
    let said = '';
    for await (const chunk of spoken.body) said += Buffer.from(chunk).toString();
    return said;
  }

  it('is found with its version, and not where it is not', async () => {
    expect(speech.name).to.equal('espeak-ng 1.51');
    expect(await espeak(path.join(folder, 'nothing'))).to.equal(undefined);
    expect(await espeak('/bin/false')).to.equal(undefined);
  });

  it('speaks in the voice of the language, of any region before none', async () => {
    expect(await say('Hallo', 'de')).to.equal('-v de -s 150 --stdin --stdout\nHallo');
    expect(await say('Grüezi', 'de-CH')).to.match(/^-v de .*\nGrüezi$/s);
    expect(await say('Hello', 'en')).to.match(/^-v en-gb /);
    expect(await say('Hello', 'en-GB')).to.match(/^-v en-gb /);
    expect(await say('Salut', 'fr-CA')).to.match(/^-v fr-fr /);
    expect(await say('?', 'tlh')).to.equal('speech.no_voice: espeak-ng 1.51 has no voice for tlh');
  });

  it('takes any text as a text', async () => {
    const text = '--version; rm -rf / $(id) `id` \n-v de <voice name="x">';
    expect(await say(text, 'de')).to.equal(`-v de -s 150 --stdin --stdout\n${text}`);
  });

  it('says why a text could not be spoken', async () => {
    expect(await say('broken', 'de')).to.equal('speech.failed: espeak-ng 1.51 ended with 3: no such phoneme\n');
    expect(await say('endless', 'de')).to.equal('speech.failed: espeak-ng 1.51: it says too much');
  });

  it('gives up a text that takes too long, and speaks the next', async () => {
    const both = await Promise.all([say('forever', 'de'), say('next', 'de')]);
    expect(both[0]).to.equal('speech.failed: espeak-ng 1.51: it takes too long');
    expect(both[1]).to.match(/\nnext$/);
  });

  it('refuses more than may wait', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, (_, i) => say(`text ${i}`, 'de')));
    expect(all.filter((said) => said.startsWith('speech.failed: too many'))).to.have.length(4);
    expect(all[15]).to.match(/text 15$/);
  });
});
