import { expect } from 'chai';
import { seeded } from '../../connectors/simulator/random';
import { DueHeap, Dues } from '../../src/core/heap';

describe('the heap of deadlines', () => {
  it('gives the earliest first, through any setting, moving and taking out', () => {
    const random = seeded(7);
    const dues = new Dues(undefined);
    const { heap } = dues;
    const model = new Map<string, number>();
    for (let i = 0; i < 20_000; i++) {
      const key = `k${Math.floor(random() * 500)}`;
      const at = random() < 0.3 ? undefined : Math.floor(random() * 1_000);
      dues.set(key, at);
      if (at === undefined) model.delete(key);
      else model.set(key, at);
      if (i % 500 === 0) expect(heap.peek()?.at).to.equal(model.size === 0 ? undefined : Math.min(...model.values()));
    }
    expect(heap.size).to.equal(model.size);
    const out: number[] = [];
    for (let next = heap.peek(); next; next = heap.peek()) {
      out.push(next.at);
      dues.set(next.id, undefined);
    }
    expect(out).to.deep.equal([...model.values()].sort((a, b) => a - b));
  });

  it('does nothing when a key that is not there is taken out', () => {
    const dues = new Dues(undefined);
    dues.set('none', undefined);
    expect(dues.heap.peek()).to.equal(undefined);
  });

  it('is shared by several, and loses those of one at a time', () => {
    const random = seeded(3);
    const heap = new DueHeap<string>();
    const all = ['a', 'b', 'c'].map((owner) => new Dues(owner, heap));
    for (let i = 0; i < 3_000; i++) all[i % 3]?.set(`same${i}`, Math.floor(random() * 1_000));
    all[1]?.clear();
    all[2]?.set('same2', 0);
    expect(heap.size).to.equal(2_000);
    const out: number[] = [];
    for (let next = heap.peek(); next; next = heap.peek()) {
      expect(next.of.owner).to.not.equal('b');
      out.push(next.at);
      next.of.set(next.id, undefined);
    }
    expect(out).to.deep.equal([...out].sort((a, b) => a - b));
    all[1]?.set('again', 5);
    expect(heap.peek()?.id).to.equal('again');
  });
});
