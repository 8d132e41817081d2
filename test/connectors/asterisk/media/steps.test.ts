/** Media items as ARI can play them. */
import { expect } from 'chai';
import { type Speech, stepsOf } from '../../../../connectors/asterisk/media/steps';
import type { Audible } from '../../../../src/core/media';

const speech: Speech = {
  toneZone: 'de',
  mediaUrl: 'http://gateway:8080',
};

const CASES: readonly (readonly [what: string, items: readonly Audible[], steps: readonly object[]])[] = [
  [
    'asks for neighbours in one go',
    [
      { play: 'prompt', name: 'queue-youarenext' },
      { play: 'digits', digits: '1*#' },
      { play: 'number', number: 17 },
    ],
    [{ kind: 'sounds', media: ['sound:queue-youarenext', 'digits:1*#', 'number:17'] }],
  ],
  [
    'speaks numbers in the language of the prompt before them',
    [
      { play: 'number', number: 1 },
      { play: 'prompt', name: 'a', language: 'de-CH' },
      { play: 'number', number: 2 },
      { play: 'prompt', name: 'b', language: 'fr' },
    ],
    [
      { kind: 'sounds', media: ['number:1'] },
      { kind: 'sounds', media: ['sound:a', 'number:2'], lang: 'de_CH' },
      { kind: 'sounds', media: ['sound:b'], lang: 'fr' },
    ],
  ],
  [
    'keeps silence and fetched audio apart',
    [
      { play: 'audio', file: 'abc', instead: 'please-hold', language: 'en' },
      { play: 'silence', ms: 250 },
      { play: 'tone', tone: 'beep' },
    ],
    [
      { kind: 'fetched', url: 'http://gateway:8080/media/abc.wav', instead: 'one-moment-please', lang: 'en' },
      { kind: 'silence', ms: 250 },
      { kind: 'sounds', media: ['sound:beep'], lang: 'en' },
    ],
  ],
  [
    'has built-in prompts as sounds of Asterisk',
    [{ play: 'prompt', name: 'all-agents-busy', language: 'de' }],
    [{ kind: 'sounds', media: ['sound:queue-periodic-announce'], lang: 'de' }],
  ],
  [
    'takes tones from the zone of the PBX',
    [{ play: 'tone', tone: 'busy' }],
    [{ kind: 'sounds', media: ['tone:busy;tonezone=de'] }],
  ],
  [
    'speaks a time of day where it is that time',
    [{ play: 'time', at: Date.UTC(2026, 0, 5, 13, 5), zone: 'Europe/Berlin' }],
    [{ kind: 'sounds', media: ['number:2', 'sound:digits/oh', 'number:5', 'sound:digits/p-m'] }],
  ],
  [
    'speaks midnight and a full hour',
    [{ play: 'time', at: Date.UTC(2026, 0, 5, 0, 0), zone: 'UTC' }],
    [{ kind: 'sounds', media: ['number:12', 'sound:digits/a-m'] }],
  ],
  [
    'plays what was recorded',
    [{ play: 'recording', job: 'e'.padEnd(32, '0') }],
    [{ kind: 'sounds', media: [`recording:${'e'.padEnd(32, '0')}`] }],
  ],
];

describe('media for Asterisk', () => {
  for (const [what, items, steps] of CASES) it(what, () => expect(stepsOf(items, speech)).to.deep.equal(steps));

  it('has no time in a zone that does not exist', () => {
    expect(() => stepsOf([{ play: 'time', at: 0, zone: 'Mars/Olympus' }], {})).to.throw(RangeError);
  });
});
