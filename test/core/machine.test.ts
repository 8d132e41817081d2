/** How machines are told from people, as a mapping says it. */
import { expect } from 'chai';
import { callbackPolicy } from '../../src/core/callbackPolicy';
import { flawsOf } from '../../src/core/flaws';

describe('the detection of machines in a mapping', () => {
  const read = (machine: object) => callbackPolicy.safeParse({ venue: 'sales', machine });
  const flaws = (machine: object): string[] => {
    const { error } = read(machine);
    return error ? flawsOf(error).map(({ path, message }) => `${path} ${message}`) : [];
  };

  it('is off, with the values of Asterisk, unless it is wanted', () => {
    const { machine } = callbackPolicy.parse({ venue: 'sales' });
    expect(machine).to.deep.equal({
      ...{ detect: false, totalMs: 5_000, initialSilenceMs: 2_500, afterGreetingMs: 800, greetingMs: 1_500 },
      ...{ minWordMs: 100, betweenWordsMs: 50, words: 2, level: 256 },
    });
  });

  it('is refused, with the place, where it could find nothing in its time, or means nothing', () => {
    const longer = 'initialSilenceMs, afterGreetingMs and greetingMs are at most totalMs';
    expect(flaws({ detect: true, totalMs: 2_000 })).to.deep.equal([`/machine ${longer}`]);
    expect(flaws({ greetingMs: 6_000 })).to.deep.equal([`/machine ${longer}`]);
    expect(flaws({ greetingMs: 5_000 })).to.deep.equal([]);
    for (const [name, value] of Object.entries({
      totalMs: 30_001,
      words: 0,
      level: 32_768,
      minWordMs: 1.5,
      beep: true,
    }))
      expect(flaws({ [name]: value })[0], name).to.match(/^\/machine/);
  });
});
