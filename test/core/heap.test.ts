import { expect } from 'chai';
import { seeded } from '../../connectors/simulator/random';
import { DeadlineHeap } from '../../src/core/heap';

describe('the heap of deadlines', () => {
  it('gives the earliest first, through any setting, moving and taking out', () => {
    const random = seeded(7);
    const heap = new DeadlineHeap();
    const model = new Map<string, number>();
    for (let i = 0; i < 20_000; i++) {
      const key = `k${Math.floor(random() * 500)}`;
      const at = random() < 0.3 ? undefined : Math.floor(random() * 1_000);
      heap.set(key, at);
      if (at === undefined) model.delete(key);
      else model.set(key, at);
      if (i % 500 === 0) expect(heap.peek()?.at).to.equal(model.size === 0 ? undefined : Math.min(...model.values()));
    }
    expect(heap.size).to.equal(model.size);
    const out: number[] = [];
    for (let next = heap.peek(); next; next = heap.peek()) {
      out.push(next.at);
      heap.set(next.key, undefined);
    }
    expect(out).to.deep.equal([...model.values()].sort((a, b) => a - b));
  });

  it('does nothing when a key that is not there is taken out', () => {
    const heap = new DeadlineHeap();
    heap.set('none', undefined);
    expect(heap.peek()).to.equal(undefined);
  });
});
