/** All architecture rules over a set of sources. */
import { checkCycles, checkImports } from './imports';
import { checkModuleState, checkPurity } from './purity';
import { checkSizesAndNames } from './sizes';
import { parse, type Source, type Violation } from './tree';

export { readSources, type Source, type Violation } from './tree';

/** What is wrong with these sources; empty when nothing is. */
export function check(sources: readonly Source[]): Violation[] {
  const modules = parse(sources);
  return [
    ...checkImports(modules),
    ...checkCycles(modules),
    ...checkPurity(modules),
    ...checkModuleState(modules),
    ...checkSizesAndNames(modules),
  ];
}
