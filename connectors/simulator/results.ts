/** The results that the switchboard gives; `timeout` and `linkDown` belong to the line between it and the gateway. */
import type { RefusalCode, Result } from '../../src/ports/pbx';

export const OK: Result = { result: 'ok', value: undefined };
export const GONE = { result: 'gone' } as const;

/** The PBX says no. */
export const refused = (
  code: RefusalCode,
  detail?: string,
): { result: 'refused'; code: RefusalCode; detail?: string } =>
  detail === undefined ? { result: 'refused', code } : { result: 'refused', code, detail };
