/** Which line and which numbers the next dial of a callback uses: by the mapping of now, as `decideDial` will. */
import type { Callback } from './callback';
import { ownNumber } from './callbackDial';
import type { CallbackPolicy } from './callbackPolicy';
import type { CallConfig } from './callDraft';
import { isRefusal } from './errors';
import { callerNumber, lineTo } from './ownership';

/** What cannot be had is absent: it is not dialled then. */
export interface CallbackNumbers {
  /** In E.164. */
  readonly to: string;
  /** Shown to the customer. */
  readonly from?: string;
  /** As `<pbx>/<trunk>`. */
  readonly trunk?: string;
}

export function numbersOf(
  { customerNumber: to, venue }: Pick<Callback, 'customerNumber' | 'venue'>,
  policy: Pick<CallbackPolicy, 'from' | 'trunk'>,
  config: Pick<CallConfig, 'mapping' | 'pbx'>,
): CallbackNumbers {
  const [pbx = ''] = config.mapping?.venues[venue]?.routingPoint.split('/') ?? [];
  const holdings = { pbx: config.pbx, owns: config.mapping?.owns[pbx] };
  const line = lineTo({ number: to, ...(policy.trunk !== undefined && { trunk: policy.trunk }) }, holdings);
  const from = callerNumber(policy.from ?? ownNumber(config, venue), '', holdings);
  return {
    to,
    ...(!isRefusal(from) && from !== '' && { from }),
    ...(!isRefusal(line) && { trunk: `${pbx}/${line.trunk}` }),
  };
}
