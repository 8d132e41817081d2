/** A dial that the PBX, or we, did not take, as an end of its party: nothing more is heard of it. */
import type { Cause } from '../core/line';
import type { Result } from '../ports/pbx';

/** Unless nobody was to be reached, the dial itself could not be: that is ours, and no fault of whoever was to be reached. */
export const refusedBy = (result: Result): 'pbx' | 'local' =>
  result.result === 'refused' && result.code !== 'unreachable' ? 'local' : 'pbx';

export function refusedCause(result: Result): Cause {
  if (result.result !== 'refused') return 'unreachable';
  switch (result.code) {
    case 'overloaded':
      return 'congestion';
    case 'unreachable':
      return 'unreachable';
    case 'invalid':
      return 'refused';
    default:
      return 'failed';
  }
}
