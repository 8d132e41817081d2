/**
 * Asks for digits: plays the media, stops at the first key, and is complete at `maxDigits`, at the finishing key, or
 * when no more come. Too few start it again, `tries` times in all.
 */
import type { ProgramOutcome } from '../core/callPrograms';
import type { TreatmentOf } from '../core/treatment';
import type { ProgramParty } from './party';

type Collect = TreatmentOf<'collect'>;

export async function collect(party: ProgramParty, step: Collect): Promise<ProgramOutcome> {
  let digits = '';
  for (let attempt = 0; attempt < step.tries && !party.over; attempt++) {
    digits = await oneTry(party, step);
    if (digits.length >= step.minDigits) return { outcome: 'digits', digits, complete: true, as: step.as };
  }
  return { outcome: 'digits', digits, complete: false, as: step.as };
}

async function oneTry(party: ProgramParty, step: Collect): Promise<string> {
  const early = step.media ? await party.playUntilDigit(step.media) : undefined;
  let next = early ?? (await party.digit(step.firstDigitSeconds * 1_000));
  let digits = '';
  while (next !== undefined && next !== step.finishOn) {
    digits += next;
    if (digits.length >= step.maxDigits) break;
    next = await party.digit(step.betweenDigitsSeconds * 1_000);
  }
  return digits;
}
