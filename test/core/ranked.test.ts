import { expect } from 'chai';
import { between, chance, type Random, seeded } from '../../connectors/simulator/random';
import { type Place, Ranked } from '../../src/core/ranked';

/** The rule in one line, over an array: what the tree must agree with. */
const inOrder = (a: Place, b: Place): number =>
  b.priority - a.priority || a.arrival - b.arrival || (a.id < b.id ? -1 : 1);

/** Few priorities and arrivals, so that every tie comes up. */
const placeOf = (random: Random, id: string): Place => ({
  id,
  priority: between(random, -2, 2) / 2,
  arrival: between(random, 1_700_000_000_000, 1_700_000_000_020),
});

function agrees(ranked: Ranked, model: readonly Place[]): void {
  const ids = model.map(({ id }) => id);
  expect([...ranked]).to.deep.equal(ids);
  expect(ranked.size).to.equal(ids.length);
  expect(ranked.first()).to.equal(ids[0]);
  expect(ids.map((id) => ranked.rank(id))).to.deep.equal(ids.map((_, i) => i + 1));
  expect(ids.map((_, i) => ranked.at(i + 1))).to.deep.equal(ids);
}

describe('the order of a queue', () => {
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8])
    it(`is that of a sorted array through putting in, moving and taking out (seed ${seed})`, () => {
      const random = seeded(seed);
      const ranked = new Ranked();
      let model: Place[] = [];
      for (let step = 0; step < 3_000; step++) {
        const id = `en_${between(random, 1, 200)}`;
        const there = model.some((place) => place.id === id);
        // Tides, so that it empties and fills again.
        if (chance(random, step % 1_000 < 500 ? 0.3 : 0.9)) {
          expect(ranked.remove(id)).to.equal(there);
          model = model.filter((place) => place.id !== id);
          expect(ranked.rank(id)).to.equal(undefined);
        } else {
          const place = placeOf(random, id);
          ranked.insert(id, place.priority, place.arrival);
          model = [...model.filter((other) => other.id !== id), place].sort(inOrder);
        }
        expect(ranked.has(id)).to.equal(model.some((place) => place.id === id));
        if (step % 50 === 0) agrees(ranked, model);
      }
      agrees(ranked, model);
    });

  it('does not depend on the sequence in which entries came', () => {
    const random = seeded(11);
    const places = Array.from({ length: 500 }, (_, i) => placeOf(random, `en_${i}`));
    const [one, other] = [new Ranked(), new Ranked()];
    for (const place of places) one.insert(place.id, place.priority, place.arrival);
    for (const place of places.toReversed()) other.insert(place.id, place.priority, place.arrival);
    expect([...one]).to.deep.equal([...other]);
  });

  it('is read from any position and only as far as asked', () => {
    const ranked = new Ranked();
    for (let i = 1; i <= 100; i++) ranked.insert(`e${i}`, 0, i);
    for (const position of [1, 2, 50, 99, 100])
      expect([...ranked.from(position)]).to.deep.equal(
        Array.from({ length: 101 - position }, (_, i) => `e${position + i}`),
      );
    expect([...ranked.from(101)]).to.deep.equal([]);
    const read: string[] = [];
    for (const id of ranked) {
      read.push(id);
      if (read.length === 3) break;
    }
    expect(read).to.deep.equal(['e1', 'e2', 'e3']);
  });

  it('says so when it changes while it is read', () => {
    const ranked = new Ranked();
    for (const id of ['a', 'b', 'c']) ranked.insert(id, 0, 1);
    const read = ranked.from();
    read.next();
    ranked.remove('a');
    expect(() => read.next()).to.throw('changed while it was read');
  });

  it('has nobody at positions that are none', () => {
    const ranked = new Ranked();
    expect(ranked.first()).to.equal(undefined);
    ranked.insert('a', 0, 1);
    for (const position of [0, -1, 2, 1.5, Number.NaN]) expect(ranked.at(position)).to.equal(undefined);
    expect(ranked.remove('b')).to.equal(false);
  });

  it('refuses a priority or arrival that has no place in an order, and stays as it was', () => {
    const ranked = new Ranked();
    ranked.insert('a', 0, 1);
    expect(() => ranked.insert('a', Number.NaN, 2)).to.throw(RangeError, 'no place for a');
    expect(() => ranked.insert('b', 0, Number.POSITIVE_INFINITY)).to.throw(RangeError);
    expect([...ranked]).to.deep.equal(['a']);
  });

  it('is built from an unsorted list slice by slice', () => {
    const random = seeded(21);
    const places = Array.from({ length: 2_500 }, (_, i) => placeOf(random, `en_${i}`));
    const ranked = new Ranked();
    const sizes: number[] = [];
    for (const _ of ranked.fill(places, 1_000)) sizes.push(ranked.size);
    expect(sizes).to.deep.equal([1_000, 2_000]);
    agrees(ranked, places.toSorted(inOrder));
  });

  it('stays shallow when all arrive in order, and when one by one is served', () => {
    const ranked = new Ranked();
    for (let i = 0; i < 100_000; i++) ranked.insert(`en_${i.toString(16).padStart(32, '0')}`, 0, i);
    for (let i = 0; i < 100_000; i++) ranked.remove(ranked.first() as string);
    expect(ranked.size).to.equal(0);
  });
});
