/** Leases: at most one owner at a time, who keeps it by asking again. */
import { expect } from 'chai';
import type { Group } from './subject';

/** Tests of `lease` and `release` of one process. */
export const LEASES: Group = {
  'are granted and kept by asking again': async (on) => {
    const name = on.tenant();
    const first = await on.store.lease(name, 'a', 10_000);
    expect(first).to.include({ owner: 'a', term: 1 });
    expect(first.leftMs).to.be.within(5_000, 10_000);
    expect(await on.store.lease(name, 'a', 10_000)).to.include({ owner: 'a', term: 1 });
    await on.store.release(name, 'a');
    await on.store.release(name, 'a');
    await on.store.release(on.tenant(), 'a');
  },
};

/** Tests of leases between two processes, for stores that serve several. */
export const CONTENDED_LEASES: Group = {
  'have one owner at a time': async (on) => {
    const other = await on.beside();
    const name = on.tenant();
    await on.store.lease(name, 'a', 10_000);
    const seen = await other.lease(name, 'b', 10_000);
    expect(seen).to.include({ owner: 'a', term: 1 });
    await other.release(name, 'b');
    expect(await other.lease(name, 'b', 10_000)).to.include({ owner: 'a' });
    await on.store.release(name, 'a');
    expect(await other.lease(name, 'b', 10_000)).to.include({ owner: 'b', term: 2 });
    expect(await on.store.lease(name, 'a', 10_000)).to.include({ owner: 'b', term: 2 });
  },

  'run out': async (on) => {
    const other = await on.beside();
    const name = on.tenant();
    await on.store.lease(name, 'a', 300);
    let now = await other.lease(name, 'b', 10_000);
    expect(now.owner).to.equal('a');
    expect(now.leftMs).to.be.at.most(300);
    for (; now.owner !== 'b'; now = await other.lease(name, 'b', 10_000));
    expect(now.term).to.equal(2);
  },

  'go to one of many who ask at once': async (on) => {
    const other = await on.beside();
    const name = on.tenant();
    const asked = ['a', 'b', 'c', 'd', 'e', 'f'].map((owner, n) =>
      (n % 2 ? other : on.store).lease(name, owner, 10_000),
    );
    const owners = new Set((await Promise.all(asked)).map(({ owner, term }) => `${owner} ${term}`));
    expect([...owners]).to.have.length(1);
  },
};
