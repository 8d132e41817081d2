import { expect } from 'chai';
import { AudioError } from '../../src/media/audio';
import { readWav, writeWav } from '../../src/media/wav';
import { amplitude, chunk, pcm16, sine, wavOf } from './signals';

const TONE = sine(500, 8_000, 0.5);

/** The samples as bytes of a width, each written by `write`. */
function bytesOf(width: number, write: (bytes: Buffer, value: number, at: number) => void): Buffer {
  const bytes = Buffer.alloc(TONE.length * width);
  TONE.forEach((value, i) => {
    write(bytes, value, i * width);
  });
  return bytes;
}

describe('a WAV file', () => {
  const READ: readonly (readonly [what: string, file: Buffer])[] = [
    [
      '8 bits',
      wavOf(
        bytesOf(1, (b, v, at) => b.writeUInt8(Math.round(v * 127) + 128, at)),
        { bits: 8 },
      ),
    ],
    ['16 bits', wavOf(pcm16(TONE))],
    [
      '24 bits',
      wavOf(
        bytesOf(3, (b, v, at) => b.writeIntLE(Math.round(v * 8_388_607), at, 3)),
        { bits: 24 },
      ),
    ],
    [
      '32 bits',
      wavOf(
        bytesOf(4, (b, v, at) => b.writeInt32LE(Math.round(v * 2_147_483_647), at)),
        { bits: 32 },
      ),
    ],
    [
      'float',
      wavOf(
        bytesOf(4, (b, v, at) => b.writeFloatLE(v, at)),
        { tag: 3, bits: 32 },
      ),
    ],
    [
      'double',
      wavOf(
        bytesOf(8, (b, v, at) => b.writeDoubleLE(v, at)),
        { tag: 3, bits: 64 },
      ),
    ],
    ['an extensible format', wavOf(pcm16(TONE), { extensible: true })],
    [
      'other chunks before',
      wavOf(pcm16(TONE), {
        before: Buffer.concat([chunk('LIST', Buffer.from('odd')), chunk('junk', Buffer.alloc(8))]),
      }),
    ],
    ['two channels', wavOf(pcm16([...TONE].flatMap((v) => [v * 1.5, v * 0.5])), { channels: 2 })],
  ];
  for (const [what, file] of READ)
    it(`is read with ${what}`, () => {
      const { samples, rate } = readWav(file);
      expect([samples.length, rate]).to.deep.equal([4_000, 8_000]);
      expect(amplitude(samples, 500, 8_000)).to.be.closeTo(0.5, 0.01);
    });

  it('is read with the codes of G.711 as its tables have them', () => {
    const ulaw = readWav(wavOf(Buffer.from([0x00, 0x80, 0xff, 0x7f, 0x9f]), { tag: 7, bits: 8 })).samples;
    expect([...ulaw].map((v) => Math.round(v * 32_768))).to.deep.equal([-32_124, 32_124, 0, 0, 8_316]);
    const alaw = readWav(wavOf(Buffer.from([0x2a, 0xaa, 0xd5, 0x55, 0xb5]), { tag: 6, bits: 8 })).samples;
    expect([...alaw].map((v) => Math.round(v * 32_768))).to.deep.equal([-32_256, 32_256, 8, -8, 8_448]);
  });

  it('that was written is read back', () => {
    const { samples, source } = readWav(writeWav(TONE, 8_000));
    expect(source).to.include({ encoding: 'pcm', rate: 8_000, channels: 1, bits: 16 });
    samples.forEach((value, i) => {
      expect(value).to.be.closeTo(TONE[i] as number, 1e-4);
    });
  });

  it('with broken numbers is silent there, not loud', () => {
    const bytes = Buffer.alloc(12);
    bytes.writeFloatLE(Number.NaN, 0);
    bytes.writeFloatLE(Number.POSITIVE_INFINITY, 4);
    bytes.writeFloatLE(7, 8);
    expect([...readWav(wavOf(bytes, { tag: 3, bits: 32 })).samples]).to.deep.equal([0, 0, 1]);
  });

  const REFUSED: readonly (readonly [what: string, file: Buffer, why: RegExp])[] = [
    ['nothing', Buffer.alloc(0), /RIFF/],
    ['an MP3', Buffer.from('ID3\x04'.padEnd(200, '\0')), /RIFF/],
    ['no data', wavOf(Buffer.alloc(0)), /no audio/],
    ['a header alone', wavOf(pcm16(TONE)).subarray(0, 40), /no data chunk/],
    ['data before its format', Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE'), chunk('data', pcm16(TONE))]), /before/],
    ['a format cut off', Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE'), chunk('fmt ', Buffer.alloc(6))]), /cut off/],
    ['ADPCM', wavOf(pcm16(TONE), { tag: 2 }), /encoding 2/],
    ['12 bits', wavOf(pcm16(TONE), { bits: 12 }), /12 bits/],
    ['no bits at all', wavOf(pcm16(TONE), { bits: 0 }), /0 bits/],
    ['no channel', wavOf(pcm16(TONE), { channels: 0 }), /0 channels/],
    ['a rate of zero', wavOf(pcm16(TONE), { rate: 0 }), /0 samples a second/],
    ['a strange rate', wavOf(pcm16(TONE), { rate: 12_345 }), /12345/],
    ['eleven minutes', wavOf(Buffer.alloc(8_000 * 660), { bits: 8 }), /longer than 600/],
  ];
  for (const [what, file, why] of REFUSED)
    it(`that is ${what} is refused with the reason`, () => {
      expect(() => readWav(file)).to.throw(AudioError, why);
    });

  it('is read or refused, however its bytes are changed', () => {
    const whole = wavOf(pcm16(TONE.subarray(0, 200)));
    for (let at = 0; at < 44; at++)
      for (const value of [0, 1, 0x7f, 0xff]) {
        const file = Buffer.from(whole);
        file[at] = value;
        try {
          readWav(file);
        } catch (error) {
          expect(error, `byte ${at} = ${value}`).to.be.instanceOf(AudioError);
        }
      }
  });
});
