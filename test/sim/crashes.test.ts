/** A crash at every commit boundary of one scenario loses nothing, does nothing twice and leaves nobody behind. */
import { DEATHS, type Death, playWithCrash } from './crashes';

const SEED = 4;
/** `make test` takes every so many commits, `CRASHES=all` each. */
const EVERY = process.env.CRASHES === 'all' ? 1 : 6;

describe('a crash', function () {
  this.timeout(600_000);
  let commits = 0;

  before(async () => {
    commits = (await playWithCrash(SEED)).commits;
  });

  const whichever = (death: Death, first: number) => async () => {
    for (let commit = first; commit <= commits; commit += EVERY) await playWithCrash(SEED, { commit, death });
  };

  for (const [i, death] of DEATHS.entries())
    it(`at a commit that is ${death} is survived, whichever commit it is`, whichever(death, i + 1));
});
