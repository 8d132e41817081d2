/** Plays a list of media once, to the end. */
import type { ProgramOutcome } from '../core/callPrograms';
import type { TreatmentOf } from '../core/treatment';
import type { ProgramParty } from './party';

export async function announce(party: ProgramParty, step: TreatmentOf<'announce'>): Promise<ProgramOutcome> {
  const outcome = await party.play(step.media);
  return outcome === 'failed' ? { outcome, detail: 'the announcement could not be played' } : { outcome: 'done' };
}
