/**
 * What a connector that is being written still lacks: the contract, run to its end whatever fails. A finished one is held to
 * it by `describePbx`.
 */
import { CONTRACT } from './pbx';
import type { PbxHarness } from './pbx/harness';
import { type Group, Subject, type Test } from './pbx/subject';

/** One test of the contract. */
export interface Line {
  readonly group: string;
  readonly says: string;
  /** Why it does not hold; absent when it does. */
  readonly lacks?: string;
}

class Skipped extends Error {}

/** Every test of the contract against a connector of its own. */
export async function contractReport(makeHarness: () => PbxHarness): Promise<Line[]> {
  const lines: Line[] = [];
  for (const [group, tests] of Object.entries<Group>(CONTRACT))
    for (const [says, test] of Object.entries(tests)) {
      const lacks = await lackOf(makeHarness(), test);
      if (lacks !== 'skipped') lines.push({ group, says, ...(lacks !== undefined && { lacks }) });
    }
  return lines;
}

async function lackOf(harness: PbxHarness, test: Test): Promise<string | undefined> {
  const on = new Subject(harness);
  try {
    await harness.start();
    await on.connect();
    await test(on, () => {
      throw new Skipped();
    });
    await on.clear();
    return undefined;
  } catch (error) {
    return error instanceof Skipped ? 'skipped' : String(error instanceof Error ? error.message : error);
  } finally {
    await harness.finish(on.pbx.stop());
    await harness.stop();
  }
}

/** The report as a table for people. */
export function asText(lines: readonly Line[]): string {
  const done = lines.filter(({ lacks }) => lacks === undefined).length;
  const rows = lines.map(({ group, says, lacks }) =>
    lacks === undefined ? `  has   ${group}: ${says}` : `  lacks ${group}: ${says}\n          ${lacks.split('\n')[0]}`,
  );
  return [...rows, `${done} of ${lines.length} hold`].join('\n');
}
