/** What somebody hears who waits in a queue, until it is over: how long that may be is a deadline of the call. */
import type { TreatmentOf } from '../core/treatment';
import type { ProgramParty } from './party';

export async function queueWait(party: ProgramParty, step: TreatmentOf<'queue'>): Promise<undefined> {
  await party.music(step.music ?? 'default');
  await party.aborted();
  return undefined;
}
