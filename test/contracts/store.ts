/**
 * The contract of `ports/store`: what every adapter must pass, unchanged. One store serves all tests and each uses
 * tenants of its own, so that slow stores are not opened a hundred times.
 */
import { CHECKPOINT } from './store/checkpoint';
import { CLOSE } from './store/close';
import { COMMIT } from './store/commit';
import { ERASE } from './store/erase';
import { FENCE } from './store/fence';
import { FIND } from './store/find';
import { HISTORY } from './store/history';
import { ISOLATION } from './store/isolation';
import { CONTENDED_LEASES, LEASES } from './store/leases';
import { LIFETIMES } from './store/lifetimes';
import { LOAD } from './store/load';
import { MOVING } from './store/moving';
import { PRUNE } from './store/prune';
import { type Group, type StoreHarness, subject } from './store/subject';
import { UNKNOWN } from './store/unknown';
import { VALUES } from './store/values';

const GROUPS: Readonly<Record<string, Group>> = {
  'commit and fence': COMMIT,
  'repeating a commit': UNKNOWN,
  load: LOAD,
  checkpoint: CHECKPOINT,
  'get and find': FIND,
  history: HISTORY,
  'prune and oldest': PRUNE,
  lifetimes: LIFETIMES,
  erase: ERASE,
  leases: LEASES,
  moving: MOVING,
  tenants: ISOLATION,
  values: VALUES,
  close: CLOSE,
};

/** Only for stores that serve several processes. */
const SHARED: Readonly<Record<string, Group>> = {
  'leases of several': CONTENDED_LEASES,
  'fence between several': FENCE,
};

/** Runs the contract against the adapter that `makeHarness` opens. */
export function describeStore(name: string, makeHarness: () => StoreHarness): void {
  describe(`${name} keeps the contract of a store`, () => {
    const on = subject(makeHarness);
    const groups = makeHarness().beside ? { ...GROUPS, ...SHARED } : GROUPS;
    for (const [group, tests] of Object.entries(groups)) {
      describe(group, () => {
        for (const [says, test] of Object.entries(tests)) it(says, () => test(on));
      });
    }
  });
}
