/** What a failed attempt costs: by cause, never more dials than the limit, and agents cost the customer nothing. */
import { expect } from 'chai';
import fc from 'fast-check';
import { CAUSES } from '../../src/core/line';
import {
  ATTEMPT_CAUSES,
  afterFailure,
  attemptsUsed,
  CHANGE_CAUSES,
  dialFailure,
  type FailedOf,
  type Failures,
  retrySettings,
} from '../../src/core/retry';

const NOW = 1_000_000;
/** Whoever changes a callback while it rings says what follows. */
const CHANGES: readonly string[] = CHANGE_CAUSES;
const FAILED = ATTEMPT_CAUSES.filter((cause): cause is FailedOf => !CHANGES.includes(cause));
const defaults = retrySettings.parse({});
const once = (cause: FailedOf, before: Failures = {}): Failures => ({
  ...before,
  [cause]: (before[cause] ?? 0) + 1,
});

/** Fails of these causes, one after the other; says the verdict on each. */
function failing(causes: readonly FailedOf[], settings = defaults) {
  let failures: Failures = {};
  return causes.map((cause) => {
    failures = once(cause, failures);
    return afterFailure(cause, failures, settings, NOW);
  });
}
const seconds = (verdicts: ReturnType<typeof failing>) =>
  verdicts.map((verdict) => (verdict.again ? (verdict.at - NOW) / 1_000 : verdict.because));

describe('a failed attempt', () => {
  it('is tried again after the delays, three times in all, as the design has it', () => {
    expect(seconds(failing(['busy', 'noAnswer', 'busy']))).to.deep.equal([300, 900, 'attemptsUsed']);
  });

  it('goes on with the last delay when there are more attempts than delays', () => {
    const settings = retrySettings.parse({ maxAttempts: 6, delaysSeconds: [10, 20] });
    expect(seconds(failing(['busy', 'busy', 'busy', 'busy'], settings))).to.deep.equal([10, 20, 20, 20]);
  });

  it('may have a limit and delays of its own cause', () => {
    const causes = { machine: { attempts: 1 }, busy: { delaysSeconds: [60] } };
    const settings = retrySettings.parse({ maxAttempts: 10, causes });
    expect(seconds(failing(['busy', 'noAnswer', 'busy', 'machine'], settings))).to.deep.equal([
      60,
      900,
      60,
      'attemptsUsed',
    ]);
  });

  it('costs no attempt when the agents’ side failed, or when the dial never left', () => {
    const free = ['agentSide', 'unsent', 'agentSide', 'unsent', 'agentSide', 'agentSide'] as const;
    expect(failing(free).every(({ again }) => again)).to.equal(true);
    expect(seconds(failing([...free, 'busy', 'busy', 'busy'])).slice(-3)).to.deep.equal([300, 900, 'attemptsUsed']);
  });

  it('raises the alarm when the agents’ side failed five times', () => {
    const verdicts = failing(['agentSide', 'agentSide', 'agentSide', 'agentSide', 'agentSide']);
    expect(verdicts.map((verdict) => verdict.again && verdict.alarm)).to.deep.equal([false, false, false, false, true]);
  });

  it('is the last one when there is no such number', () => {
    expect(seconds(failing(['invalidNumber']))).to.deep.equal(['invalidNumber']);
  });

  it('of which nobody saw the end counts, and happens once', () => {
    expect(seconds(failing(['lost', 'lost']))).to.deep.equal([300, 'lost']);
    expect(seconds(failing(['lost', 'busy', 'busy']))).to.deep.equal([300, 900, 'attemptsUsed']);
  });

  it('never leads to more counted dials than the limit, whatever they fail of', () => {
    const settings = fc
      .record({ maxAttempts: fc.integer({ min: 1, max: 6 }) })
      .map((some) => retrySettings.parse(some));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...FAILED), { maxLength: 40 }), settings, (causes, rules) => {
        let failures: Failures = {};
        for (const cause of causes) {
          failures = once(cause, failures);
          const verdict = afterFailure(cause, failures, rules, NOW);
          if (!verdict.again) break;
          expect(verdict.at).to.be.greaterThan(NOW);
          expect(attemptsUsed(failures)).to.be.lessThan(rules.maxAttempts);
        }
      }),
    );
  });
});

describe('the cause of a dial that failed', () => {
  it('follows from why its party left', () => {
    expect(Object.fromEntries(CAUSES.map((cause) => [cause, dialFailure(cause)]))).to.deep.equal({
      normal: 'noAnswer',
      busy: 'busy',
      noAnswer: 'noAnswer',
      declined: 'declined',
      congestion: 'network',
      unreachable: 'network',
      invalidNumber: 'invalidNumber',
      forbidden: 'network',
      answeredElsewhere: 'noAnswer',
      cancelled: 'noAnswer',
      timeLimit: 'noAnswer',
      failed: 'network',
      lost: 'lost',
      refused: 'network',
    });
  });
});
