/** What a gateway may never have to log: each of these lines means a defect, not a bad day. */
import type { Facts } from '../../../src/ports/log';
import type { Findings } from '../findings';

const DEFECTS: readonly string[] = [
  'a deadline fired and is still due',
  'a program failed',
  'a decision failed',
  'entries could not be offered',
  'an entry could not be offered',
  'an entry was passed over without a reason',
  'callbacks could not be looked at',
  'held callbacks could not be looked at',
  'the listing of a PBX could not be taken up',
  'another tenure runs the tenant: its partition is dropped',
];

/** Notes a logged defect. */
export function complaint(findings: Findings, message: string, facts?: Facts): void {
  if (DEFECTS.includes(message)) findings.found('the gateway logs no defect', `${message} ${JSON.stringify(facts)}`);
}
