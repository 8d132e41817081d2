/**
 * Mocha's spec reporter that also writes the counts of the run and what failed to a file, when TEST_RESULTS names a folder:
 * `.ci/run` adds the counts up, takes no skipped test for a passed one, and repeats the failures at its end.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type MochaOptions, type Runner, reporters, type Test } from 'mocha';

export = class CountingReporter extends reporters.Spec {
  constructor(runner: Runner, options: MochaOptions) {
    super(runner, options);
    const folder = process.env.TEST_RESULTS;
    if (!folder) return;
    const suite = process.env.TEST_SUITE ?? 'tests';
    const failures: { test: string; error: string }[] = [];
    runner.on('fail', (test: Test, error: Error) => {
      failures.push({ test: test.fullTitle(), error: error.stack ?? error.message });
    });
    runner.once('end', () => {
      const { passes: passed = 0, failures: failed = 0, pending: skipped = 0 } = runner.stats ?? {};
      writeFileSync(path.join(folder, `${suite}.json`), JSON.stringify({ passed, failed, skipped, failures }));
    });
  }
};
