/** Hold music until something else happens to the party: the time limit is a deadline of the call, not of the program. */
import type { TreatmentOf } from '../core/treatment';
import type { ProgramParty } from './party';

export async function hold(party: ProgramParty, step: TreatmentOf<'hold'>): Promise<undefined> {
  await party.music(step.music);
  await party.aborted();
  return undefined;
}
