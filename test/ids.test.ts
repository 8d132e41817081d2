import { expect } from 'chai';
import { systemIds } from '../src/ids';
import type { ManualClock } from './support/manualClock';

const UUID7 = /^[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/;

describe('ids from the machine', () => {
  it('are UUIDv7 without dashes, all different, and sort by the time of their making', () => {
    let now = 1_796_000_000_000;
    const ids = systemIds({ now: () => now } as ManualClock);
    const made = Array.from({ length: 2_000 }, () => {
      now += 1;
      return ids.fresh();
    });
    for (const id of made) expect(id).to.match(UUID7);
    expect(new Set(made.map((id) => id.slice(13))).size).to.equal(made.length);
    expect([...made].sort()).to.deep.equal(made);
  });

  it('have all variants and digits at every free place', () => {
    const ids = systemIds({ now: () => 0 } as ManualClock);
    const made = Array.from({ length: 2_000 }, () => ids.fresh());
    const seen = (place: number) => new Set(made.map((id) => id[place])).size;
    for (let place = 13; place < 32; place++) expect(seen(place), `place ${place}`).to.equal(place === 16 ? 4 : 16);
  });

  it('are the same for the same parts, however these are cut', () => {
    const ids = systemIds({ now: () => 0 } as ManualClock);
    expect(ids.derive('ab', 'c'))
      .to.equal(ids.derive('ab', 'c'))
      .and.to.match(/^[0-9a-f]{32}$/);
    expect(ids.derive('ab', 'c')).not.to.equal(ids.derive('a', 'bc'));
  });
});
